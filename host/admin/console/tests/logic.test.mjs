import assert from "node:assert/strict";
import { test } from "node:test";
import { filter_of, is_filtered, query_of } from "../src/activity_filter.ts";
import { url_of } from "../src/api_client.ts";
import { busy_streams, progress_words, sum_words } from "../src/busy.ts";
import { days_words, estimate_words, reason_words } from "../src/backfill_words.ts";
import { counts_of, gap_at, state_of, weeks_of } from "../src/day_grid.ts";
import { withdrawn_at } from "../src/consents.ts";
import { chart_of, coverage_words, gaps_between, has_open_end, merge_spans, place, streams_of } from "../src/coverage.ts";
import { tags_of } from "../src/live.ts";
import { is_guess, proposed_choice } from "../src/marketplace_choice.ts";
import { as_heading, noun_of } from "../src/noun.ts";
import { toml_for } from "../src/missing_keys.ts";
import { list_with, parts_of } from "../src/setting_list.ts";
import { append, lay_over } from "../src/store.ts";

const items = (...ids) => ids.map((id) => ({ id }));

test("coverage: touching ranges are one, holes are gaps", () => {
  const held = merge_spans([{ from: 20_000, to: 30_000 }, { from: 0, to: 10_000 }, { from: 10_500, to: 15_000 }, { from: 5_000, to: 5_000 }]);
  assert.deepEqual(held, [{ from: 0, to: 15_000 }, { from: 20_000, to: 30_000 }]);
  assert.deepEqual(gaps_between(held), [{ from: 15_000, to: 20_000 }]);
});

test("coverage: lines per stream and marketplace, placed on one axis", () => {
  const at = (ms) => new Date(ms).toISOString();
  const chart = chart_of([{ stream: "orders", marketplace: "us", from: at(0), to: at(50_000) }, { stream: "orders", marketplace: "ca", from: at(50_000), to: at(100_000) }], 100_000);
  assert.deepEqual(chart.lines.map((line) => [line.marketplace, line.gaps.length]), [["us", 0], ["ca", 0]]);
  assert.deepEqual(place(chart, chart.lines[1].held[0]), { left: 50, width: 50 });
  assert.deepEqual(chart_of([], 7).lines, []);
});

test("activity: the range becomes a time, custom times become UTC", () => {
  const now = Date.parse("2026-03-12T12:00:00Z");
  assert.equal(query_of(filter_of({ range: "24h" }), now).since, "2026-03-11T12:00:00.000Z");
  const custom = query_of(filter_of({ since: "2026-03-01T08:00", kind: "token" }), now);
  assert.deepEqual([custom.since, custom.until, custom.kind], ["2026-03-01T08:00:00.000Z", undefined, "token"]);
  assert.equal(is_filtered(filter_of({})), false);
  assert.equal(is_filtered(filter_of({ run: "run_1" })), true);
});

test("requests: empty values are left out and everything is encoded", () => {
  assert.equal(url_of("/runs", { connection: "a b&c", state: "", cursor: undefined, limit: 50 }), "/api/v1/runs?connection=a+b%26c&limit=50");
});

test("missing keys become a TOML table; only the keys where the table stands in the file already", () => {
  const of = (...missing) => toml_for({ id: "shop" }, { missing });
  assert.deepEqual(of("client_id", "client_secret", "app_id"), { table: "[channels.shop.application]", whole: true,
    toml: '[channels.shop.application]\nclient_id = "..."\nclient_secret = { env = "MOORING_SHOP_CLIENT_SECRET" }\napp_id = "..."' });
  assert.deepEqual([of("client_secret").toml, of("client_secret").whole], ['client_secret = { env = "MOORING_SHOP_CLIENT_SECRET" }', false]);
});

