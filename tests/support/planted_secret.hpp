// A secret that a test plants in what others say, and where in a database it came to stand.
#pragma once
#include <set>
#include <string>

#include "store/sqlite_tools.hpp"
#include "support/store_fixture.hpp"

namespace mooring::test {

inline constexpr char kPlanted[] = "Atzr|IwEBIPlantedRefreshTokenThatNobodyMayRead";

// "table.column" of everything that holds the text, in any table of the database.
inline std::set<std::string> places_of(StoreFixture& store, const std::string& text) {
  return store.read([&](host::Session& session) {
    using namespace host;
    sqlite3* database = sqlite::handle(session);
    auto columns = sqlite::prepare(
        database,
        "SELECT t.name, c.name FROM pragma_table_list AS t JOIN pragma_table_info(t.name) AS c "
        "WHERE t.schema = 'main' AND t.type IN ('table', 'virtual')");
    std::set<std::string> found;
    while (sqlite3_step(columns->get()) == SQLITE_ROW) {
      const std::string table(sqlite::column_text(columns->get(), 0)),
          column(sqlite::column_text(columns->get(), 1));
      auto hit =
          sqlite::prepare(database, "SELECT 1 FROM " + sqlite::quote_name(table) + " WHERE instr(CAST(" +
                                        sqlite::quote_name(column) + " AS TEXT), ?) > 0 LIMIT 1");
      if (!hit) continue;  // a column of a virtual table that is none of its data
      sqlite::bind_text(hit->get(), 1, text);
      if (sqlite3_step(hit->get()) == SQLITE_ROW) found.insert(table + "." + column);
    }
    return found;
  });
}

}  // namespace mooring::test
