// Changes a database that a host has made and closed.
import { execFileSync } from "node:child_process";

export const DatabaseSeed = {
  // Connected, selected, synced just now.
  connections(database, count) {
    const now = Date.now() * 1000;
    const sql = `
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
INSERT INTO connections (id, workspace_id, channel, region, label, disconnected, managed_by, config_key, account_id, account_name,
    settings_json, created_at, updated_at, version)
  SELECT printf('con_seed%018d', i), 'default', 'amazon_seller', 'NA', 'Seller ' || i, 0, 'console', '',
    printf('A%013d', i), 'Seller ' || i, '{}', ${now}, ${now}, 1 FROM n;
INSERT INTO grants (id, connection_id, state, source, account_id, issued_at, evidence_status, evidence_code, evidence_message, evidence_endpoint)
  SELECT replace(id, 'con_', 'grt_'), id, 'active', 'consent', account_id, ${now}, 0, '', '', '' FROM connections;
INSERT INTO marketplaces (connection_id, id, name, country_code, currency, time_zone, note, available, selected, first_seen_at)
  SELECT c.id, m.column1, m.column2, m.column3, m.column4, '', '', 1, 1, ${now}
  FROM connections c, (VALUES ('ATVPDKIKX0DER', 'Amazon.com', 'US', 'USD'), ('A2EUQ1WTGCTBG2', 'Amazon.ca', 'CA', 'CAD'), ('A1AM78C64UM0Y8', 'Amazon.com.mx', 'MX', 'MXN')) m;
INSERT INTO streams (connection_id, stream, marketplace, cursor, last_success_at, last_attempt_at, last_run_id, last_run_failed,
    consecutive_failures, notice)
  SELECT id, 'orders', '', '', ${now}, ${now}, '', 0, 0, '' FROM connections;`;
    execFileSync("sqlite3", [database], { input: sql });
  },
};

const quoted = (text) => `'${text}'`;
const these = (pairs) => pairs.map(([connection, marketplace]) => `(${quoted(connection)}, ${quoted(marketplace)})`).join(", ");

export const AdsSeed = {
  // These streams of these [connection, profile] were read just now, and are not due for their interval.
  readJustNow(database, pairs, streams) {
    const now = Date.now() * 1000;
    const rows = pairs.flatMap(([connection, marketplace]) =>
      streams.map((stream) => `(${quoted(connection)}, ${quoted(stream)}, ${quoted(marketplace)}, '', ${now}, ${now}, '', 0, 0, '')`));
    execFileSync("sqlite3", [database], {
      input: `INSERT INTO streams (connection_id, stream, marketplace, cursor, last_success_at, last_attempt_at, last_run_id, last_run_failed,
        consecutive_failures, notice) VALUES ${rows.join(",\n")};`,
    });
  },
  // The next run reads these lists with everything archived, as it does once a day.
  forgetFullLists(database, pairs, streams) {
    execFileSync("sqlite3", [database], {
      input: `UPDATE streams SET cursor = '' WHERE (connection_id, marketplace) IN (VALUES ${these(pairs)})
        AND stream IN (${streams.map(quoted).join(", ")});`,
    });
  },
  // The next run reads these reports for all days that are still corrected, as it does once a week.
  forgetFullReports(database, pairs, streams) {
    const removed = ["PRODUCTS", "BRANDS", "DISPLAY"].map((product) => `'$.products.SPONSORED_${product}.restated_on'`).join(", ");
    execFileSync("sqlite3", [database], {
      input: `UPDATE streams SET cursor = json_remove(cursor, ${removed}) WHERE (connection_id, marketplace) IN (VALUES ${these(pairs)})
        AND stream IN (${streams.map(quoted).join(", ")});`,
    });
  },
};
