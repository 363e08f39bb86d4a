// What a host's database holds against what the simulator's oracle says, column by column. Reads the database file by itself, so that
// what is judged is what any other program would find there.
#pragma once
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "plugins/manifest.hpp"

namespace mooring::test {

using Cells = std::map<std::string, std::optional<std::string>>;  // column -> value as text
using RowsByKey = std::map<std::string, Cells>;

// Rows of one stream and connection without a deletion mark, and "_synced_at" of each. Booleans as "true" and "false".
RowsByKey held_rows(const std::filesystem::path& database, const host::Manifest& manifest,
                    const std::string& stream, const std::string& connection_id);
// Lines of JSON, each with "stream" and the columns of that stream -> rows of each stream.
std::map<std::string, RowsByKey> oracle_rows(const host::Manifest& manifest, const std::string& lines);

enum class Surplus { allowed, reported };  // rows that are held and that the oracle does not name
// Sentences, one for each row or value that is wrong.
std::vector<std::string> differences(const std::string& stream, const RowsByKey& held,
                                     const RowsByKey& wanted, Surplus surplus);

}  // namespace mooring::test
