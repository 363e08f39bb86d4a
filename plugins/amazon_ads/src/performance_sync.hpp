// sync/1 of the performance streams. One run reads one profile: it plans which days of each product are due, asks Amazon for
// all their reports at once, and reads each as it becomes ready. Waiting survives a restart.
#pragma once
#include <mooring/plugin.hpp>

#include "report_types.hpp"

namespace amazon_ads {

mooring::Task<> sync_performance(mooring::Context& ctx, const mooring::Call& call, PerformanceStream stream);

template <PerformanceStream kStream>
mooring::Task<> sync_performance_stream(mooring::Context& ctx, const mooring::Call& call) {
  return sync_performance(ctx, call, kStream);
}

}  // namespace amazon_ads
