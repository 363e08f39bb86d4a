import { mending_text } from "../src/badges.ts";
import assert from "node:assert/strict";
import { test } from "node:test";
import { activity_text, count_badges, group_by_channel, is_connection, matches, places_of, sort_connections, worst_badge } from "../src/badges.ts";

const connection = (id, badge, extra = {}) => ({ id, label: id, account_id: "", account_name: "", channel: "shop", channel_name: "Shop", region: "NA",
  region_name: "North America", status: { badge }, ...extra });
const plugin = (id, regions, state = "loaded") => ({ id, name: id, state, regions: regions.map((region) => ({ id: region, name: region })) });

test("the worst badge of a group comes first, and a choice is no fault", () => {
  assert.equal(worst_badge([connection("a", "connected"), connection("b", "not_connected")]), "not_connected");
  assert.equal(worst_badge([connection("a", "not_connected"), connection("b", "stale")]), "stale");
  assert.equal(worst_badge([connection("a", "expired"), connection("b", "revoked"), connection("c", "connected")]), "revoked");
  assert.equal(worst_badge([]), null);
});

test("connections are sorted worst first, then by name", () => {
  const sorted = sort_connections([connection("b", "connected"), connection("a", "connected"), connection("z", "sync_error"), connection("y", "expired")]);
  assert.deepEqual(sorted.map((one) => one.id), ["y", "z", "a", "b"]);
});

test("counts", () => {
  const counts = count_badges([connection("a", "stale"), connection("b", "stale"), connection("c", "connected")]);
  assert.deepEqual([counts.stale, counts.connected, counts.revoked], [2, 1, 0]);
});

test("every word of the text must be found, in any of the columns", () => {
  const one = connection("con_1", "stale", { label: "Harrow Goods", account_id: "M3X" });
  assert.equal(matches(one, { text: "goods m3x" }), true);
  assert.equal(matches(one, { text: "goods europe" }), false);
  assert.equal(matches(one, { badge: "stale", region: "NA", channel: "shop" }), true);
  assert.equal(matches(one, { badge: "connected" }), false);
});

test("a region without a connection is offered once, of loaded plugins only", () => {
  const groups = group_by_channel([connection("a", "connected")], [plugin("shop", ["NA", "EU"]), plugin("bad", ["NA"], "refused"), plugin("ads", ["FE"])]);
  assert.deepEqual(groups.map((group) => [group.channel, group.connections.length, group.free_regions.map((free) => free.region.id)]),
    [["shop", 1, ["EU"]], ["ads", 0, ["FE"]]]);
});

test("a connection of a missing plugin is still shown", () => {
  const groups = group_by_channel([connection("a", "stale", { channel: "gone", channel_name: "Gone" })], []);
  assert.deepEqual(groups.map((group) => [group.name, group.connections.length]), [["Gone", 1]]);
});

test("live states in words", () => {
  const now = Date.parse("2026-03-12T12:00:00Z");
  assert.equal(activity_text("idle", null, now), "");
  assert.equal(activity_text("off", null, now), "");
  assert.equal(activity_text("waiting_for_budget", "2026-03-12T12:03:00Z", now), "Waiting for rate budget until 12:03");
  assert.equal(activity_text("throttled", "2026-03-12T12:03:00Z", now), "Throttled until 12:03");
  assert.equal(activity_text("retrying", null, now), "Trying again");
});

test("every region of a channel has its place in order; with several accounts in a region the worst come first", () => {
  const order = ["NA", "EU", "FE"];
  const places = (connections) => {
    const [group] = group_by_channel(connections, [plugin("shop", order)]);
    return places_of(group, order).map((one) => (is_connection(one) ? one.id : `free ${one.region.id}`));
  };
  assert.deepEqual(places([connection("e", "expired", { region: "EU" }), connection("n", "connected")]), ["n", "e", "free FE"]);
  assert.deepEqual(places([connection("b", "expired"), connection("a", "connected"), connection("e", "connected", { region: "EU" })]), ["b", "a", "e", "free FE"]);
});

test("what mends itself says what goes on: only a run that reads is syncing", () => {
  const now = Date.parse("2026-11-22T16:00:00Z");
  const text = (activity, action = "refresh_now", activity_until = null) => mending_text({ activity, activity_until, action }, now);
  assert.equal(text("running"), "Syncing");
  assert.equal(text("throttled", "", "2026-11-22T16:29:00Z"), "Throttled until 16:29");
  assert.equal(text("queued"), "Queued");
  assert.deepEqual([text("idle"), text("running", "reconnect"), text("throttled", "resume")], ["", "", ""]);
});
