// For tests with damaged answers: what a run emits must be JSON, as another parser sees it than the one that let it pass.
#pragma once
#include <simdjson.h>

#include <algorithm>
#include <mooring/testing/task_result.hpp>

namespace amazon_common::testing {

inline bool is_json(const std::string& text) {
  simdjson::dom::parser parser;
  return parser.parse(simdjson::padded_string(text)).error() == simdjson::SUCCESS;
}

// The raw records and the cells that hold JSON.
inline bool keeps_json(const mooring::testing::TaskResult& result) {
  return std::ranges::all_of(result.rows, [](const mooring::testing::RowValue& row) {
    return (row.raw.empty() || is_json(row.raw)) && std::ranges::all_of(row.cells, [](const auto& cell) {
             return cell.second.type != MOORING_CELL_JSON || is_json(cell.second.text);
           });
  });
}

}  // namespace amazon_common::testing
