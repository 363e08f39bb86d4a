// Builds a RecordBatch cell by cell, with its text in the batch's own arena.
#pragma once
#include <cstring>
#include <optional>
#include <stdexcept>
#include <string>

#include "store/record_table.hpp"

namespace mooring::test {

class BatchBuilder {
 public:
  explicit BatchBuilder(const host::RecordTable& table) : fields_(table.fields) {
    batch_.stream = table.stream;
    batch_.column_count = fields_.size();
  }

  // Cells come in the order of the table's fields.
  BatchBuilder& null() { return add({.type = next_type()}); }
  BatchBuilder& integer(int64_t value) {
    return add({.type = next_type(), .is_null = false, .integer = value});
  }
  BatchBuilder& time(host::Timestamp value) { return integer(host::to_unix_us(value)); }
  BatchBuilder& text(std::string_view value) { return add({.type = next_type(), .is_null = false}, value); }
  BatchBuilder& cell(host::Cell cell) { return add(cell); }  // as it is, for wrong types

  // Once per row, after its cells; all rows or none have one.
  BatchBuilder& raw(std::string_view value) {
    raw_.emplace_back(value);
    return *this;
  }
  BatchBuilder& marketplace(std::string_view value) {
    marketplaces_.emplace_back(value);
    return *this;
  }

  host::RecordBatch take() {
    batch_.row_count = batch_.column_count == 0 ? 0 : batch_.cells.size() / batch_.column_count;
    size_t bytes = 0;
    for (const auto* group : {&texts_, &raw_, &marketplaces_})
      for (const auto& value : *group)
        bytes += value.size();
    batch_.arena = std::make_unique<char[]>(bytes + 1);
    at_ = batch_.arena.get();
    for (size_t i = 0; i < texts_.size(); ++i)
      if (has_text_[i]) batch_.cells[i].text = keep(texts_[i]);
    for (const auto& value : raw_)
      batch_.raw.push_back(keep(value));
    for (const auto& value : marketplaces_)
      batch_.marketplaces.push_back(keep(value));
    return std::move(batch_);
  }

 private:
  host::FieldType next_type() const { return fields_[batch_.cells.size() % fields_.size()].type; }
  BatchBuilder& add(host::Cell cell, std::optional<std::string_view> value = {}) {
    batch_.cells.push_back(cell);
    texts_.emplace_back(value.value_or(""));
    has_text_.push_back(value.has_value());
    return *this;
  }
  std::string_view keep(const std::string& value) {
    char* start = at_;
    std::memcpy(start, value.data(), value.size());
    at_ += value.size();
    return {start, value.size()};
  }

  std::vector<host::RecordField> fields_;
  host::RecordBatch batch_;
  std::vector<std::string> texts_, raw_, marketplaces_;
  std::vector<bool> has_text_;
  char* at_ = nullptr;
};

}  // namespace mooring::test
