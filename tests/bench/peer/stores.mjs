// Where the peer keeps its rows: one prepared upsert a row, one transaction a page, as durable as the host's own commits.
import { createSql, itemRow, orderRow, tables, upsertSql } from "./rows.mjs";

async function sqliteStore(file) {
  const { default: Database } = await import("better-sqlite3");
  const database = new Database(file);
  database.pragma("journal_mode = WAL");
  database.pragma("synchronous = FULL");
  const upsert = {};
  for (const name of Object.keys(tables)) {
    database.exec(createSql(name));
    upsert[name] = database.prepare(upsertSql(name, () => "?"));
  }
  const storePage = database.transaction((orders) => {
    for (const order of orders) {
      upsert.orders.run(orderRow(order));
      for (const item of order.orderItems) upsert.order_items.run(itemRow(order, item));
    }
  });
  return { storePage, close: () => database.close() };
}

async function postgresStore(socketFolder) {
  const { default: pg } = await import("pg");
  const client = new pg.Client({ host: socketFolder, user: "postgres", database: "postgres" });
  await client.connect();
  const sql = {};
  for (const name of Object.keys(tables)) {
    await client.query(`DROP TABLE IF EXISTS ${name}`);
    await client.query(createSql(name));
    sql[name] = upsertSql(name, (i) => `$${i + 1}`);
  }
  const upsert = (name, values) => client.query({ name, text: sql[name], values });
  const storePage = async (orders) => {
    await client.query("BEGIN");
    for (const order of orders) {
      await upsert("orders", orderRow(order));
      for (const item of order.orderItems) await upsert("order_items", itemRow(order, item));
    }
    await client.query("COMMIT");
  };
  return { storePage, close: () => client.end() };
}

export const openStore = (kind, where) => (kind === "sqlite" ? sqliteStore(where) : postgresStore(where));
