// What a request asks of a stream's records: its filters, order and page. Worker threads.
#pragma once
#include "admin/api/call.hpp"
#include "admin/json/json.hpp"
#include "plugins/manifest.hpp"
#include "store/record_table.hpp"

namespace mooring::host::admin {

struct RecordRequest {
  RecordTable table;
  RecordQuery query;
};

// Errors: records_unknown, parameter_invalid, where_invalid.
Result<RecordRequest> read_record_request(const Call& call);

// The type and title of a column of an answer, a declared one or one of the host's own.
RecordField answer_column(const RecordTable& table, const std::string& name);

}  // namespace mooring::host::admin
