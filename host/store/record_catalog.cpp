#include "store/record_catalog.hpp"

#include "store/row_mapping.hpp"

namespace mooring::host {
namespace {

struct HeldColumn {
  std::string stream, column;
};

}  // namespace

template <>
struct rows::RowColumns<HeldColumn> {
  static constexpr const char* kNames = "t.stream, c.name";
  static void each(auto& row, auto&& column) { column(row.stream), column(row.column); }
};

std::map<std::string, std::set<std::string>> held_columns(Session& session, const std::string& channel) {
  std::map<std::string, std::set<std::string>> held;
  auto found =
      rows::select<HeldColumn>(session, "record_tables AS t JOIN pragma_table_info(t.table_name) AS c")
          .where("t.channel = ?", channel)
          .all<HeldColumn>();
  for (HeldColumn& one : found)
    if (!one.column.starts_with('_')) held[one.stream].insert(std::move(one.column));
  return held;
}

}  // namespace mooring::host
