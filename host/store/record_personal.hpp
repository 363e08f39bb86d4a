// Personal data in record tables: finding what has been held for too long, and removing it. Only fields that are marked as
// personal become null, and the named members of the raw record go; the rest of a row stays. Where no members are named, the
// raw record of a row with personal fields goes as a whole. A partial index holds the rows with personal fields and nothing
// else, so looking costs what there is to remove. What is written later to a row that is too old loses its personal data in the
// same statement (record_sql), and a row without a personal field never has the named members. Inside Database::write.
#pragma once
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "store/record_table.hpp"

namespace mooring::host {

bool has_personal_fields(const RecordTable& table);

// SQL of a raw record without personal data, of the SQL of a raw record and that of the fields beside it (by their place in
// table.fields).
std::string raw_without_personal(const RecordTable& table, const std::string& raw,
                                 const std::function<std::string(size_t field)>& cell_of);

// SQL: none of the fields that are marked as personal has a value.
std::string no_personal_cell(const RecordTable& table,
                             const std::function<std::string(size_t field)>& cell_of);

// May this raw record have one of the named members? True for what is no JSON object. Members are found by their letters, as
// SQLite finds them: no provider escapes those of a name.
bool may_name_someone(const RecordTable& table, std::string_view raw);

// The partial index, made anew where the marked fields have changed. Nothing for a table without such fields.
Status ensure_personal_index(Session&, const RecordTable& table);

// Of at most `at_most` rows that the host has held since before `first_seen_before`; how many there were. Each gets a new
// _change_seq, so that whoever copies records by it removes the data, too.
Result<int64_t> remove_personal_data(Session&, const RecordTable& table, const std::string& connection_id,
                                     Timestamp first_seen_before, int64_t at_most);

}  // namespace mooring::host