test("a list that grew keeps its tail when its first page is read again", () => {
  const kept = { items: items("c", "b", "a"), next: "older" };
  assert.deepEqual(lay_over({ items: items("d", "c"), next: "p2" }, kept), { items: items("d", "c", "b", "a"), next: "older" });
  assert.deepEqual(lay_over({ items: items("z", "y"), next: "p2" }, kept), { items: items("z", "y"), next: "p2" }, "a hole: start again");
  assert.deepEqual(append(kept, { items: items("a", "0"), next: null }), { items: items("c", "b", "a", "0"), next: null });
});

test("events say what to read again", () => {
  assert.ok(tags_of("run", "con_1").includes("runs:con_1"));
  assert.ok(!tags_of("run", "con_1").includes("connections"), "the long list is not read for one run");
  assert.deepEqual(tags_of("unknown", "x"), []);
});

test("coverage: parts are lines of their own; what is still corrected is held; what is lost is no gap", () => {
  const day = (text) => `2026-03-${text}T00:00:00Z`, at = (text) => Date.parse(day(text));
  const range = (part, from, to, state) => ({ stream: "reports", marketplace: "US", part, from: day(from), to: day(to), state });
  const chart = chart_of([range("A", "01", "03", "lost"), range("A", "03", "06", "held"), range("A", "06", "07", "lost"), range("A", "07", "10", "held"), range("A", "10", "14", "restating"), range("B", "05", "06", "held"), range("B", "08", "14", "held")], at("14"));
  const [a, b] = chart.lines;
  assert.deepEqual([a.part, b.part, chart.from], ["A", "B", at("01")]);
  assert.deepEqual(a.held, [{ from: at("03"), to: at("06") }, { from: at("07"), to: at("14") }]);
  assert.deepEqual(a.restating, [{ from: at("10"), to: at("14") }]);
  assert.deepEqual(a.lost, [{ from: at("01"), to: at("03") }, { from: at("06"), to: at("07") }]);
  assert.deepEqual(a.gaps, []);
  assert.deepEqual(b.gaps, [{ from: at("06"), to: at("08") }]);
});

test("coverage: a part of the axis that nobody asked for, or whose time has not come, is told in the legend", () => {
  const line = (held, gaps = [], lost = []) => ({ stream: "o", marketplace: "", part: "", held, restating: [], failed: [], gaps, lost });
  const chart = { from: 0, to: 100_000_000 };
  assert.equal(has_open_end(line([{ from: 0, to: 100_000_000 }]), chart), false);
  assert.equal(has_open_end(line([{ from: 0, to: 60_000_000 }], [{ from: 60_000_000, to: 100_000_000 }]), chart), false);
  assert.equal(has_open_end(line([{ from: 0, to: 99_900_000 }]), chart), false); // nobody sees it
  assert.equal(has_open_end(line([{ from: 0, to: 90_000_000 }]), chart), true);
  assert.equal(has_open_end(line([{ from: 10_000_000, to: 100_000_000 }]), chart), true);
  assert.equal(has_open_end(line([]), chart), true);
});

test("coverage: one line per stream, those with losses and gaps first", () => {
  const day = (n) => new Date(Date.UTC(2026, 2, n)).toISOString();
  const range = (stream, marketplace, from, to, state = "held") => ({ stream, marketplace, part: "", from: day(from), to: day(to), state });
  const chart = chart_of([range("whole", "", 1, 9), range("fine", "A", 1, 9), range("fine", "B", 4, 9),
    range("holes", "A", 1, 3), range("holes", "A", 4, 9), range("holes", "B", 1, 5), range("holes", "B", 7, 9), range("holes", "C", 1, 9),
    range("losses", "A", 1, 4, "lost"), range("losses", "A", 4, 9), range("losses", "B", 2, 4, "lost"), range("losses", "B", 4, 9)], Date.parse(day(9)));
  const streams = streams_of(chart);
  assert.deepEqual(streams.map((one) => one.stream), ["losses", "holes", "whole", "fine"]);
  assert.deepEqual(streams.map((one) => coverage_words(one, "profile")), ["3 days lost", "2 profiles have gaps", "no gap", "2 profiles, no gap"]);
  assert.deepEqual(streams[1].all.gaps, [{ from: Date.parse(day(3)), to: Date.parse(day(4)) }, { from: Date.parse(day(5)), to: Date.parse(day(7)) }]);
  assert.deepEqual(streams[1].all.held, [{ from: Date.parse(day(1)), to: Date.parse(day(9)) }], "what is missing somewhere is laid over what is held elsewhere");
  assert.deepEqual(chart.lines.find((line) => line.stream === "holes").held.length, 2, "the lines themselves stay as they are");
});

