#include "plugins/batch_reader.hpp"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "base/ascii.hpp"
#include "base/limits.hpp"
#include "plugins/readable_memory.hpp"

namespace mooring::host {
namespace {

// What a plugin built for ABI 1.0 to 1.3 sends: the width of its rows came with 1.4.
constexpr size_t kBatchBytes1_0 = offsetof(mooring_batch, cells_per_row);
constexpr size_t kBatchBytes1_4 = kBatchBytes1_0 + sizeof(mooring_batch::cells_per_row);

struct Column {
  FieldType type;
  int32_t cell_type;
  bool has_text;
  bool is_key;
};

int32_t cell_type_of(FieldType type) {
  switch (type) {
    case FieldType::boolean:
      return MOORING_CELL_BOOLEAN;
    case FieldType::integer:
      return MOORING_CELL_INT64;
    case FieldType::decimal:
      return MOORING_CELL_DECIMAL;
    case FieldType::text:
      return MOORING_CELL_TEXT;
    case FieldType::timestamp:
      return MOORING_CELL_TIMESTAMP;
    case FieldType::date:
      return MOORING_CELL_DATE;
    case FieldType::json:
      return MOORING_CELL_JSON;
  }
  return MOORING_CELL_NULL;
}

// As plugin.toml calls it.
std::string cell_type_name(int32_t type) {
  static constexpr const char* kNames[] = {"null", "boolean",   "integer", "decimal",
                                           "text", "timestamp", "date",    "json"};
  const bool known = type >= MOORING_CELL_NULL && type <= MOORING_CELL_JSON;
  return known ? kNames[type] : "of the unknown type " + std::to_string(type);
}

std::string counted(uint64_t count, const char* thing) {
  return std::to_string(count) + " " + thing + (count == 1 ? "" : "s");
}

std::vector<Column> columns_of(const StreamRule& stream) {
  std::vector<Column> columns;
  for (const RecordField& field : stream.fields) {
    const int32_t type = cell_type_of(field.type);
    const bool has_text = type == MOORING_CELL_DECIMAL || type == MOORING_CELL_TEXT ||
                          type == MOORING_CELL_DATE || type == MOORING_CELL_JSON;
    const bool is_key = std::find(stream.primary_key.begin(), stream.primary_key.end(), field.name) !=
                        stream.primary_key.end();
    columns.push_back({field.type, type, has_text, is_key});
  }
  return columns;
}

bool is_decimal(std::string_view text) {
  if (text.size() > limits::kDecimalBytesMax) return false;
  if (text.starts_with('-')) text.remove_prefix(1);
  const size_t point = text.find('.');
  const auto digits = [](std::string_view part) {
    return !part.empty() && std::all_of(part.begin(), part.end(), is_ascii_digit);
  };
  return digits(text.substr(0, point)) && (point == std::string_view::npos || digits(text.substr(point + 1)));
}

bool begins_like_json(std::string_view text) {
  return !text.empty() && std::string_view("{[\"-0123456789tfn").find(text.front()) != std::string_view::npos;
}

// What is wrong with a cell that is not null and of the declared type; nullptr when nothing is.
const char* cell_problem(FieldType type, const mooring_cell& cell, std::string_view text) {
  switch (type) {
    case FieldType::boolean:
      return cell.integer == 0 || cell.integer == 1 ? nullptr : "is neither 0 nor 1";
    case FieldType::integer:
      return nullptr;
    case FieldType::timestamp:
      return is_time(cell.integer) ? nullptr : "lies outside the years 1 to 9999";
    case FieldType::decimal:
      return is_decimal(text) ? nullptr : "is not a decimal like -12.50";
    case FieldType::date:
      return is_date(text) ? nullptr : "is not a date like 2026-01-31";
    case FieldType::json:
      if (!begins_like_json(text)) return "is not a JSON value";
      [[fallthrough]];
    case FieldType::text:
      return is_clean_utf8(text) ? nullptr : "is not valid UTF-8 without NUL";
  }
  return nullptr;
}

class BatchReader {
 public:
  BatchReader(const mooring_batch& batch, const StreamRule& stream)
      : batch_(batch), stream_(stream), columns_(columns_of(stream)) {}

  Result<RecordBatch> read() {
    if (auto status = check_shape(); !status) return fail(status.error());
    auto bytes = text_bytes();
    if (!bytes) return fail(bytes.error());
    out_.stream = stream_.id;
    out_.row_count = batch_.row_count;
    out_.column_count = columns_.size();
    out_.arena = std::make_unique_for_overwrite<char[]>(*bytes);
    out_.arena_bytes = *bytes;
    next_ = out_.arena.get();
    if (auto status = copy_cells(); !status) return fail(status.error());
    if (auto status = copy_raw(); !status) return fail(status.error());
    if (auto status = copy_marketplaces(); !status) return fail(status.error());
    return std::move(out_);
  }

 private:
  Status check_shape() const {
    if (batch_.row_count > limits::kBatchRowsMax)
      return violation("emit has " + std::to_string(batch_.row_count) + " rows, at most " +
                       std::to_string(limits::kBatchRowsMax) + " are allowed");
    if (batch_.row_count > 0 && !batch_.cells) return violation("emit has rows but no cells");
    return batch_.row_count > 0 ? check_width() : Status();
  }

