#include "store/rows_marks.hpp"

#include "store/row_mapping.hpp"
#include "store/rows_many.hpp"

namespace mooring::host::rows {
namespace {

struct TagRow {
  std::string connection_id, tag;
};

}  // namespace

template <>
struct RowColumns<PauseRow> {
  static constexpr const char* kNames = "connection_id, paused_at, actor";
  static void each(auto& row, auto&& column) { column(row.connection_id), column(row.at), column(row.actor); }
};

template <>
struct RowColumns<TagRow> {
  static constexpr const char* kNames = "connection_id, tag";
  static void each(auto& row, auto&& column) { column(row.connection_id), column(row.tag); }
};

std::optional<PauseRow> find_pause(Session& session, const std::string& connection_id) {
  return select<PauseRow>(session, "connection_pauses")
      .where("connection_id = ?", connection_id)
      .first<PauseRow>();
}

std::vector<PauseRow> pauses_of(Session& session, const Many& many) {
  auto query = select<PauseRow>(session, "connection_pauses");
  return narrow(query, "connection_id", many).template all<PauseRow>();
}

bool insert_pause(Session& session, const PauseRow& row) {
  return insert(session, "connection_pauses", row).add(" ON CONFLICT DO NOTHING").run() > 0;
}

bool delete_pause(Session& session, const std::string& connection_id) {
  return Query(session, "DELETE FROM connection_pauses").where("connection_id = ?", connection_id).run() > 0;
}

std::vector<std::string> list_connection_tags(Session& session, const std::string& connection_id) {
  std::vector<std::string> tags;
  for (TagRow& row : select<TagRow>(session, "connection_tags")
                         .where("connection_id = ?", connection_id)
                         .add(" ORDER BY tag")
                         .all<TagRow>())
    tags.push_back(std::move(row.tag));
  return tags;
}

std::map<std::string, std::vector<std::string>> connection_tags_of(Session& session, const Many& many) {
  std::map<std::string, std::vector<std::string>> tags;
  auto query = select<TagRow>(session, "connection_tags");
  for (TagRow& row :
       narrow(query, "connection_id", many).add(" ORDER BY connection_id, tag").template all<TagRow>())
    tags[row.connection_id].push_back(std::move(row.tag));
  return tags;
}

bool add_connection_tag(Session& session, const std::string& connection_id, const std::string& tag,
                        Timestamp at, const std::string& actor) {
  return Query(session,
               "INSERT INTO connection_tags (connection_id, tag, created_at, actor) VALUES (?,?,?,?) "
               "ON CONFLICT DO NOTHING")
             .bind(connection_id)
             .bind(tag)
             .bind(at)
             .bind(actor)
             .run() > 0;
}

bool remove_connection_tag(Session& session, const std::string& connection_id, const std::string& tag) {
  return Query(session, "DELETE FROM connection_tags")
             .where("connection_id = ?", connection_id)
             .where("tag = ?", tag)
             .run() > 0;
}

}  // namespace mooring::host::rows