test("work in progress is told by stream", () => {
  const part = (state, extra = {}) => ({ marketplace: "x", state, last_success_at: "2026-03-01T00:00:00Z", last_run_failed: false, ...extra });
  const stream = (id, marketplaces, extra = {}) => ({ id, title: id, fed_by: null, state: "idle", ...extra, marketplaces });
  const many = (count, one) => Array.from({ length: count }, () => one);
  const reports = stream("reports", [...many(12, part("idle")), ...many(28, part("sleeping", { waiting_for: "report" }))]);
  const lists = stream("lists", [part("running"), part("queued"), part("waiting_for_budget", { waiting_for: "budget" }), part("idle", { last_run_failed: true }), part("idle", { last_success_at: null })]);
  const account = stream("account", [], { state: "running" }), rest = stream("rest", many(3, part("idle"))), fed = stream("fed", many(2, part("running")), { fed_by: "lists" });
  const busy = busy_streams([reports, lists, account, rest, fed]);
  assert.deepEqual(busy.map((one) => [one.stream.id, one.under_way]), [["reports", 28], ["lists", 3], ["account", 1]]);
  assert.equal(progress_words(busy[0].progress, "profile"), "12 of 40 profiles done, 28 waiting for reports");
  assert.equal(progress_words(busy[1].progress, "profile"), "0 of 5 profiles done, 1 syncing, 1 waiting for rate budget, 1 queued, 1 failed");
  assert.equal(progress_words(busy[2].progress, "profile"), "1 syncing");
  assert.equal(sum_words(busy), "32 runs: 2 syncing, 1 waiting for rate budget, 28 waiting for reports, 1 queued");
  assert.deepEqual(busy_streams([stream("off", [], { state: "off", enabled: false }), stream("offs", many(3, part("off")), { state: "off" })]), [], "what is switched off is not busy");
  const slow = busy_streams([stream("slow", [part("throttled"), part("idle")])]);
  assert.equal(progress_words(slow[0].progress, "shop"), "1 of 2 shops done, 1 throttled");
  assert.deepEqual(busy_streams([rest], new Set(["rest"])).map((one) => progress_words(one.progress, "shop")), ["3 of 3 shops done"], "it stays until all is done");
});

test("the channel's word for a marketplace", () => {
  assert.equal(noun_of(undefined), "marketplace");
  assert.equal(as_heading(noun_of({ marketplace_noun: "profile" })), "Profile");
});

