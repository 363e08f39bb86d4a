#include "admin/api/annotations.hpp"

#include <Poco/JSON/Parser.h>

#include <algorithm>

#include "base/ids.hpp"
#include "base/text.hpp"
#include "base/text_list.hpp"

namespace mooring::host::admin {
namespace {

std::string trimmed(std::string_view text) {
  const size_t first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return std::string(text.substr(first, text.find_last_not_of(' ') - first + 1));
}

tl::unexpected<Error> too_many_tags() {
  return fail("tags_invalid", "A record has at most " + std::to_string(limits::kTagsPerObjectMax) + " tags",
              "Remove some first");
}

// The key in the manifest's order; every field of it and nothing else.
Result<RecordKey> key_of(const StreamRule& stream, const std::map<std::string, std::string>& given) {
  RecordKey key;
  for (const std::string& name : stream.primary_key)
    if (const auto found = given.find(name); found != given.end()) key.emplace_back(*found);
  if (key.size() == stream.primary_key.size() && key.size() == given.size()) return key;
  return fail("key_invalid", "The key of " + stream.id + " is made of " + joined(stream.primary_key),
              "Send exactly these members");
}

RecordKey key_of(const ObjectRow& object) {
  Poco::JSON::Parser parser(new Poco::JSON::ParseHandler(true));
  const auto members = parser.parse(object.key_json).extract<JsonObject>();
  RecordKey key;
  for (const std::string& name : members->getNames())
    key.emplace_back(name, members->getValue<std::string>(name));
  return key;
}

std::string key_text(const ObjectRow& object) {
  std::string out;
  for (const auto& [name, value] : key_of(object))
    out += (out.empty() ? "" : "/") + value;
  return out;
}

}  // namespace

Result<std::vector<std::string>> clean_tags(const std::vector<std::string>& tags) {
  std::vector<std::string> out;
  for (const std::string& given : tags) {
    std::string tag = trimmed(given);
    const bool fits = !tag.empty() && count_characters(tag) <= limits::kTagCharactersMax;
    if (!fits || !is_clean_line(tag) || tag.find(',') != std::string::npos)
      return fail("tags_invalid", "'" + clean_line(given, 80) + "' cannot be a tag",
                  "A tag has 1 to " + std::to_string(limits::kTagCharactersMax) +
                      " characters and no comma or line break");
    out.push_back(std::move(tag));
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  if (out.size() > limits::kTagsPerObjectMax) return too_many_tags();
  return out;
}

tl::expected<std::vector<std::string>, Problem> read_tags(const Call& call) {
  auto body = JsonBody::parse(call.request);
  if (!body) return refuse(body.error());
  const auto given = body->texts("tags");
  if (!given && !body->has("tags")) body->complain("tags", "is missing");
  if (auto checked = body->check(); !checked) return refuse(checked.error());
  auto tags = clean_tags(given.value_or(std::vector<std::string>()));
  if (!tags) return refuse(tags.error());
  return std::move(*tags);
}

Status check_note(const std::string& text) {
  std::string line = text;
  std::replace_if(
      line.begin(), line.end(), [](char c) { return c == '\n' || c == '\t'; }, ' ');
  const bool blank = line.find_first_not_of(' ') == std::string::npos;
  if (!blank && is_clean_line(line) && count_characters(line) <= limits::kNoteCharactersMax) return {};
  return fail("note_invalid", "This text cannot be a note",
              "A note has 1 to " + std::to_string(limits::kNoteCharactersMax) +
                  " characters, line breaks included, and no control characters");
}

Result<Annotations::Place> Annotations::place_of(const RecordReference& record) {
  const auto connection = rows::find_connection(session_, record.connection_id);
  if (!connection)
    return fail("connection_unknown", "There is no connection " + clean_line(record.connection_id, 80),
                "GET /api/v1/connections lists them");
  const Manifest* manifest = d_.registry.manifest(connection->channel);
  if (!manifest)
    return fail("plugin_not_loaded", "The connector " + connection->channel + " is not loaded",
                "See GET /api/v1/plugins for the reason");
  const StreamRule* stream = manifest->stream(record.stream);
  if (!stream)
    return fail("stream_unknown", manifest->name + " has no stream " + clean_line(record.stream, 80),
                "GET /api/v1/plugins lists channels and their streams");
  if (!stream->annotatable)
    return fail("stream_not_annotatable", "Records of " + stream->id + " take no tags and notes",
                "GET /api/v1/plugins says which streams are annotatable");
  auto key = key_of(*stream, record.key);
  if (!key) return fail(key.error());
  Place place{record_table_of(*manifest, *stream), *key, {}};
  place.object = {"", connection->id, stream->id, to_key_json(*key), d_.clock.now()};
  if (auto known = rows::find_object_by_key(session_, connection->id, stream->id, place.object.key_json))
    place.object = std::move(*known);
  return place;
}

Result<std::optional<ObjectRow>> Annotations::find_of(const RecordReference& record) {
  auto place = place_of(record);
  if (!place) return fail(place.error());
  if (place->object.id.empty()) return std::nullopt;
  return std::move(place->object);
}

Result<Annotations::Ensured> Annotations::ensure(const RecordReference& record) {
  auto place = place_of(record);
  if (!place) return fail(place.error());
  ObjectRow& object = place->object;
  if (!object.id.empty()) return Ensured{std::move(object), false};
  auto found = find_record(session_, place->table, object.connection_id, place->key);
  if (!found) return fail(found.error());
  if (!*found)
    return fail("record_unknown",
                "There is no record " + clean_line(object.key_json, 200) + " in " + object.stream,
                "GET /api/v1/records lists the records");
  object.id = new_id("obj", d_.clock, d_.random);
  rows::insert_object(session_, object);
  return Ensured{std::move(object), true};
}

Result<ObjectRow> Annotations::find(const std::string& object_id) {
  if (auto found = rows::find_object(session_, object_id)) return std::move(*found);
  return fail("object_unknown", "There is no object " + clean_line(object_id, 80),
              "POST /api/v1/objects makes one for a record");
}

Result<ObjectDetails> Annotations::details(const ObjectRow& object) {
  ObjectDetails details{
      object, "", rows::list_tags(session_, object.id), rows::list_notes(session_, object.id), {}, {}};
  const auto connection = rows::find_connection(session_, object.connection_id);
  if (!connection) return details;
  details.channel = connection->channel;
  const Manifest* manifest = d_.registry.manifest(details.channel);
  const StreamRule* stream = manifest ? manifest->stream(object.stream) : nullptr;
  if (!stream) return details;
  details.table = record_table_of(*manifest, *stream);
  auto record = find_record(session_, *details.table, object.connection_id, key_of(object));
  if (!record) return fail(record.error());
  details.record = std::move(*record);
  return details;
}

Result<bool> Annotations::change_tags(const ObjectRow& object, const std::vector<std::string>& add,
                                      const std::vector<std::string>& remove) {
  std::vector<std::string> added, removed;
  for (const std::string& tag : remove)
    if (rows::remove_tag(session_, object.id, tag)) removed.push_back(tag);
  for (const std::string& tag : add)
    if (rows::add_tag(session_, object.id, tag, d_.clock.now(), actor_)) added.push_back(tag);
  if (rows::list_tags(session_, object.id).size() > limits::kTagsPerObjectMax) return too_many_tags();
  if (added.empty() && removed.empty()) return false;
  std::string what;
  if (!added.empty()) what = "tags added: " + joined(added);
  if (!removed.empty()) what += (what.empty() ? "tags removed: " : "; removed: ") + joined(removed);
  record(object, "object.tagged", what);
  return true;
}

Status Annotations::set_tags(const ObjectRow& object, const std::vector<std::string>& tags) {
  std::vector<std::string> remove;
  for (std::string& tag : rows::list_tags(session_, object.id))
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) remove.push_back(std::move(tag));
  auto changed = change_tags(object, tags, remove);
  if (!changed) return fail(changed.error());
  return {};
}

Result<NoteRow> Annotations::add_note(const ObjectRow& object, const std::string& text) {
  if (rows::count_notes(session_, object.id) >= static_cast<int64_t>(limits::kNotesPerObjectMax))
    return fail("note_invalid",
                "A record has at most " + std::to_string(limits::kNotesPerObjectMax) + " notes",
                "Delete some first");
  NoteRow note{new_id("nte", d_.clock, d_.random), object.id, text, actor_, d_.clock.now(), {}};
  rows::insert_note(session_, note);
  record(object, "object.noted", "note added");
  return note;
}

Result<NoteRow> Annotations::find_note(const ObjectRow& object, const std::string& note_id) {
  if (auto found = rows::find_note(session_, object.id, note_id)) return std::move(*found);
  return fail("note_unknown", "This object has no note " + clean_line(note_id, 80),
              "GET /api/v1/objects/{id} lists them");
}

Result<NoteRow> Annotations::edit_note(const ObjectRow& object, const std::string& note_id,
                                       const std::string& text) {
  auto note = find_note(object, note_id);
  if (!note || note->text == text) return note;
  note->text = text;
  note->edited_at = d_.clock.now();
  rows::update_note(session_, *note);
  record(object, "object.noted", "note changed");
  return note;
}

Status Annotations::delete_note(const ObjectRow& object, const std::string& note_id) {
  auto note = find_note(object, note_id);
  if (!note) return fail(note.error());
  rows::delete_note(session_, note->id);
  record(object, "object.noted", "note deleted");
  return {};
}

// "Summer sale" (Campaigns), when a view says which field is the name; else the key.
std::string Annotations::title_of(const ObjectRow& object) {
  const auto connection = rows::find_connection(session_, object.connection_id);
  const Manifest* manifest = connection ? d_.registry.manifest(connection->channel) : nullptr;
  const StreamRule* stream = manifest ? manifest->stream(object.stream) : nullptr;
  const std::string of = stream && !stream->title.empty() ? stream->title : object.stream;
  if (stream)
    for (const ViewRule& view : manifest->views) {
      if (view.stream != object.stream) continue;
      const RecordTable table = record_table_of(*manifest, *stream);
      const auto found = find_record(session_, table, object.connection_id, key_of(object));
      for (size_t i = 0; found && *found && i < table.fields.size(); ++i)
        if (table.fields[i].name == view.name_field && (**found)[i])
          return "\"" + clean_line(*(**found)[i], 200) + "\" (" + of + ")";
    }
  return key_text(object) + " (" + of + ")";
}

void Annotations::record(const ObjectRow& object, std::string kind, const std::string& what) {
  ActivityRow entry;
  entry.connection_id = object.connection_id;
  entry.stream = object.stream;
  entry.kind = std::move(kind);
  entry.actor = actor_;
  entry.message = title_of(object) + ": " + what;
  d_.journal.append(session_, std::move(entry));
}

}  // namespace mooring::host::admin
