// SQL text of record tables. Internal to store/ (and to the benchmark's bare loop, which must use the same
// schema).
#pragma once
#include <string>
#include <vector>

#include "store/record_table.hpp"

namespace mooring::host {

// The declared type of a column: readable in .schema, and with the affinity that keeps the value as it was
// stored.
const char* column_type(FieldType type);

std::string create_table_sql(const RecordTable& table);
std::string create_change_index_sql(const RecordTable& table);
std::string create_time_index_sql(const RecordTable& table);  // table.time_field must be set
std::string time_index_name(const RecordTable& table);
std::string create_marketplace_index_sql(const RecordTable& table);  // does nothing when it is there
std::string marketplace_index_name(const RecordTable& table);

// Parameters: the declared fields in order, then those of HostColumn.
std::string upsert_sql(const RecordTable& table);

// A row that is not marked yet gets the deletion mark. Parameters: row id, now, run id, change sequence.
std::string mark_deleted_sql(const RecordTable& table);

// Positions after the declared fields. kPersonalBefore: of tables with personal fields only; kRawMayName, of those whose raw
// records have named personal members: 0 where the raw record has none of them for sure, so that SQLite need not read it.
enum HostColumn {
  kConnectionId = 1,
  kMarketplaceId,
  kRunId,
  kSyncedAt,
  kChangeSeq,
  kRaw,
  kPersonalBefore,
  kRawMayName
};

}  // namespace mooring::host
