// The hot path: one native prepared statement per row, nothing allocated per row.
#include <unordered_map>

#include "store/change_counter.hpp"
#include "store/record_part_marks.hpp"
#include "store/record_personal.hpp"
#include "store/record_sql.hpp"
#include "store/record_table.hpp"
#include "store/record_time.hpp"
#include "store/sqlite_tools.hpp"

namespace mooring::host {
namespace {

constexpr char kWhat[] = "writing records";

struct Prepared {
  std::vector<RecordField> fields;  // what the statement was made for
  std::vector<std::string> personal_raw;
  std::vector<bool> is_key;
  sqlite::Statement upsert;
  std::vector<TimeText> times;  // one per column: the text must live until the row is written
};

bool same_fields(const std::vector<RecordField>& a, const std::vector<RecordField>& b) {
  if (a.size() != b.size()) return false;
  for (size_t i = 0; i < a.size(); ++i)
    if (a[i].type != b[i].type || a[i].name != b[i].name || a[i].pii != b[i].pii) return false;
  return true;
}

Result<Prepared> prepare_upsert(sqlite3* database, const RecordTable& table) {
  auto statement = sqlite::prepare(database, upsert_sql(table));
  if (!statement) return fail(statement.error());
  Prepared prepared{table.fields,
                    table.personal_raw,
                    {},
                    std::move(*statement),
                    std::vector<TimeText>(table.fields.size())};
  for (const auto& field : table.fields) {
    bool key = false;
    for (const auto& name : table.primary_key)
      key = key || name == field.name;
    prepared.is_key.push_back(key);
  }
  return prepared;
}

Status check_shape(const RecordTable& table, const RecordBatch& batch) {
  auto optional_size_ok = [&](size_t size) { return size == 0 || size == batch.row_count; };
  if (batch.column_count == table.fields.size() &&
      batch.cells.size() == batch.row_count * batch.column_count && optional_size_ok(batch.raw.size()) &&
      optional_size_ok(batch.marketplaces.size()))
    return {};
  return fail("record_batch_mismatch",
              "a batch for " + table.name() + " has " + std::to_string(batch.column_count) +
                  " columns, the table has " + std::to_string(table.fields.size()),
              "the plugin's code and its manifest disagree; report it to the plugin's author");
}

// Binds one row's declared fields; the row's number and column are for the error only.
class RowBinder {
 public:
  RowBinder(Prepared& prepared, const RecordTable& table) : prepared_(prepared), table_(table) {}

  Status bind(const Cell* cells, size_t row) {
    for (size_t i = 0; i < prepared_.fields.size(); ++i) {
      bool bound = cells[i].is_null ? bind_null(i)
                                    : cells[i].type == prepared_.fields[i].type && bind_value(cells[i], i);
      if (!bound) return refuse(cells[i], row, i);
    }
    return {};
  }

 private:
  bool bind_null(size_t column) {
    if (prepared_.is_key[column]) return false;
    return sqlite3_bind_null(statement(), static_cast<int>(column) + 1) == SQLITE_OK;
  }
  bool bind_value(const Cell& cell, size_t column) {
    int position = static_cast<int>(column) + 1;
    switch (cell.type) {
      case FieldType::boolean:
      case FieldType::integer:
        return sqlite3_bind_int64(statement(), position, cell.integer) == SQLITE_OK;
      case FieldType::timestamp: {
        auto text = format_record_time(cell.integer, prepared_.times[column]);
        if (!text.empty()) sqlite::bind_text(statement(), position, text);
        return !text.empty();
      }
      default:
        sqlite::bind_text(statement(), position, cell.text);
        return true;
    }
  }
  Status refuse(const Cell& cell, size_t row, size_t column) const {
    const auto& field = prepared_.fields[column];
    std::string why = "is a time outside of the years 0 to 9999";
    if (cell.is_null) why = "is empty, but belongs to the key";
    if (!cell.is_null && cell.type != field.type)
      why = std::string("is of type ") + to_text(cell.type) + ", declared is " + to_text(field.type);
    return fail("record_value_invalid",
                table_.name() + ", row " + std::to_string(row + 1) + " of a batch: the field " + field.name +
                    " " + why,
                "report it to the plugin's author");
  }
  sqlite3_stmt* statement() const { return prepared_.upsert.get(); }