  // Before a cell is read: rows of another width would be read beyond their end, or shifted.
  Status check_width() const {
    const size_t fields = columns_.size();
    if (batch_.struct_size >= kBatchBytes1_4) {
      if (batch_.cells_per_row == fields) return {};
      return violation("emit of '" + stream_.id + "': its rows have " +
                       counted(batch_.cells_per_row, "cell") + ", plugin.toml declares " +
                       counted(fields, "field"));
    }
    if (is_readable(batch_.cells, batch_.row_count * fields * sizeof(mooring_cell))) return {};
    return violation("emit of '" + stream_.id + "': its cells end before " +
                     counted(batch_.row_count, "row") + " of " + counted(fields, "cell") +
                     ", as many as plugin.toml declares fields");
  }

  // Also sees to it that every text has data and that the sum cannot overflow.
  Result<size_t> text_bytes() const {
    size_t total = 0;
    const auto add = [&](const mooring_str& text) {
      if (text.size > limits::kBatchBytesMax || (text.size > 0 && !text.data)) return false;
      total += text.size;
      return total <= limits::kBatchBytesMax;
    };
    const mooring_cell* cell = batch_.cells;
    bool good = true;
    for (uint64_t row = 0; good && row < batch_.row_count; ++row) {
      for (const Column& column : columns_) {
        if (column.has_text && cell->type != MOORING_CELL_NULL) good = good && add(cell->text);
        ++cell;
      }
      if (batch_.raw) good = good && add(batch_.raw[row]);
      if (batch_.marketplaces) good = good && add(batch_.marketplaces[row]);
    }
    if (!good)
      return violation("emit holds more than " + std::to_string(limits::kBatchBytesMax) +
                       " bytes of text, or a text with a size but no data");
    return total;
  }

  std::string_view copy(const mooring_str& text) {
    if (text.size == 0) return {};
    std::memcpy(next_, text.data, text.size);
    const std::string_view copied(next_, text.size);
    next_ += text.size;
    return copied;
  }

  Status copy_cells() {
    out_.cells.resize(batch_.row_count * columns_.size());
    const mooring_cell* from = batch_.cells;
    Cell* to = out_.cells.data();
    for (uint64_t row = 0; row < batch_.row_count; ++row) {
      for (size_t i = 0; i < columns_.size(); ++i, ++from, ++to) {
        const Column& column = columns_[i];
        to->type = column.type;
        if (from->type == MOORING_CELL_NULL) {
          if (column.is_key) return bad_cell(row, i, "is null, but part of the primary key");
          continue;
        }
        if (from->type != column.cell_type) return bad_type(row, i, from->type);
        to->is_null = false;
        if (column.has_text)
          to->text = copy(from->text);
        else
          to->integer = from->integer;
        if (const char* problem = cell_problem(column.type, *from, to->text))
          return bad_cell(row, i, problem);
      }
    }
    return {};
  }

  Status copy_raw() {
    if (!batch_.raw) return {};
    out_.raw.resize(batch_.row_count);
    for (uint64_t row = 0; row < batch_.row_count; ++row) {
      out_.raw[row] = copy(batch_.raw[row]);
      if (!out_.raw[row].empty() && !(begins_like_json(out_.raw[row]) && is_clean_utf8(out_.raw[row])))
        return violation("emit of '" + stream_.id + "', row " + std::to_string(row) +
                         ": raw is not JSON in UTF-8");
    }
    return {};
  }

  Status copy_marketplaces() {
    if (!batch_.marketplaces) return {};
    out_.marketplaces.resize(batch_.row_count);
    for (uint64_t row = 0; row < batch_.row_count; ++row) {
      out_.marketplaces[row] = copy(batch_.marketplaces[row]);
      if (out_.marketplaces[row].size() > limits::kTaskTextBytesMax || !is_clean_utf8(out_.marketplaces[row]))
        return violation("emit of '" + stream_.id + "', row " + std::to_string(row) +
                         ": marketplace is not a valid id");
    }
    return {};
  }

  tl::unexpected<Error> bad_cell(uint64_t row, size_t column, const std::string& problem) const {
    return violation("emit of '" + stream_.id + "', row " + std::to_string(row) + ", field '" +
                     stream_.fields[column].name + "': " + problem);
  }

  tl::unexpected<Error> bad_type(uint64_t row, size_t column, int32_t type) const {
    return bad_cell(row, column,
                    "is " + cell_type_name(type) + ", plugin.toml declares " +
                        cell_type_name(columns_[column].cell_type));
  }

  const mooring_batch& batch_;
  const StreamRule& stream_;
  const std::vector<Column> columns_;
  RecordBatch out_;
  char* next_ = nullptr;
};

}  // namespace

Result<RecordBatch> read_batch(const mooring_batch& batch, const TaskContext& context) {
  if (batch.struct_size < kBatchBytes1_0) return violation("emit: struct_size is too small");
  const auto id = read_text(batch.stream, "emit.stream", limits::kTaskTextBytesMax);
  if (!id) return fail(id.error());
  const StreamRule* stream = context.fillable(*id);
  if (!stream)
    return violation("emits rows of '" + std::string(*id) +
                     "', which is neither its stream nor declared as fed by it");
  return BatchReader(batch, *stream).read();
}

}  // namespace mooring::host
