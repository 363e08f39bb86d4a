// The entry of a stream whose runs go on at their cursor or, in a backfill, read a range again. Called on the task's thread.
#pragma once
#include <mooring/plugin.hpp>

namespace amazon_seller {

// Sync is made of ctx, call and `parts`, which live as long as the task; it has run() and backfill().
template <class Sync, class... Parts>
mooring::Task<> run_or_backfill(mooring::Context& ctx, const mooring::Call& call, Parts&... parts) {
  Sync sync(ctx, call, parts...);
  if (call.range())
    co_await sync.backfill();
  else
    co_await sync.run();
}

}  // namespace amazon_seller
