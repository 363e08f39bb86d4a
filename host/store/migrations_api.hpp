// The script of what the API's platform keeps. Internal to migrations.cpp.
#pragma once

namespace mooring::host {

// A key belongs to its caller; what it was answered with is given again for a day.
inline constexpr char kIdempotency[] = R"sql(
CREATE TABLE idempotency_keys (
  caller TEXT NOT NULL,
  key TEXT NOT NULL,
  request_hash TEXT NOT NULL,
  process TEXT NOT NULL,
  status INTEGER NOT NULL,
  withheld INTEGER NOT NULL,
  headers TEXT NOT NULL,
  answer TEXT NOT NULL,
  created_at INTEGER NOT NULL,
  PRIMARY KEY (caller, key)
) STRICT;
CREATE INDEX idempotency_keys_by_age ON idempotency_keys (created_at);
)sql";

// Which of its region's consents a connection is of; empty: the usual one.
inline constexpr char kConsents[] = R"sql(
ALTER TABLE connections ADD COLUMN consent TEXT NOT NULL DEFAULT '';
)sql";

}  // namespace mooring::host
