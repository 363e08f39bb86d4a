// Tags and notes on records.
#include <algorithm>

#include "admin/api/annotations.hpp"
#include "admin/api/handlers.hpp"

namespace mooring::host::admin {
namespace {

// Runs work in one transaction; what it answers with is sent after the commit.
template <class Work>  // Result<JsonObject>(Annotations&)
tl::expected<JsonObject, Problem> change(const Call& call, Work work) {
  JsonObject answer;
  Status done = call.admin.d.database.write([&](Session& session) -> Status {
    Annotations annotations(call.admin.d, session, call.caller.actor);
    Result<JsonObject> outcome = work(annotations);
    if (!outcome) return fail(outcome.error());
    answer = std::move(*outcome);
    return {};
  });
  if (!done) return refuse(done.error());
  return answer;
}

Result<JsonObject> shown(Annotations& annotations, const ObjectRow& object) {
  return annotations.details(object).map([](const ObjectDetails& details) { return object_json(details); });
}

Answer answered(const tl::expected<JsonObject, Problem>& outcome, int status = 200) {
  if (!outcome) return refuse(outcome.error());
  return json_response(status, *outcome);
}

RecordReference read_reference(JsonBody& body) {
  RecordReference record;
  record.connection_id = body.required_text("connection_id");
  record.stream = body.required_text("stream");
  if (!body.has("key")) body.complain("key", "is missing");
  record.key = body.values("key");
  return record;
}

tl::expected<std::vector<RecordReference>, Problem> read_references(JsonBody& body) {
  std::vector<RecordReference> records;
  std::vector<JsonBody> items = body.bodies("objects");
  if (items.size() > limits::kObjectsPerRequestMax)
    body.complain("objects", "has more than " + std::to_string(limits::kObjectsPerRequestMax) + " members");
  for (JsonBody& item : items) {
    records.push_back(read_reference(item));
    if (auto checked = item.check(); !checked) return tl::unexpected(checked.error());
  }
  return records;
}

Result<JsonObject> tag_all(Annotations& annotations, const std::vector<RecordReference>& records,
                           const std::vector<std::string>& add, const std::vector<std::string>& remove) {
  int64_t count = 0;
  for (const RecordReference& record : records) {
    // Who only removes needs no object where there is none.
    auto object = add.empty() ? annotations.find_of(record)
                              : annotations.ensure(record).map([](Annotations::Ensured ensured) {
                                  return std::optional(std::move(ensured.object));
                                });
    if (!object) return fail(object.error());
    if (!*object) continue;
    auto changed = annotations.change_tags(**object, add, remove);
    if (!changed) return fail(changed.error());
    if (*changed) ++count;
  }
  auto answer = json_object();
  answer->set("changed", count);
  return answer;
}

std::string in_both(const std::vector<std::string>& added, const std::vector<std::string>& removed) {
  for (const std::string& tag : added)
    if (std::find(removed.begin(), removed.end(), tag) != removed.end()) return tag;
  return "";
}

tl::expected<std::string, Problem> read_note(const Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  std::string text = body->required_text("text");
  if (auto checked = body->check(); !checked) return tl::unexpected(checked.error());
  if (Status valid = check_note(text); !valid) return refuse(valid.error());
  return text;
}

}  // namespace

Answer post_object(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const RecordReference record = read_reference(*body);
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  int status = 200;
  auto outcome = change(call, [&](Annotations& annotations) -> Result<JsonObject> {
    auto ensured = annotations.ensure(record);
    if (!ensured) return fail(ensured.error());
    if (ensured->made) status = 201;
    return shown(annotations, ensured->object);
  });
  return answered(outcome, status);
}

Answer get_object(Call& call) {
  JsonObject answer;
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    Annotations annotations(call.admin.d, session, call.caller.actor);
    auto object = annotations.find(call.id());
    if (!object) return fail(object.error());
    auto json = shown(annotations, *object);
    if (!json) return fail(json.error());
    answer = std::move(*json);
    return {};
  });
  if (!read) return refuse(read.error());
  return json_response(200, answer);
}

Answer put_object_tags(Call& call) {
  auto tags = read_tags(call);
  if (!tags) return refuse(tags.error());
  return answered(change(call, [&](Annotations& annotations) -> Result<JsonObject> {
    auto object = annotations.find(call.id());
    if (!object) return fail(object.error());
    if (Status set = annotations.set_tags(*object, *tags); !set) return fail(set.error());
    return shown(annotations, *object);
  }));
}

Answer post_objects_tags(Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  auto records = read_references(*body);
  const auto add = body->texts("add"), remove = body->texts("remove");
  if (!records) return refuse(records.error());
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto added = clean_tags(add.value_or(std::vector<std::string>()));
  if (!added) return refuse(added.error());
  auto removed = clean_tags(remove.value_or(std::vector<std::string>()));
  if (!removed) return refuse(removed.error());
  if (auto both = in_both(*added, *removed); !both.empty())
    return refuse("tags_invalid", "The tag '" + both + "' is to be added and removed",
                  "Name each tag in add or in remove, not in both");
  return answered(change(
      call, [&](Annotations& annotations) { return tag_all(annotations, *records, *added, *removed); }));
}

Answer post_note(Call& call) {
  auto text = read_note(call);
  if (!text) return refuse(text.error());
  auto outcome = change(call, [&](Annotations& annotations) -> Result<JsonObject> {
    auto object = annotations.find(call.id());
    if (!object) return fail(object.error());
    return annotations.add_note(*object, *text).map(note_json);
  });
  return answered(outcome, 201);
}

Answer patch_note(Call& call) {
  auto text = read_note(call);
  if (!text) return refuse(text.error());
  return answered(change(call, [&](Annotations& annotations) -> Result<JsonObject> {
    auto object = annotations.find(call.id());
    if (!object) return fail(object.error());
    return annotations.edit_note(*object, call.parameters.at(1), *text).map(note_json);
  }));
}

Answer delete_note(Call& call) {
  auto outcome = change(call, [&](Annotations& annotations) -> Result<JsonObject> {
    auto object = annotations.find(call.id());
    if (!object) return fail(object.error());
    if (Status deleted = annotations.delete_note(*object, call.parameters.at(1)); !deleted)
      return fail(deleted.error());
    return json_object();
  });
  if (!outcome) return refuse(outcome.error());
  http::Response response;
  response.status = 204;
  return response;
}

Answer list_tags(Call& call) {
  auto items = json_array();
  Status read = call.admin.d.database.read([&](Session& session) -> Status {
    for (const rows::TagCount& tag : rows::count_tags(session, call.query("channel"))) {
      auto item = json_object();
      item->set("tag", tag.tag);
      item->set("count", tag.count);
      items->add(item);
    }
    return {};
  });
  if (!read) return refuse(read.error());
  return json_page(items);
}

}  // namespace mooring::host::admin
