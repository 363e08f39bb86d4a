// What each stream may read of each marketplace, as the last check found it (rows_probes.hpp). Included by migrations.cpp
// only; never changed once it was released.
#pragma once

namespace mooring::host::migration_scripts {

inline const char kProbes[] = R"sql(
CREATE TABLE stream_probes (
  connection_id TEXT NOT NULL REFERENCES connections (id) ON DELETE CASCADE,
  stream TEXT NOT NULL,
  marketplace TEXT NOT NULL,
  grant_id TEXT NOT NULL,
  state TEXT NOT NULL,
  note TEXT NOT NULL,
  status INTEGER NOT NULL,
  endpoint TEXT NOT NULL,
  request_id TEXT NOT NULL,
  checked_at INTEGER NOT NULL,
  since INTEGER NOT NULL,
  PRIMARY KEY (connection_id, stream, marketplace)
) STRICT, WITHOUT ROWID;
CREATE INDEX stream_probes_refused ON stream_probes (connection_id) WHERE state IN ('role_missing', 'not_available');
)sql";

}  // namespace mooring::host::migration_scripts
