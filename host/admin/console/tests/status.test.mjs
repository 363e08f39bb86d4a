import assert from "node:assert/strict";
import { test } from "node:test";
import { data_words, day_details, group_counts, group_words, known_days, masked, share_words, shared_notices, ticket_text, worst_share } from "../src/status_words.ts";

const group = (badge, with_worst, members, counts) => ({ kind: "channel", workspace: "w", channel: "c", region: "", title: "C", badge, badge_title: "", severity: "amber", with_worst, members, counts, oldest_success_at: null });

test("a group says its worst badge and how many have it", () => {
  assert.equal(group_words(group("stale", 3, 12, {})), "3 of 12 Stale");
  assert.equal(group_words(group("connected", 12, 12, {})), "all 12 Connected");
  assert.equal(group_words(group("expired", 1, 1, {})), "Expired");
  assert.equal(group_words(group("not_connected", 0, 0, {})), "no connection");
  assert.equal(group_counts(group("revoked", 1, 6, { connected: 4, revoked: 1, stale: 1 })), "1 Revoked, 1 Stale, 4 Connected");
});

test("the age of data: a covered range ends before the midnight that bounds it", () => {
  assert.equal(data_words({ until: "2026-11-22T00:00:00Z", is: "covered", restated: true }), "data until 21 Nov, the last days are still being corrected");
  assert.equal(data_words({ until: "2026-11-22T00:00:00Z", is: "covered", restated: false }), "data until 21 Nov");
  assert.match(data_words({ until: "2026-11-22T05:30:00Z", is: "newest_record", restated: false }), /^newest record of 22 Nov/);
  assert.equal(data_words({ until: null, is: "", restated: false }), "");
});

test("a share is rounded down: all of it only where it is all of it", () => {
  assert.equal(share_words(1, 90), "100 % connected over 90 days");
  assert.equal(share_words(0.99999, 90), "99.9 % connected over 90 days");
  assert.equal(share_words(0.9729, 1), "97.2 % connected over 1 day");
  assert.equal(share_words(null, 0), "Not watched yet");
});

test("a day tells each badge, the worst first", () => {
  const day = { day: "2026-11-21", badge: "stale", seconds: { connected: 75_600, stale: 10_800 } };
  assert.equal(day_details(day), "Stale 3 h, Connected 21 h");
  assert.equal(worst_share(day), 10_800 / 86_400);
  assert.equal(day_details({ day: "2026-11-21", badge: null, seconds: {} }), "not known");
  assert.equal(known_days([day, { day: "2026-11-20", badge: null, seconds: {} }]), 1);
});

test("the same notice under many streams is said once", () => {
  const notices = [{ marketplace: "DE", message: "No access to brands" }, { marketplace: "FR", message: "No access to brands\nAlone" }];
  const shared = shared_notices([{ title: "Campaigns", notices }, { title: "Ads", notices: [notices[0]] }, { title: "Orders", notices: [] }, { title: "None" }]);
  assert.deepEqual(shared, [{ message: "No access to brands", streams: ["Campaigns", "Ads"], places: 2 }]);
});

test("a ticket has what the provider asks for, and no whole account", () => {
  const text = ticket_text({ at: "2026-11-22T05:30:00+02:00", endpoint: "https://api.example.com/orders", method: "GET", operation: "GET /orders", request_id: "r-1", status: 403, message: "Access denied" },
    { channel_name: "Shop", region_name: "Europe", account_id: "A1B2C3D4E5" });
  assert.match(text, /Time \(UTC\): 2026-11-22T03:30:00\.000Z/);
  assert.match(text, /Operation: GET \/orders\nRequest: GET https:\/\/api\.example\.com\/orders\nRequest id: r-1\nHTTP status: 403/);
  assert.match(text, /Account: …D4E5/);
  assert.ok(!text.includes("A1B2C3"));
  assert.equal(masked("abc"), "…");
});
