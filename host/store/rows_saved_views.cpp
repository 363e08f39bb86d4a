#include "store/rows_saved_views.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host::rows {

template <>
struct RowColumns<SavedViewRow> {
  static constexpr const char* kNames = "id, owner, page, name, query, created_at, updated_at";
  static void each(auto& row, auto&& column) {
    column(row.id), column(row.owner), column(row.page), column(row.name), column(row.query);
    column(row.created_at), column(row.updated_at);
  }
};

std::vector<SavedViewRow> list_saved_views(Session& session, const std::string& owner,
                                           const std::string& page) {
  auto query = select<SavedViewRow>(session, "saved_views");
  query.where("owner = ?", owner);
  if (!page.empty()) query.where("page = ?", page);
  return query.add(" ORDER BY page, name COLLATE NOCASE, id").all<SavedViewRow>();
}

std::optional<SavedViewRow> find_saved_view(Session& session, const std::string& owner,
                                            const std::string& id) {
  return select<SavedViewRow>(session, "saved_views")
      .where("id = ?", id)
      .where("owner = ?", owner)
      .first<SavedViewRow>();
}

bool saved_view_name_taken(Session& session, const SavedViewRow& row) {
  return Query(session, "SELECT 1 FROM saved_views")
      .where("owner = ?", row.owner)
      .where("page = ?", row.page)
      .where("name = ?", row.name)
      .where("id <> ?", row.id)
      .first<Poco::Int64>()
      .has_value();
}

int64_t count_saved_views(Session& session, const std::string& owner) {
  return Query(session, "SELECT count(*) FROM saved_views")
      .where("owner = ?", owner)
      .first<Poco::Int64>()
      .value_or(0);
}

void insert_saved_view(Session& session, const SavedViewRow& row) {
  insert(session, "saved_views", row).run();
}

void update_saved_view(Session& session, const SavedViewRow& row) {
  update(session, "saved_views", row).where("id = ?", row.id).run();
}

void delete_saved_view(Session& session, const std::string& id) {
  Query(session, "DELETE FROM saved_views").where("id = ?", id).run();
}

}  // namespace mooring::host::rows
