// Records, fields, and what people put on records.
#include <Poco/JSON/Parser.h>

#include <charconv>

#include "admin/json/json_out.hpp"

namespace mooring::host::admin {

JsonObject field_json(const RecordField& field) {
  auto out = json_object();
  out->set("name", field.name);
  out->set("type", to_text(field.type));
  out->set("title", field.title);
  out->set("pii", field.pii);
  return out;
}

Poco::Dynamic::Var value_json(const RecordField& field, const std::optional<std::string>& value) {
  if (!value) return {};
  if (field.type == FieldType::boolean) return *value == "1" || *value == "true";
  if (field.type == FieldType::integer) {
    Poco::Int64 number = 0;
    const auto [end, problem] = std::from_chars(value->data(), value->data() + value->size(), number);
    if (problem == std::errc{} && end == value->data() + value->size()) return number;
  }
  return *value;
}

JsonObject note_json(const NoteRow& note) {
  auto out = json_object();
  out->set("id", note.id);
  out->set("text", note.text);
  out->set("author", note.author);
  out->set("created_at", json_time(note.created_at));
  out->set("edited_at", json_time(note.edited_at));
  return out;
}

JsonObject object_json(const ObjectDetails& details) {
  auto tags = json_array();
  for (const std::string& tag : details.tags)
    tags->add(tag);
  auto notes = json_array();
  for (const NoteRow& note : details.notes)
    notes->add(note_json(note));
  auto record = json_object();
  for (size_t i = 0; details.table && details.record && i < details.record->size(); ++i)
    record->set(details.table->fields[i].name, value_json(details.table->fields[i], (*details.record)[i]));
  auto out = json_object();
  out->set("id", details.object.id);
  out->set("connection_id", details.object.connection_id);
  out->set("channel", details.channel);
  out->set("stream", details.object.stream);
  Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));  // keeps the order of the key's fields
  out->set("key", parser.parse(details.object.key_json));
  out->set("created_at", json_time(details.object.created_at));
  out->set("tags", tags);
  out->set("notes", notes);
  out->set("record", details.record ? Poco::Dynamic::Var(record) : Poco::Dynamic::Var());
  return out;
}

JsonObject saved_view_json(const SavedViewRow& view) {
  auto out = json_object();
  out->set("id", view.id);
  out->set("page", view.page);
  out->set("name", view.name);
  out->set("query", view.query);
  out->set("created_at", json_time(view.created_at));
  out->set("updated_at", json_time(view.updated_at));
  return out;
}

}  // namespace mooring::host::admin
