// What people put on records: objects, their tags and notes. An object belongs to a record by (connection, stream,
// key); it stays when the record gets a deletion mark and when the connection is disconnected and connected again.
// Called inside Database::read or Database::write, like the functions of rows.hpp.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "store/database.hpp"

namespace mooring::host {

struct ObjectRow {
  std::string id, connection_id, stream;
  std::string key_json;  // to_key_json
  Timestamp created_at;
};

struct NoteRow {
  std::string id, object_id, text, author;
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
};

}  // namespace mooring::host

namespace mooring::host::rows {

std::optional<ObjectRow> find_object(Session&, const std::string& id);
std::optional<ObjectRow> find_object_by_key(Session&, const std::string& connection_id,
                                            const std::string& stream, const std::string& key_json);
void insert_object(Session&, const ObjectRow&);

std::vector<std::string> list_tags(Session&, const std::string& object_id);  // sorted
bool add_tag(Session&, const std::string& object_id, const std::string& tag, Timestamp at,
             const std::string& actor);                                           // false: it has the tag
bool remove_tag(Session&, const std::string& object_id, const std::string& tag);  // false: it has not
struct TagCount {
  std::string tag;
  int64_t count = 0;
};
std::vector<TagCount> count_tags(Session&, const std::string& channel);  // empty: of any channel

std::vector<NoteRow> list_notes(Session&, const std::string& object_id);  // oldest first
std::optional<NoteRow> find_note(Session&, const std::string& object_id, const std::string& id);
int64_t count_notes(Session&, const std::string& object_id);
void insert_note(Session&, const NoteRow&);
void update_note(Session&, const NoteRow&);
void delete_note(Session&, const std::string& id);

}  // namespace mooring::host::rows
