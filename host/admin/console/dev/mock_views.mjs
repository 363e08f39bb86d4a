// The mock's answers for lists, tags, notes and saved views, as docs/reference/rest.md has them.
import { sums_of } from "./mock_ads.mjs";

const day = 86_400_000;
const money = (cents) => (cents / 100).toFixed(2);
const list = (text) => (text ?? "").split(",").filter(Boolean);
const now_text = () => new Date().toISOString();
let next = 1;

export function make_views_state(rows) {
  const saved = [];
  return { rows, saved };
}

function problem_of(Problem, status, code, detail, hint) {
  throw new Problem(status, code, detail, hint);
}

const filters = {
  region: (row, values) => values.includes(row.region),
  connection: (row, values) => values.includes(row.connection_id),
  marketplace: (row, values) => values.includes(row.marketplace),
  state: (row, values) => values.includes(row.fields.state),
  type: (row, values, view) => values.includes(row.fields[view.type_field]),
  tag: (row, values) => values.every((tag) => row.tags.includes(tag)),
};

function chosen_rows(rows, view, query, without = "") {
  const text = (query.text ?? "").toLowerCase();
  return rows.filter((row) => Object.entries(filters).every(([name, fits]) => name === without || !list(query[name]).length || fits(row, list(query[name]), view))
    && (query.deleted === "1" || !row.deleted_at)
    && (!text || [row.fields[view.name_field], ...Object.values(row.key)].some((value) => String(value).toLowerCase().includes(text))));
}

const ratio = (above, below) => (below ? ((above / below) * 100).toFixed(2) : null);

export function answer_view(state, Problem, parts, query) {
  const view = state.plugins.find((plugin) => plugin.id === parts[1])?.views?.find((one) => one.id === parts[2]);
  if (!view) problem_of(Problem, 404, "view_unknown", `There is no list ${parts[2]}.`, "Look at GET /plugins.");
  const rows = state.ads.rows[view.stream];
  if (parts[3] === "facets") return { json: facets(rows, view, query) };
  const now = Date.now();
  const to = query.to ?? new Date(now).toISOString().slice(0, 10), from = query.from ?? new Date(Date.parse(to) - 29 * day).toISOString().slice(0, 10);
  const live = new Map(state.connections.map((one) => [one.id, !["not_connected", "revoked", "expired"].includes(one.status.badge)]));
  const summed = chosen_rows(rows, view, query).map((row) => ({ row, sums: sums_of(row, from, to, now) }));
  const field = (query.sort ?? "-cost").replace(/^-/, ""), sign = (query.sort ?? "-cost").startsWith("-") ? -1 : 1;
  const value = ({ row, sums }) => (field in sums ? sums[field] : field === "acos" ? Number(ratio(sums.cost, sums.sales) ?? -1) : field === "ctr" ? Number(ratio(sums.clicks, sums.impressions) ?? -1) : row.fields[field] ?? "");
  const currency_of = (one) => (field === "cost" || field === "sales" ? one.row.currency || "~" : ""); // money stands with its own
  summed.sort((a, b) => currency_of(a).localeCompare(currency_of(b)) || (value(a) < value(b) ? -sign : value(a) > value(b) ? sign : 0) || JSON.stringify(a.row.key).localeCompare(JSON.stringify(b.row.key)));
  const at = Number(query.after ?? 0), limit = Number(query.limit ?? 50);
  const items = summed.slice(at, at + limit).map(({ row, sums }) => ({
    key: row.key, object_id: row.object_id, connection_id: row.connection_id, region: row.region, marketplace: row.marketplace, marketplace_name: row.marketplace_name, country_code: row.country_code, fields: row.fields, currency: row.currency,
    metrics: { cost: money(sums.cost), sales: money(sums.sales), impressions: sums.impressions, clicks: sums.clicks, purchases: sums.purchases }, ratios: { acos: ratio(sums.cost, sums.sales), ctr: ratio(sums.clicks, sums.impressions) },
    sparkline: sums.days.map(money), tags: row.tags, notes: row.notes.length, deleted_at: row.deleted_at,
    as_of: state.connections.find((one) => one.id === row.connection_id)?.status.last_success_at ?? null, live: live.get(row.connection_id) ?? false }));
  return { json: { from, to, items, totals: totals(summed), total: summed.length, next: at + limit < summed.length ? String(at + limit) : null } };
}

function totals(summed) {
  const by = new Map();
  for (const { row, sums } of summed) {
    const sum = by.get(row.currency) ?? { count: 0, cost: 0, sales: 0, impressions: 0, clicks: 0, purchases: 0 };
    sum.count += 1;
    for (const name of ["cost", "sales", "impressions", "clicks", "purchases"]) sum[name] += sums[name];
    by.set(row.currency, sum);
  }
  return [...by].map(([currency, { count, cost, sales, ...counts }]) => ({ currency, count, metrics: { cost: money(cost), sales: money(sales), ...counts }, ratios: { acos: ratio(cost, sales), ctr: ratio(counts.clicks, counts.impressions) } }));
}

