// Rows: the records of one stream on their way to the host. Everything added is copied into buffers that are
// reused after clear(), so the source may go away at once. Cells come in the order of the fields that
// plugin.toml declares.
//   rows.begin_row(marketplace, raw);
//   rows.add_text(id).add_decimal("12.50").add_timestamp(created).add_null();
#pragma once
#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "mooring/abi.h"
#include "mooring/failure.hpp"
#include "mooring/time.hpp"

namespace mooring {

namespace detail {

// What a host takes with one emit.
inline constexpr size_t kEmittedRowsMax = 10'000;
inline constexpr size_t kEmittedBytesMax = 64 << 20;

// A task that waits for its next page must not hold what a large one needed.
inline constexpr size_t kRowBytesKept = 64 * 1024;

// Bump allocator for text. Views stay valid until clear(), which keeps the memory up to a limit.
class Arena {
 public:
  std::string_view copy(std::string_view text) {
    if (text.empty()) return {};
    char* target = allocate(text.size());
    std::memcpy(target, text.data(), text.size());
    bytes_ += text.size();
    return {target, text.size()};
  }
  void clear() noexcept {
    size_t kept = 0, bytes = 0;
    while (kept < blocks_.size() && bytes + blocks_[kept].size <= kRowBytesKept)
      bytes += blocks_[kept++].size;
    blocks_.erase(blocks_.begin() + static_cast<std::ptrdiff_t>(kept), blocks_.end());
    current_ = 0;
    used_ = 0;
    bytes_ = 0;
  }
  size_t bytes() const { return bytes_; }  // that were copied since

 private:
  static constexpr size_t kBlockBytes = 64 * 1024;
  struct Block {
    std::unique_ptr<char[]> bytes;
    size_t size;
  };

  char* allocate(size_t size) {
    while (current_ < blocks_.size() && blocks_[current_].size - used_ < size) {
      ++current_;
      used_ = 0;
    }
    if (current_ == blocks_.size()) {
      const size_t bytes = size > kBlockBytes ? size : kBlockBytes;
      blocks_.push_back({std::make_unique_for_overwrite<char[]>(bytes), bytes});
    }
    char* result = blocks_[current_].bytes.get() + used_;
    used_ += size;
    return result;
  }

  std::vector<Block> blocks_;
  size_t current_ = 0, used_ = 0, bytes_ = 0;
};

}  // namespace detail

// "-12.50": what a decimal cell may hold. No exponent, no sign but '-', digits on both sides of the point.
constexpr bool is_decimal(std::string_view text) {
  size_t at = !text.empty() && text[0] == '-' ? 1 : 0;
  const auto digits = [&] {
    const size_t from = at;
    while (at < text.size() && text[at] >= '0' && text[at] <= '9')
      ++at;
    return at > from;
  };
  if (!digits()) return false;
  if (at < text.size() && text[at] == '.' && (++at, !digits())) return false;
  return at == text.size();
}

class Rows {
 public:
  // field_count: as many fields as plugin.toml declares for the stream. The host refuses rows of another width.
  Rows(std::string stream, size_t field_count) : stream_(std::move(stream)), field_count_(field_count) {}

  // Starts a row. `marketplace` empty: it belongs to the whole connection. `raw`: the record as the provider
  // sent it, JSON.
  Rows& begin_row(std::string_view marketplace = {}, std::string_view raw = {}) {
    check_last_row();
    marketplaces_.push_back(detail::to_abi(texts_.copy(marketplace)));
    raw_.push_back(detail::to_abi(texts_.copy(raw)));
    has_raw_ = has_raw_ || !raw.empty();
    return *this;
  }

  // Each also takes std::nullopt (or an empty std::optional) for null.
  Rows& add_null() { return add(MOORING_CELL_NULL, 0, {}); }
  Rows& add_boolean(std::optional<bool> value) {
    return value ? add(MOORING_CELL_BOOLEAN, *value, {}) : add_null();
  }
  Rows& add_integer(std::optional<int64_t> value) {
    return value ? add(MOORING_CELL_INT64, *value, {}) : add_null();
  }
  Rows& add_timestamp(std::optional<Time> value) {
    return value ? add(MOORING_CELL_TIMESTAMP, to_us(*value), {}) : add_null();
  }
  Rows& add_text(std::optional<std::string_view> value) { return add_text_of(MOORING_CELL_TEXT, value); }
  Rows& add_decimal(std::optional<std::string_view> value) {
    return add_text_of(MOORING_CELL_DECIMAL, value);
  }
  Rows& add_date(std::optional<std::string_view> value) { return add_text_of(MOORING_CELL_DATE, value); }
  Rows& add_json(std::optional<std::string_view> value) { return add_text_of(MOORING_CELL_JSON, value); }

  size_t size() const { return raw_.size(); }
  bool empty() const { return raw_.empty(); }
  const std::string& stream() const { return stream_; }

  // Forgets the rows, keeps the memory of usual ones. ctx.emit() does it once the host has taken the rows over.
  void clear() noexcept {
    forget(cells_);
    forget(raw_);
    forget(marketplaces_);
    texts_.clear();
    has_raw_ = false;
  }

  // What crosses the boundary: the rows from `first` on, no more than a host takes at once; valid until the next change. Throws
  // when the last row is not complete.
  mooring_batch batch(size_t first = 0) const {
    check_last_row();
    return {sizeof(mooring_batch),
            0,
            detail::to_abi(stream_),
            taken_at_once(first),
            cells_.data() + first * field_count_,
            has_raw_ ? raw_.data() + first : nullptr,
            marketplaces_.data() + first,
            field_count_};
  }

 private:
  template <class T>
  static void forget(std::vector<T>& list) noexcept {
    if (list.capacity() * sizeof(T) > detail::kRowBytesKept)
      list = {};
    else
      list.clear();
  }
  Rows& add(int32_t type, int64_t integer, std::string_view text) {
    cells_.push_back({type, 0, integer, detail::to_abi(text)});
    return *this;
  }
  Rows& add_text_of(int32_t type, std::optional<std::string_view> value) {
    return value ? add(type, 0, texts_.copy(*value)) : add_null();
  }
  size_t taken_at_once(size_t first) const {
    const size_t rows = std::min(size() - first, detail::kEmittedRowsMax);
    if (texts_.bytes() <= detail::kEmittedBytesMax) return rows;
    size_t bytes = 0, count = 0;
    for (; count < rows; ++count) {
      bytes += raw_[first + count].size + marketplaces_[first + count].size;
      for (size_t i = 0; i < field_count_; ++i)
        bytes += cells_[(first + count) * field_count_ + i].text.size;
      if (count > 0 && bytes > detail::kEmittedBytesMax) break;
    }
    return count;
  }
  void check_last_row() const {
    if (cells_.size() == raw_.size() * field_count_) return;
    const size_t complete = raw_.empty() ? 0 : (raw_.size() - 1) * field_count_;
    throw std::logic_error("row " + std::to_string(raw_.size()) + " of " + stream_ + " has " +
                           std::to_string(cells_.size() - complete) + " cells, its Rows was made for " +
                           std::to_string(field_count_));
  }

  std::string stream_;
  size_t field_count_;
  std::vector<mooring_cell> cells_;
  std::vector<mooring_str> raw_, marketplaces_;
  detail::Arena texts_;
  bool has_raw_ = false;
};

}  // namespace mooring