test("coverage calendar: a day is as bad as its worst hour; weeks begin on Monday; a gap is whole days", () => {
  const at = (text) => Date.parse(text), day = 86_400_000;
  const ranges = [
    ["2026-01-01", "2026-01-10", "held"], ["2026-01-10", "2026-01-12", "missing"], ["2026-01-12", "2026-01-14", "failed"], ["2026-01-14", "2026-01-16", "lost"],
    ["2026-01-16", "2026-01-20T06:00:00Z", "held"], ["2026-01-20T06:00:00Z", "2026-01-20T09:00:00Z", "missing"], ["2026-01-20T09:00:00Z", "2026-01-21", "held"], ["2026-01-21", "2026-01-23", "restating"],
  ].map(([from, to, state]) => ({ stream: "orders", marketplace: "us", from, to, state }));
  const [line] = chart_of(ranges, at("2026-01-23")).lines;
  const of = (text) => state_of(line, at(text));
  assert.deepEqual(["2026-01-09", "2026-01-10", "2026-01-12", "2026-01-15", "2026-01-20", "2026-01-22", "2026-01-30"].map(of), ["held", "missing", "failed", "lost", "missing", "restating", "none"]);
  assert.deepEqual(gap_at(line, at("2026-01-13")), { from: at("2026-01-10"), to: at("2026-01-14") }, "missing and failed are one gap");
  assert.deepEqual(gap_at(line, at("2026-01-20")), { from: at("2026-01-20"), to: at("2026-01-21") });
  assert.equal(gap_at(line, at("2026-01-05")), null);
  const weeks = weeks_of(line, at("2026-01-01"), at("2026-01-23"));
  assert.equal(weeks.length, 4);
  assert.ok(weeks.every((week) => new Date(week.at).getUTCDay() === 1));
  assert.equal(weeks[0].days[0], null, "the 29th of December is outside");
  assert.equal(weeks[0].days[3].at, at("2026-01-01"));
  assert.equal(weeks[0].month, "Jan 2026");
  assert.equal(weeks.flatMap((week) => week.days).filter(Boolean).length, 22);
  assert.deepEqual(counts_of(weeks), { held: 13, restating: 2, failed: 2, missing: 3, lost: 2, none: 0 });
  assert.equal(weeks.at(-1).days.filter(Boolean).at(-1).at, at("2026-01-23") - day);
});

test("backfills in words", () => {
  assert.equal(days_words(Date.parse("2026-01-01"), Date.parse("2026-02-01")), "1 Jan 2026 to 31 Jan 2026");
  assert.equal(days_words(Date.parse("2026-01-01"), Date.parse("2026-01-02")), "1 Jan 2026");
  assert.equal(estimate_words({ calls: 1, seconds: 61, measured: false }), "about 1 call, 1 min 1 s");
  assert.equal(estimate_words({ calls: 0, seconds: 0, measured: false }), "");
  assert.equal(reason_words({ reason: "gap", own_runs: false, actor: "user:ana" }), "A gap, ana");
  assert.equal(reason_words({ reason: "reconnect", own_runs: true, actor: "system" }), "Catching up by itself");
});

test("marketplaces: what is proposed is ticked before a person chooses, and only what can be read", () => {
  const shop = (id, more) => ({ id, available: true, ...more });
  const told = [shop("us", { proposed: true }), shop("ca", { proposed: true }), shop("br", { available: false, proposed: false })];
  assert.deepEqual(proposed_choice(told), ["us", "ca"]);
  assert.equal(is_guess(told), false);
  const guessed = [shop("us", { proposed: true }), shop("ca", { proposed: false })];
  assert.deepEqual(proposed_choice(guessed), ["us"]);
  assert.equal(is_guess(guessed), true);
});

test("a list of choices is one text, in their order", () => {
  const choices = ["RETAIL", "BUSINESS", "FRESH"];
  assert.deepEqual(parts_of("RETAIL, FRESH"), ["RETAIL", "FRESH"]);
  assert.deepEqual(parts_of(""), []);
  assert.equal(list_with("FRESH", choices, "RETAIL", true), "RETAIL,FRESH");
  assert.equal(list_with("RETAIL,FRESH", choices, "FRESH", false), "RETAIL");
  assert.equal(list_with("RETAIL", choices, "RETAIL", false), "");
});

test("an authorization is withdrawn where it was given", () => {
  const plugin = { oauth: { revoke_help: "https://usual" }, regions: [{ id: "EU", consents: [{ id: "a", revoke_help: "https://a" }, { id: "b", revoke_help: "" }] }, { id: "NA" }] };
  assert.equal(withdrawn_at(plugin, { region: "EU", consent: "a" }), "https://a");
  assert.equal(withdrawn_at(plugin, { region: "EU", consent: "b" }), "");
  assert.equal(withdrawn_at(plugin, { region: "NA", consent: "" }), "https://usual");
  assert.equal(withdrawn_at(undefined, { region: "NA", consent: "" }), "");
});
