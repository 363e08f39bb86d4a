// Tags and notes on records: finds or makes the object of a record, changes what is on it, and writes every change to the
// activity log, all in one transaction. Called from handlers, inside Database::write; short-lived.
#pragma once
#include <optional>
#include <string>
#include <vector>

#include "admin/api/call.hpp"
#include "admin/json/json_out.hpp"
#include "admin/server.hpp"

namespace mooring::host::admin {

struct RecordReference {
  std::string connection_id, stream;
  std::map<std::string, std::string> key;
};

// Tags as they are kept: without blanks around them, sorted, each once. Errors: tags_invalid.
Result<std::vector<std::string>> clean_tags(const std::vector<std::string>& tags);
// The tags that a PUT sets: "tags" of the body, clean. They may be none, but must be there.
tl::expected<std::vector<std::string>, Problem> read_tags(const Call& call);
// Errors: note_invalid.
Status check_note(const std::string& text);

class Annotations {
 public:
  Annotations(const AdminDependencies& dependencies, Session& session, std::string actor)
      : d_(dependencies), session_(session), actor_(std::move(actor)) {}

  // Errors: connection_unknown, plugin_not_loaded, stream_unknown, stream_not_annotatable, key_invalid, record_unknown.
  struct Ensured {
    ObjectRow object;
    bool made = false;
  };
  Result<Ensured> ensure(const RecordReference& record);
  // Nothing when it has no object yet; errors as above, but for record_unknown.
  Result<std::optional<ObjectRow>> find_of(const RecordReference& record);

  // Errors: object_unknown.
  Result<ObjectRow> find(const std::string& object_id);
  Result<ObjectDetails> details(const ObjectRow& object);

  // True when something changed. Errors: tags_invalid (too many).
  Result<bool> change_tags(const ObjectRow& object, const std::vector<std::string>& add,
                           const std::vector<std::string>& remove);
  Status set_tags(const ObjectRow& object, const std::vector<std::string>& tags);

  // Errors: note_invalid (too many), note_unknown.
  Result<NoteRow> add_note(const ObjectRow& object, const std::string& text);
  Result<NoteRow> edit_note(const ObjectRow& object, const std::string& note_id, const std::string& text);
  Status delete_note(const ObjectRow& object, const std::string& note_id);

 private:
  struct Place {
    RecordTable table;
    RecordKey key;
    ObjectRow object;  // without an id when there is none yet
  };
  Result<Place> place_of(const RecordReference& record);
  Result<NoteRow> find_note(const ObjectRow& object, const std::string& note_id);
  std::string title_of(const ObjectRow& object);
  void record(const ObjectRow& object, std::string kind, const std::string& what);

  const AdminDependencies& d_;
  Session& session_;
  std::string actor_;
};

}  // namespace mooring::host::admin
