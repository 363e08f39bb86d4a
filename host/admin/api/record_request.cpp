#include "admin/api/record_request.hpp"

#include "base/limits_api.hpp"
#include "base/text.hpp"
#include "plugins/record_views.hpp"

namespace mooring::host::admin {
namespace {

Status read_conditions(const Call& call, RecordRequest& request) {
  for (const auto& [name, value] : call.request.query_values()) {
    if (name != "where") continue;
    if (request.query.where.size() == limits::kWhereMax)
      return fail("where_invalid", "There are too many conditions",
                  "Send at most " + std::to_string(limits::kWhereMax));
    auto condition = parse_where(request.table, value);
    if (!condition) return fail(condition.error());
    request.query.where.push_back(std::move(*condition));
  }
  return {};
}

Status read_deleted(const Call& call, RecordQuery& query) {
  const std::string text = call.query("deleted");
  if (text == "only") query.deleted = true;
  if (text == "without") query.deleted = false;
  if (text.empty() || query.deleted) return {};
  return fail("parameter_invalid", "deleted is neither only nor without",
              "Leave it out to get records with and without a deletion mark");
}

}  // namespace

Result<RecordRequest> read_record_request(const Call& call) {
  const Manifest* manifest = call.admin.d.registry.manifest(call.parameters[0]);
  const StreamRule* stream = manifest ? manifest->stream(call.parameters[1]) : nullptr;
  if (!stream)
    return fail(
        "records_unknown",
        "No loaded plugin has the stream " + clean_line(call.parameters[0] + "/" + call.parameters[1], 120),
        "GET /api/v1/plugins lists channels and their streams");
  RecordRequest request{record_table_of(*manifest, *stream), {}};
  RecordQuery& query = request.query;
  auto limit = page_limit(call);
  if (!limit) return fail(limit.error());
  query.limit = *limit;
  query.connection_id = call.query("connection");
  query.marketplace = call.query("marketplace");
  query.text = call.query("text");
  query.after = call.query("after");
  query.include_raw = call.query("raw") == "1";
  query.sort = call.query("sort");
  query.descending = query.sort.starts_with('-');
  if (query.descending) query.sort.erase(0, 1);
  if (Status read = read_deleted(call, query); !read) return fail(read.error());
  if (Status read = read_conditions(call, request); !read) return fail(read.error());
  return request;
}

RecordField answer_column(const RecordTable& table, const std::string& name) {
  if (const RecordField* known = record_column(table, name)) return *known;
  RecordField raw;
  raw.name = name;
  raw.type = FieldType::json;
  raw.pii = true;
  return raw;
}

}  // namespace mooring::host::admin
