#include "store/rows_objects.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<ObjectRow> {
  static constexpr const char* kNames = "id, connection_id, stream, key_json, created_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.connection_id), column(row.stream), column(row.key_json);
    column(row.created_at);
  }
};

template <>
struct RowColumns<NoteRow> {
  static constexpr const char* kNames = "id, object_id, text, author, created_at, edited_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.object_id), column(row.text), column(row.author);
    column(row.created_at), column(row.edited_at);
  }
};

template <>
struct RowColumns<TagCount> {
  static constexpr const char* kNames = "t.tag, count(*)";
  static void each(auto& row, auto&& column) { column(row.tag), column(row.count); }
};

std::optional<ObjectRow> find_object(Session& session, const std::string& id) {
  return select<ObjectRow>(session, "objects").where("id = ?", id).first<ObjectRow>();
}

std::optional<ObjectRow> find_object_by_key(Session& session, const std::string& connection_id,
                                            const std::string& stream, const std::string& key_json) {
  return select<ObjectRow>(session, "objects")
      .where("connection_id = ?", connection_id)
      .where("stream = ?", stream)
      .where("key_json = ?", key_json)
      .first<ObjectRow>();
}

void insert_object(Session& session, const ObjectRow& row) {
  insert(session, "objects", row).run();
}

std::vector<std::string> list_tags(Session& session, const std::string& object_id) {
  return Query(session, "SELECT tag FROM object_tags")
      .where("object_id = ?", object_id)
      .add(" ORDER BY tag")
      .all<std::string>();
}

bool add_tag(Session& session, const std::string& object_id, const std::string& tag, Timestamp at,
             const std::string& actor) {
  return Query(session,
               "INSERT INTO object_tags (object_id, tag, created_at, actor) VALUES (?, ?, ?, ?) "
               "ON CONFLICT DO NOTHING")
             .bind(object_id)
             .bind(tag)
             .bind(at)
             .bind(actor)
             .run() == 1;
}

bool remove_tag(Session& session, const std::string& object_id, const std::string& tag) {
  return Query(session, "DELETE FROM object_tags")
             .where("object_id = ?", object_id)
             .where("tag = ?", tag)
             .run() == 1;
}

std::vector<TagCount> count_tags(Session& session, const std::string& channel) {
  auto query = select<TagCount>(session,
                                "object_tags t JOIN objects o ON o.id = t.object_id "
                                "JOIN connections c ON c.id = o.connection_id");
  if (!channel.empty()) query.where("c.channel = ?", channel);
  return query.add(" GROUP BY t.tag ORDER BY count(*) DESC, t.tag").all<TagCount>();
}

std::vector<NoteRow> list_notes(Session& session, const std::string& object_id) {
  return select<NoteRow>(session, "object_notes")
      .where("object_id = ?", object_id)
      .add(" ORDER BY created_at, id")
      .all<NoteRow>();
}

std::optional<NoteRow> find_note(Session& session, const std::string& object_id, const std::string& id) {
  return select<NoteRow>(session, "object_notes")
      .where("id = ?", id)
      .where("object_id = ?", object_id)
      .first<NoteRow>();
}

int64_t count_notes(Session& session, const std::string& object_id) {
  return Query(session, "SELECT count(*) FROM object_notes")
      .where("object_id = ?", object_id)
      .first<Poco::Int64>()
      .value_or(0);
}

void insert_note(Session& session, const NoteRow& row) {
  insert(session, "object_notes", row).run();
}

void update_note(Session& session, const NoteRow& row) {
  update(session, "object_notes", row).where("id = ?", row.id).run();
}

void delete_note(Session& session, const std::string& id) {
  Query(session, "DELETE FROM object_notes").where("id = ?", id).run();
}

}  // namespace mooring::host::rows
