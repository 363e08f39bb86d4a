// What the host refuses of an EMIT, in its words.
#pragma once
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>

#include "mooring/abi.h"
#include "mooring/testing/declared_plugin.hpp"
#include "mooring/testing/text_rules.hpp"

namespace mooring::testing {

// The task did what the host refuses: there, the run fails as `internal` with these words.
struct HostRefusal : std::runtime_error {
  using std::runtime_error::runtime_error;
};

namespace rules {

[[noreturn]] inline void refuse(const std::string& why) {
  throw HostRefusal("the host refuses this: " + why);
}
inline void require(bool condition, const std::string& rule) {
  if (!condition) refuse(rule);
}

inline std::string_view bytes_of(const mooring_str& text, const std::string& what, size_t bytes_max) {
  if (text.size == 0) return {};
  require(text.data != nullptr, what + " has a size but no data");
  require(text.size <= bytes_max, what + " has " + std::to_string(text.size) + " bytes, at most " +
                                      std::to_string(bytes_max) + " are allowed");
  return {text.data, text.size};
}
inline std::string_view text_of(const mooring_str& text, const std::string& what,
                                size_t bytes_max = host_limits::kTaskTextBytesMax) {
  const std::string_view view = bytes_of(text, what, bytes_max);
  require(is_clean_utf8(view), what + " is not valid UTF-8 without NUL");
  return view;
}

constexpr bool has_text(int32_t cell_type) {
  return cell_type == MOORING_CELL_DECIMAL || cell_type == MOORING_CELL_TEXT ||
         cell_type == MOORING_CELL_DATE || cell_type == MOORING_CELL_JSON;
}

// As plugin.toml calls it.
constexpr const char* name_of_cell_type(int32_t cell_type) {
  constexpr const char* kNames[] = {"null", "boolean",   "integer", "decimal",
                                    "text", "timestamp", "date",    "json"};
  return cell_type >= MOORING_CELL_NULL && cell_type <= MOORING_CELL_JSON ? kNames[cell_type] : nullptr;
}

// What is wrong with a cell that is not null and of the declared type; nullptr when nothing is.
inline const char* cell_problem(const mooring_cell& cell) {
  const std::string_view text =
      has_text(cell.type) ? std::string_view(cell.text.data, cell.text.size) : std::string_view();
  switch (cell.type) {
    case MOORING_CELL_BOOLEAN:
      return cell.integer == 0 || cell.integer == 1 ? nullptr : "is neither 0 nor 1";
    case MOORING_CELL_TIMESTAMP:
      return is_stored_time(cell.integer) ? nullptr : "lies outside the years 1 to 9999";
    case MOORING_CELL_DECIMAL:
      return is_decimal(text) ? nullptr : "is not a decimal like -12.50";
    case MOORING_CELL_DATE:
      return is_date(text) ? nullptr : "is not a date like 2026-01-31";
    case MOORING_CELL_JSON:
      if (!begins_like_json(text)) return "is not a JSON value";
      [[fallthrough]];
    case MOORING_CELL_TEXT:
      return is_clean_utf8(text) ? nullptr : "is not valid UTF-8 without NUL";
    default:
      return nullptr;
  }
}

// What a plugin built for ABI 1.0 to 1.3 sends.
inline constexpr size_t kBatchBytes1_0 = offsetof(mooring_batch, cells_per_row);
inline constexpr size_t kBatchBytes1_4 = kBatchBytes1_0 + sizeof(mooring_batch::cells_per_row);

// One batch of a declared stream.
class BatchRules {
 public:
  BatchRules(const mooring_batch& batch, const DeclaredStream& stream) : batch_(batch), stream_(stream) {}