function facets(rows, view, query) {
  const count = (name, value_of, title_of) => {
    const found = new Map();
    for (const row of chosen_rows(rows, view, query, name)) for (const value of [value_of(row)].flat()) {
      const one = found.get(value) ?? { value, ...(title_of ? { title: title_of(row) } : {}), count: 0 };
      one.count += 1;
      found.set(value, one);
    }
    return [...found.values()];
  };
  return { regions: count("region", (row) => row.region), marketplaces: count("marketplace", (row) => row.marketplace, (row) => row.marketplace_name), states: count("state", (row) => row.fields.state),
    types: count("type", (row) => row.fields[view.type_field]), tags: count("tag", (row) => row.tags) };
}

const all_rows = (state) => Object.entries(state.ads.rows).flatMap(([stream, rows]) => rows.map((row) => ({ stream, row })));
const object_json = ({ stream, row }) => ({ id: row.object_id, connection_id: row.connection_id, channel: "harbor_ads", stream, key: row.key, created_at: now_text(), tags: row.tags, notes: row.notes, record: row.fields });
const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);

function find_row(state, Problem, ref) {
  const found = all_rows(state).find(({ stream, row }) => stream === ref.stream && row.connection_id === ref.connection_id && same(row.key, ref.key));
  if (!found) problem_of(Problem, 404, "record_unknown", "There is no such record.", "Reload the list.");
  found.row.object_id ??= `obj_${next++}`;
  return found;
}

export function answer_objects(state, Problem, method, parts, body) {
  if (method === "POST" && parts[1] === "tags") {
    let changed = 0;
    for (const ref of body.objects) {
      const { row } = find_row(state, Problem, ref);
      const before = row.tags.join();
      row.tags = [...new Set([...row.tags.filter((tag) => !body.remove.includes(tag)), ...body.add])].sort();
      if (row.tags.join() !== before) changed += 1;
    }
    return { json: { changed } };
  }
  if (method === "POST" && !parts[1]) return { status: 201, json: object_json(find_row(state, Problem, body)) };
  const found = all_rows(state).find(({ row }) => row.object_id === parts[1]);
  if (!found) problem_of(Problem, 404, "object_unknown", "There is no such object.", "Reload the list.");
  const { row } = found;
  if (parts[2] === "tags") {
    if (body.tags.some((tag) => tag.length > 40)) problem_of(Problem, 422, "tags_invalid", "A tag has at most 40 characters.", "Make it shorter.");
    row.tags = [...body.tags].sort();
    return { json: object_json(found) };
  }
  if (parts[2] === "notes") return answer_notes(row, method, parts[3], body);
  return { json: object_json(found) };
}

function answer_notes(row, method, id, body) {
  const note = row.notes.find((one) => one.id === id);
  if (method === "POST") {
    row.notes.push({ id: `note_${next++}`, text: body.text, author: "console", created_at: now_text(), edited_at: null });
    return { status: 201, json: row.notes.at(-1) };
  }
  if (method === "DELETE") {
    row.notes = row.notes.filter((one) => one !== note);
    return { status: 204 };
  }
  Object.assign(note, { text: body.text, edited_at: now_text() });
  return { json: note };
}

export function answer_tags(state) {
  const counts = new Map();
  for (const { row } of all_rows(state)) for (const tag of row.tags) counts.set(tag, (counts.get(tag) ?? 0) + 1);
  return { json: { items: [...counts].map(([tag, count]) => ({ tag, count })), next: null } };
}

export function answer_saved(state, Problem, method, id, query, body) {
  const { saved } = state.ads;
  if (method === "GET") return { json: { items: saved.filter((one) => !query.page || one.page === query.page), next: null } };
  const taken = saved.some((one) => one.name === body.name && one.id !== id);
  if (taken) problem_of(Problem, 409, "name_taken", `There is already a view called ${body.name}.`, "Choose another name, or update that one.");
  if (method === "POST") {
    saved.push({ id: `svw_${next++}`, page: body.page, name: body.name, query: body.query, created_at: now_text(), updated_at: now_text() });
    return { status: 201, json: saved.at(-1) };
  }
  const at = saved.findIndex((one) => one.id === id);
  if (at < 0) problem_of(Problem, 404, "saved_view_unknown", "There is no such view.", "Reload the page.");
  if (method === "DELETE") {
    saved.splice(at, 1);
    return { status: 204 };
  }
  return { json: Object.assign(saved[at], body, { updated_at: now_text() }) };
}
