import assert from "node:assert/strict";
import { test } from "node:test";
import { data_words, day_details, group_counts, group_words, known_days, share_words, shared_notices, told_days, worst_share } from "../src/status_words.ts";
import { counted_group } from "../src/groups.ts";
import { queue_words } from "../src/run_words.ts";
import { checkup_words } from "../src/checklist_words.ts";
import { set_aside_words } from "../src/status_words.ts";

const group = (badge, with_worst, members, counts) => ({ kind: "channel", workspace: "w", channel: "c", region: "", title: "C", badge, badge_title: "", severity: "amber", with_worst, members, counts, oldest_success_at: null });

test("a group says its worst badge and how many have it", () => {
  assert.equal(group_words(group("stale", 3, 12, {})), "3 of 12 Stale");
  assert.equal(group_words(group("connected", 12, 12, {})), "All 12 Connected");
  assert.equal(group_words(group("expired", 1, 1, {})), "Expired");
  assert.equal(group_words(group("not_connected", 0, 0, {})), "no connection");
  assert.equal(group_counts(group("revoked", 1, 6, { connected: 4, revoked: 1, stale: 1 })), "1 Revoked, 1 Stale, 4 Connected");
});

test("the age of data: a covered range ends before the midnight that bounds it", () => {
  const now = Date.parse("2026-11-22T06:00:00Z");
  assert.equal(data_words({ until: "2026-11-22T00:00:00Z", is: "covered", restated: true }, now), "data until 21 Nov, the last days are still being corrected");
  assert.equal(data_words({ until: "2026-11-22T00:00:00Z", is: "covered", restated: false }, now), "data until 21 Nov");
  assert.equal(data_words({ until: "2025-12-22T13:16:00Z", is: "covered", restated: false }, now), "data until 22 Dec 2025");
  assert.equal(data_words({ until: "2026-01-01T00:00:00Z", is: "covered", restated: false }, now), "data until 31 Dec 2025");
  assert.match(data_words({ until: "2026-11-22T05:30:00Z", is: "newest_record", restated: false }, now), /^newest record of 22 Nov/);
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

test("a group by counts says what the board counted; nobody left is no group", () => {
  const counts = { not_connected: 0, revoked: 1, expired: 0, sync_error: 0, stale: 2, connected: 9 };
  const made = counted_group(counts, { channel: "c", region: "NA", title: "C North America" });
  assert.equal(group_words(made), "1 of 12 Revoked");
  assert.equal(group_counts(made), "1 Revoked, 2 Stale, 9 Connected");
  assert.equal(made.kind, "region");
  assert.equal(counted_group({ ...counts, revoked: 0, stale: 0, connected: 0 }, { title: "C" }), undefined);
});

test("a queued run says which in line it is and what it waits for", () => {
  assert.equal(queue_words(null), "Queued");
  assert.equal(queue_words({ position: 3, length: 12, waits_for: "places" }), "Queued, number 3 of 12 in line: other runs have all places");
  assert.equal(queue_words({ position: 1, length: 1, waits_for: "places" }), "Queued, the next one: other runs have all places");
  assert.equal(queue_words({ position: null, length: 4000, waits_for: "places" }), "Queued with 4,000 others: other runs have all places");
  assert.equal(queue_words({ position: null, length: 2, waits_for: "run" }), "Queued: another run of this stream ends first");
});

test("a young connection has a strip of fourteen days, an old one all that are known", () => {
  const days = (known) => Array.from({ length: 90 }, (_, at) => ({ day: `d${at}`, badge: at >= 90 - known ? "connected" : null, seconds: {} }));
  assert.equal(told_days(days(0)).length, 14);
  assert.equal(told_days(days(1)).length, 14);
  assert.equal(told_days(days(1)).at(-1).badge, "connected");
  assert.equal(told_days(days(40)).length, 40);
  assert.equal(told_days(days(90)).length, 90);
});

test("set aside says why: a permission is one reason of three", () => {
  assert.equal(set_aside_words("role_missing"), "Set aside: no permission");
  assert.equal(set_aside_words("not_participating"), "Set aside: the account is not there");
  assert.equal(set_aside_words("not_available"), "Set aside: not offered there");
  assert.equal(set_aside_words("something_new"), "Set aside");
});

test("a checkup that could not look at everything does not say that all is as it was", () => {
  assert.equal(checkup_words({ changes: [], streams_checked: true }), "Looked at the account: all is as it was.");
  assert.match(checkup_words({ changes: [], streams_checked: false }), /^What each stream may read is still being looked at/);
  assert.match(checkup_words({ changes: ["Payouts may be read"], streams_checked: false }), /^Payouts may be read\. What each stream/);
  assert.equal(checkup_words({ changes: ["A is new", "B is gone."], streams_checked: true }), "A is new. B is gone.");
});
