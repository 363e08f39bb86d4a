// Conditions of record_where.hpp as SQL. Internal to store/; pure.
#pragma once
#include "store/record_where.hpp"
#include "store/sql_condition.hpp"

namespace mooring::host {

void add_where(sqlite::Condition& condition, const RecordCondition& where);
// What a column is compared and sorted by: decimals as numbers, text without regard to case.
std::string ordered_by(const RecordField& field, const std::string& operand);

}  // namespace mooring::host
