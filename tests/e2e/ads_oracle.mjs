// What the simulator's oracle says an Ads connection must hold, compared with the tables of the host: every stream, every
// column, row by row. Used by the story of Amazon Ads.
import { sqlite } from "../support/harness.mjs";

export const ads_lists = ["profiles", "portfolios", "campaigns", "ad_groups", "ads", "keywords", "targets", "negative_keywords", "negative_targets", "budget_usage"];
export const ads_performance = ["campaign_performance", "ad_group_performance", "target_performance", "product_performance", "search_term_performance", "placement_performance"];
export const ads_streams = [...ads_lists, ...ads_performance];
const names_of_the_last_reading = ["campaign_name", "ad_group_name"];

// query: login, region, profiles ([] = all), from, to
export function ads_oracle(simulator, stream, { login, region, profiles = [], from, to }) {
  const parameters = new URLSearchParams({ login, region, stream, ...(profiles.length && { profiles: profiles.join(",") }), ...(from && { from, to }) });
  return simulator.control("GET", `/ads/oracle?${parameters}`);
}

// The columns of the primary key, without the connection.
export function key_of(database, stream) {
  return sqlite(database, `SELECT name FROM pragma_table_info('amazon_ads_${stream}') WHERE pk > 0 ORDER BY pk`)
    .map((one) => one.name).filter((name) => !name.startsWith("_"));
}

function held_rows(database, stream, id, { profiles = [], from, to }) {
  const conditions = [`_connection_id = '${id}'`, "_deleted_at IS NULL"];
  if (profiles.length) conditions.push(`profile_id IN (${profiles.map((one) => `'${one}'`).join(",")})`);
  if (from) conditions.push(`date BETWEEN '${from}' AND '${to}'`);
  return sqlite(database, `SELECT * FROM amazon_ads_${stream} WHERE ${conditions.join(" AND ")}`);
}

// Decimals may have zeros at the end, times a fraction of zeros.
function plain(value) {
  if (value === null || value === undefined) return null;
  if (typeof value === "boolean") return value ? "1" : "0";
  if (typeof value === "object") return JSON.stringify(value);
  const text = String(value);
  if (/^-?\d+\.\d*$/.test(text)) return text.replace(/\.?0+$/, "");
  return text.replace(/\.0+Z$/, "Z");
}

// Sentences about rows of one stream that differ; empty when they are equal. `keep` chooses the rows that both sides are asked for.
export async function ads_differences(simulator, host, stream, id, query, keep = () => true) {
  const key = key_of(host.database, stream), name_of = (row) => key.map((column) => row[column]).join("|");
  const wanted = new Map((await ads_oracle(simulator, stream, query)).filter(keep).map(({ stream: _, ...row }) => [name_of(row), row]));
  const found = [], seen = new Set();
  for (const row of held_rows(host.database, stream, id, query)) {
    const name = name_of(row), right = wanted.get(name);
    if (!keep(row) && !right) continue;
    if (seen.has(name)) found.push(`${stream} ${name} is doubled`);
    seen.add(name);
    if (!right) found.push(`${stream} ${name} should not be there`);
    for (const [column, value] of Object.entries(right ?? {})) {
      if (stream.endsWith("_performance") && names_of_the_last_reading.includes(column)) continue;
      if (plain(row[column]) !== plain(value)) found.push(`${stream} ${name}.${column} is ${row[column]}, should be ${JSON.stringify(value)}`);
    }
  }
  for (const name of wanted.keys()) if (!seen.has(name)) found.push(`${stream} ${name} is missing`);
  return { found, compared: wanted.size };
}

// Sums in hundredths, exactly: {"USD": {cost: 12345n, sales: 99n, clicks: 5n, ...}}.
export function sums_by_currency(rows, fields) {
  const sums = {};
  for (const row of rows) {
    const sum = (sums[row.currency] ??= Object.fromEntries(fields.map((field) => [field, 0n])));
    for (const field of fields) sum[field] += hundredths(row[field]);
  }
  return sums;
}

export function hundredths(value) {
  const [whole, part = ""] = String(value ?? 0).replace("-", "").split(".");
  const size = BigInt(whole) * 100n + BigInt(part.padEnd(2, "0").slice(0, 2));
  return String(value).startsWith("-") ? -size : size;
}