  void check() const {
    require(batch_.row_count <= host_limits::kBatchRowsMax,
            "emit has " + std::to_string(batch_.row_count) + " rows, at most " +
                std::to_string(host_limits::kBatchRowsMax) + " are allowed");
    require(batch_.row_count == 0 || batch_.cells != nullptr, "emit has rows but no cells");
    check_width();
    check_text_bytes();
    for (uint64_t row = 0; row < batch_.row_count; ++row)
      for (size_t i = 0; i < stream_.fields.size(); ++i)
        check_cell(row, stream_.fields[i], cell(row, i));
    for (uint64_t row = 0; row < batch_.row_count && batch_.raw != nullptr; ++row)
      check_raw(row, {batch_.raw[row].data, batch_.raw[row].size});
    for (uint64_t row = 0; row < batch_.row_count && batch_.marketplaces != nullptr; ++row)
      check_marketplace(row, {batch_.marketplaces[row].data, batch_.marketplaces[row].size});
  }

 private:
  const mooring_cell& cell(uint64_t row, size_t field) const {
    return batch_.cells[row * stream_.fields.size() + field];
  }

  // A plugin that was built before ABI 1.4 does not tell.
  void check_width() const {
    if (batch_.struct_size < kBatchBytes1_4 || batch_.row_count == 0) return;
    const size_t fields = stream_.fields.size();
    require(batch_.cells_per_row == fields,
            "emit of '" + stream_.id + "': its rows have " + std::to_string(batch_.cells_per_row) +
                (batch_.cells_per_row == 1 ? " cell" : " cells") + ", plugin.toml declares " +
                std::to_string(fields) + (fields == 1 ? " field" : " fields"));
  }

  void check_text_bytes() const {
    size_t total = 0;
    bool good = true;
    const auto add = [&](const mooring_str& text) {
      if (text.size > host_limits::kBatchBytesMax || (text.size > 0 && text.data == nullptr)) good = false;
      total += good ? text.size : 0;
      good = good && total <= host_limits::kBatchBytesMax;
    };
    for (uint64_t row = 0; good && row < batch_.row_count; ++row) {
      for (size_t i = 0; i < stream_.fields.size(); ++i)
        if (has_text(stream_.fields[i].cell_type) && cell(row, i).type != MOORING_CELL_NULL)
          add(cell(row, i).text);
      if (batch_.raw != nullptr) add(batch_.raw[row]);
      if (batch_.marketplaces != nullptr) add(batch_.marketplaces[row]);
    }
    require(good, "emit holds more than " + std::to_string(host_limits::kBatchBytesMax) +
                      " bytes of text, or a text with a size but no data");
  }

  void check_cell(uint64_t row, const DeclaredField& field, const mooring_cell& cell) const {
    const auto bad = [&](const std::string& problem) {
      refuse(in_row(row) + ", field '" + field.name + "': " + problem);
    };
    if (cell.type == MOORING_CELL_NULL) {
      if (stream_.is_key(field.name)) bad("is null, but part of the primary key");
      return;
    }
    if (cell.type != field.cell_type) {
      const char* given = name_of_cell_type(cell.type);
      bad("is " + (given != nullptr ? given : "of the unknown type " + std::to_string(cell.type)) +
          ", plugin.toml declares " + name_of_cell_type(field.cell_type));
    }
    if (const char* problem = cell_problem(cell)) bad(problem);
  }

  void check_raw(uint64_t row, std::string_view raw) const {
    require(raw.empty() || (begins_like_json(raw) && is_clean_utf8(raw)),
            in_row(row) + ": raw is not JSON in UTF-8");
  }
  void check_marketplace(uint64_t row, std::string_view id) const {
    require(id.size() <= host_limits::kTaskTextBytesMax && is_clean_utf8(id),
            in_row(row) + ": marketplace is not a valid id");
  }
  std::string in_row(uint64_t row) const {
    return "emit of '" + stream_.id + "', row " + std::to_string(row);
  }

  const mooring_batch& batch_;
  const DeclaredStream& stream_;
};

}  // namespace rules
}  // namespace mooring::testing
