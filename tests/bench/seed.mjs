// Puts connections into a database that a host has made and closed: connected, selected, synced just now.
import { execFileSync } from "node:child_process";

export const DatabaseSeed = {
  connections(database, count) {
    const now = Date.now() * 1000;
    const sql = `
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < ${count})
INSERT INTO connections SELECT printf('con_seed%018d', i), 'default', 'amazon_seller', 'NA', 'Seller ' || i, 0, 'console', '',
  printf('A%013d', i), 'Seller ' || i, '{}', ${now}, ${now}, 1 FROM n;
INSERT INTO grants (id, connection_id, state, source, account_id, issued_at, evidence_status, evidence_code, evidence_message, evidence_endpoint)
  SELECT replace(id, 'con_', 'grt_'), id, 'active', 'consent', account_id, ${now}, 0, '', '', '' FROM connections;
INSERT INTO marketplaces SELECT c.id, m.column1, m.column2, m.column3, m.column4, '', '', 1, 1, ${now}
  FROM connections c, (VALUES ('ATVPDKIKX0DER', 'Amazon.com', 'US', 'USD'), ('A2EUQ1WTGCTBG2', 'Amazon.ca', 'CA', 'CAD'), ('A1AM78C64UM0Y8', 'Amazon.com.mx', 'MX', 'MXN')) m;
INSERT INTO streams SELECT id, 'orders', '', ${now}, ${now}, '', 0, 0 FROM connections;`;
    execFileSync("sqlite3", [database], { input: sql });
  },
};