  Prepared& prepared_;
  const RecordTable& table_;
};

void bind_optional(sqlite3_stmt* statement, int position, const std::vector<std::string_view>& values,
                   size_t row) {
  if (values.empty() || values[row].empty())
    sqlite3_bind_null(statement, position);
  else
    sqlite::bind_text(statement, position, values[row]);
}

// Leaves no view into the batch behind in the statement.
struct ClearAfterwards {
  sqlite3_stmt* statement;
  ~ClearAfterwards() {
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
  }
};

}  // namespace

struct RecordWriter::State {
  sqlite3* database = nullptr;
  std::unordered_map<std::string, Prepared> tables;
  PartMarks part_marks;

  Result<Prepared*> prepared_for(sqlite3* current, const RecordTable& table) {
    if (database != current) tables.clear();
    database = current;
    auto found = tables.find(table.name());
    if (found != tables.end() && same_fields(found->second.fields, table.fields) &&
        found->second.personal_raw == table.personal_raw)
      return &found->second;
    auto made = prepare_upsert(database, table);
    if (!made) return fail(made.error());
    return &(tables.insert_or_assign(table.name(), std::move(*made)).first->second);
  }
};

RecordWriter::RecordWriter() : state_(std::make_unique<State>()) {}
RecordWriter::~RecordWriter() = default;

void RecordWriter::close() {
  state_ = std::make_unique<State>();
}

Result<UpsertCounts> RecordWriter::upsert(Session& session, const RecordTable& table,
                                          const std::string& connection_id, const std::string& run_id,
                                          Timestamp now, const RecordBatch& batch, Timestamp personal_before,
                                          std::vector<size_t>* held) {
  if (auto shaped = check_shape(table, batch); !shaped) return fail(shaped.error());
  sqlite3* database = sqlite::handle(session);
  auto prepared = state_->prepared_for(database, table);
  if (!prepared) return fail(prepared.error());
  auto last_seq = read_change_counter(database);
  if (!last_seq) return fail(last_seq.error());

  sqlite3_stmt* statement = (*prepared)->upsert.get();
  ClearAfterwards clear{statement};
  TimeText now_text, personal_text;
  int host = static_cast<int>(table.fields.size());
  sqlite::bind_text(statement, host + kConnectionId, connection_id);
  sqlite::bind_text(statement, host + kRunId, run_id);
  sqlite::bind_text(statement, host + kSyncedAt, format_record_time(to_unix_us(now), now_text));

  if (has_personal_fields(table))
    sqlite::bind_text(statement, host + kPersonalBefore,
                      format_record_time(to_unix_us(personal_before), personal_text));

  RowBinder binder(**prepared, table);
  UpsertCounts counts;
  for (size_t row = 0; row < batch.row_count; ++row) {
    if (auto bound = binder.bind(&batch.cells[row * batch.column_count], row); !bound)
      return fail(bound.error());
    bind_optional(statement, host + kMarketplaceId, batch.marketplaces, row);
    bind_optional(statement, host + kRaw, batch.raw, row);
    if (!table.personal_raw.empty())
      sqlite3_bind_int(statement, host + kRawMayName,
                       !batch.raw.empty() && may_name_someone(table, batch.raw[row]));
    sqlite3_bind_int64(statement, host + kChangeSeq, *last_seq + counts.rows_changed + 1);
    if (held) sqlite3_set_last_insert_rowid(database, 0);  // only a row that was not there sets it
    int code = sqlite3_step(statement);
    if (code != SQLITE_DONE) return fail(sqlite::last_error(database, kWhat));
    if (held && sqlite3_last_insert_rowid(database) == 0) held->push_back(row);
    counts.rows_changed += sqlite3_changes(database);
    ++counts.rows_written;
    sqlite3_reset(statement);
  }
  if (counts.rows_changed > 0)
    if (auto kept = write_change_counter(database, *last_seq + counts.rows_changed); !kept)
      return fail(kept.error());
  return counts;
}

Result<int64_t> RecordWriter::mark_missing_parts(Session& session, const RecordTable& parts,
                                                 const ListingRun& run, const HeldRecords& records,
                                                 SeenKeys& brought) {
  return state_->part_marks.mark_missing(sqlite::handle(session), parts, run, records, brought);
}

}  // namespace mooring::host
