#include "admin/api/handlers.hpp"
#include "admin/json/json_out.hpp"
#include "base/text.hpp"
#include "store/record_table.hpp"

namespace mooring::host::admin {
namespace {

RecordField host_column(const std::string& name) {
  RecordField field;
  field.name = name;
  if (name == "_change_seq") field.type = FieldType::integer;
  if (name.ends_with("_at")) field.type = FieldType::timestamp;
  if (name == "_raw") field.type = FieldType::json, field.pii = true;
  return field;
}

RecordField column_of(const RecordTable& table, const std::string& name) {
  for (const RecordField& field : table.fields)
    if (field.name == name) return field;
  return host_column(name);
}

http::Response records_response(const RecordTable& table, const RecordPage& page) {
  std::vector<RecordField> fields;
  auto columns = json_array();
  for (const std::string& name : page.columns) {
    fields.push_back(column_of(table, name));
    columns->add(field_json(fields.back()));
  }
  auto items = json_array();
  for (const auto& row : page.rows) {
    auto item = json_object();
    for (size_t i = 0; i < row.size(); ++i)
      item->set(fields[i].name, value_json(fields[i], row[i]));
    items->add(item);
  }
  auto body = json_object();
  body->set("columns", columns);
  body->set("items", items);
  body->set("next", json_text_or_null(page.next));
  body->set("total", page.total);
  return json_response(200, body);
}

}  // namespace

Answer list_records(Call& call) {
  const Manifest* manifest = call.admin.d.registry.manifest(call.parameters[0]);
  const StreamRule* stream = manifest ? manifest->stream(call.parameters[1]) : nullptr;
  if (!stream)
    return refuse(
        "records_unknown",
        "No loaded plugin has the stream " + clean_line(call.parameters[0] + "/" + call.parameters[1], 120),
        "GET /api/v1/plugins lists channels and their streams");
  auto limit = page_limit(call);
  if (!limit) return refuse(limit.error());
  RecordQuery query;
  query.connection_id = call.query("connection");
  query.marketplace = call.query("marketplace");
  query.text = call.query("text");
  query.after = call.query("after");
  query.limit = *limit;
  query.include_raw = call.query("raw") == "1";
  const RecordTable table = record_table_of(*manifest, *stream);
  RecordPage page;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto found = query_records(session, table, query);
    if (!found) return fail(found.error());
    page = std::move(*found);
    return {};
  });
  if (!read) return refuse(read.error());
  return records_response(table, page);
}

}  // namespace mooring::host::admin
