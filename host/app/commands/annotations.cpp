// `mooring objects`, `mooring notes`, `mooring tags`: what people put on records.
#include <iostream>
#include <memory>

#include "app/cli/api_command.hpp"
#include "app/cli/command_set.hpp"
#include "app/cli/input.hpp"
#include "base/text.hpp"

namespace mooring::host::cli {
namespace {

using Texts = std::vector<std::string>;

std::string object_path(const std::string& id, const std::string& rest = {}) {
  return "/api/v1/objects/" + url_encode(id) + rest;
}

void print_note(const JsonObject& note) {
  std::cout << text_at(note, "id") << "  " << text_at(note, "created_at") << "  " << text_at(note, "author")
            << "\n  " << text_at(note, "text") << "\n";
}

void print_object(const JsonObject& object) {
  for (const char* name : {"id", "connection_id", "channel", "stream", "key", "tags"})
    std::cout << name << ": " << text_at(object, name) << "\n";
  if (const auto notes = object.getArray("notes"))
    for (const auto& note : *notes)
      print_note(*note.extract<JsonObject::Ptr>());
}

void add_make(CommandSet& set, CLI::App& group) {
  struct Input {
    std::string connection, stream;
    Texts key;
  };
  auto input = std::make_shared<Input>();
  CLI::App& command =
      set.add(group, "make", "The object of a record, for tags and notes; made when there is none",
              [input](const CommandOptions& options) {
                auto key = named_values(input->key);
                if (!key) return complain_usage(describe(key.error()));
                return ask(options,
                           {"POST", "/api/v1/objects",
                            body_of({{"connection_id", input->connection},
                                     {"stream", input->stream},
                                     {"key", object_of(*key)}})},
                           print_object);
              });
  command.add_option("connection", input->connection, "Connection id")->required();
  command.add_option("stream", input->stream, "Stream id")->required();
  command.add_option("key", input->key, "NAME=VALUE, every field of the record's key")->required();
}

// By its record, so that two who tag at the same time do not undo each other.
int change_tags(const CommandOptions& options, const std::string& id, const Texts& add, const Texts& remove) {
  return with_api(options, [&](ApiClient& api) {
    auto answer = api.call("GET", object_path(id));
    if (!answer) return complain(answer.error());
    const auto object = answer->extract<JsonObject::Ptr>();
    JsonObject::Ptr reference(new JsonObject(Poco::JSON_PRESERVE_KEY_ORDER));
    for (const char* name : {"connection_id", "stream", "key"})
      reference->set(name, object->get(name));
    JsonArray::Ptr objects(new JsonArray);
    objects->add(reference);
    auto changed =
        api.call("POST", "/api/v1/objects/tags",
                 body_of({{"objects", Json(objects)}, {"add", list_of(add)}, {"remove", list_of(remove)}}));
    if (!changed) return complain(changed.error());
    auto after = api.call("GET", object_path(id));
    if (!after) return complain(after.error());
    if (options.json)
      print_json(*after);
    else
      print_object(*after->extract<JsonObject::Ptr>());
    return kExitOk;
  });
}

void add_tag_change(CommandSet& set, CLI::App& group, const std::string& name, const std::string& help,
                    bool adds) {
  auto id = std::make_shared<std::string>();
  auto tags = std::make_shared<Texts>();
  CLI::App& command = set.add(group, name, help, [id, tags, adds](const CommandOptions& options) {
    return change_tags(options, *id, adds ? *tags : Texts{}, adds ? Texts{} : *tags);
  });
  command.add_option("id", *id, "Object id")->required();
  command.add_option("--tag", *tags, "The tag; repeat it")->required()->allow_extra_args(false);
}

void add_objects(CommandSet& set) {
  CLI::App& group = set.group("objects", "Records that people put tags and notes on");
  auto id = std::make_shared<std::string>();
  set.add(group, "show", "One object with its tags and notes",
          [id](const CommandOptions& options) {
            return ask(options, {"GET", object_path(*id)}, print_object);
          })
      .add_option("id", *id, "Object id")
      ->required();
  add_make(set, group);
  add_tag_change(set, group, "tag", "Put tags on it", true);
  add_tag_change(set, group, "untag", "Take tags off it", false);
}

struct NoteInput {
  std::string object, note, text;
};

void add_note_command(CommandSet& set, CLI::App& group, const std::string& name, const std::string& help,
                      const std::string& method) {
  auto input = std::make_shared<NoteInput>();
  const bool is_new = method == "POST", has_text = method != "DELETE";
  CLI::App& command =
      set.add(group, name, help, [input, method, is_new, has_text](const CommandOptions& options) {
        const std::string path =
            object_path(input->object, is_new ? "/notes" : "/notes/" + url_encode(input->note));
        return ask(options, {method, path, has_text ? body_of({{"text", input->text}}) : ""}, print_note,
                   "Deleted");
      });
  command.add_option("object", input->object, "Object id; `mooring objects make` tells that of a record")
      ->required();
  if (!is_new) command.add_option("note", input->note, "Note id")->required();
  if (has_text) command.add_option("text", input->text, "What it says")->required();
}

void add_notes(CommandSet& set) {
  CLI::App& group = set.group("notes", "Notes on records");
  add_note_command(set, group, "add", "Add a note to an object", "POST");
  add_note_command(set, group, "change", "Change what a note says", "PATCH");
  add_note_command(set, group, "delete", "Delete a note", "DELETE");
}

void add_tags(CommandSet& set) {
  CLI::App& group = set.group("tags", "Tags of records");
  auto channel = std::make_shared<std::string>();
  set.add_list(group, "list", "All tags of records, most used first",
               [channel](const CommandOptions& options) {
                 return list(options, {"/api/v1/tags",
                                       {{"TAG", "tag"}, {"RECORDS", "count"}},
                                       "No record has a tag.",
                                       {{"channel", *channel}}});
               })
      .add_option("--channel", *channel, "Only of records of this channel");
}

}  // namespace

void add_annotation_commands(CommandSet& set) {
  add_objects(set);
  add_notes(set);
  add_tags(set);
}

}  // namespace mooring::host::cli
