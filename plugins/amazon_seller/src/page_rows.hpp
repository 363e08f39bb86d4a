// Pages whose records have parts with rows of their own: an order and its items. There may be more of them than a host takes between
// two checkpoints.
#pragma once
#include <mooring/plugin.hpp>
#include <string>

namespace amazon_seller {

// About as many rows are committed at once. What belongs to one record is never parted.
inline constexpr size_t kRowsPerGroup = 10'000;

// Hands over what the reader has of a page. `before`: the cursor with which the page would be read again; with it all groups but the
// last are committed. Reader: bool next_rows() adds the next group to the rows, orders() and items(); false: there is none.
template <class Reader>
mooring::Task<> emit_page(mooring::Context& ctx, Reader& reader, std::string before) {
  for (bool is_first = true; reader.next_rows(); is_first = false) {
    if (!is_first) co_await ctx.checkpoint(before);
    co_await ctx.emit(reader.orders());
    co_await ctx.emit(reader.items());
  }
}

}  // namespace amazon_seller
