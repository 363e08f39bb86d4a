#include "admin/api/handlers.hpp"
#include "admin/api/record_request.hpp"
#include "admin/json/json_out.hpp"

namespace mooring::host::admin {
namespace {

http::Response records_response(const RecordTable& table, const RecordPage& page) {
  std::vector<RecordField> fields;
  auto columns = json_array();
  for (const std::string& name : page.columns) {
    fields.push_back(answer_column(table, name));
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
  body->set("total", page.total ? Poco::Dynamic::Var(*page.total) : Poco::Dynamic::Var());
  body->set("slow_because", page.slow_because);
  return json_response(200, body);
}

}  // namespace

Answer list_records(Call& call) {
  auto request = read_record_request(call);
  if (!request) return refuse(request.error());
  const auto place = call.admin.heavy_reads.enter();
  if (!place) return refuse_heavy_read();
  RecordPage page;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    auto found = query_records(session, request->table, request->query);
    if (!found) return fail(found.error());
    page = std::move(*found);
    return {};
  });
  if (!read) return refuse(read.error());
  return records_response(request->table, page);
}

}  // namespace mooring::host::admin
