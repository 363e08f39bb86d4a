// People who chose UTC in a browser of another zone: no time is told in the zone of the computer.
import assert from "node:assert/strict";
import { afterEach, beforeEach, test } from "node:test";
import { filter_of, query_of } from "../src/activity_filter.ts";
import { from_input, to_input, use_time_zone } from "../src/format.ts";
import { data_words } from "../src/status_words.ts";

beforeEach(() => {
  process.env.TZ = "America/New_York"; // five hours behind in November
  use_time_zone("UTC");
});
afterEach(() => use_time_zone(undefined));

const now = Date.parse("2026-11-22T16:00:00Z");
const until = "2026-11-22T15:53:00Z";

test("the end of the data is told in the chosen zone; a day of the provider stays its day", () => {
  assert.equal(data_words({ until, is: "covered" }, now), "data until 22 Nov, 15:53");
  assert.equal(data_words({ until: "2026-11-22T00:00:00Z", is: "covered" }, now), "data until 21 Nov");
  use_time_zone(undefined);
  assert.equal(data_words({ until, is: "covered" }, now), "data until 22 Nov, 10:53");
  assert.equal(data_words({ until: "2026-11-22T00:00:00Z", is: "covered" }, now), "data until 21 Nov");
  assert.equal(data_words({ until: "2026-01-01T02:00:00Z", is: "newest_record" }, now), "newest record of 31 Dec 2025");
});

test("From and To are in the chosen zone, and the address holds what everybody reads alike", () => {
  assert.equal(from_input("2026-11-22T15:50"), "2026-11-22T15:50:00.000Z");
  assert.equal(to_input("2026-11-22T15:50:00.000Z"), "2026-11-22T15:50");
  use_time_zone(undefined);
  assert.equal(from_input("2026-11-22T10:50"), "2026-11-22T15:50:00.000Z");
  assert.equal(to_input("2026-11-22T15:50:00Z"), "2026-11-22T10:50");
  assert.equal(to_input("2026-11-22T15:50:07Z"), "2026-11-22T10:50:07");
  assert.deepEqual([to_input(""), to_input("nonsense"), from_input(""), from_input("nonsense")], ["", "", undefined, undefined]);
});

test("an address with a time of no zone is read in the chosen one", () => {
  const since = () => query_of(filter_of({ range: "custom", since: "2026-11-22T15:50" }), now).since;
  assert.equal(since(), "2026-11-22T15:50:00.000Z");
  use_time_zone(undefined);
  assert.equal(since(), "2026-11-22T20:50:00.000Z");
  const day = query_of(filter_of({ range: "custom", since: "2026-11-21T00:00:00Z", until: "2026-11-22T00:00:00Z" }), now);
  assert.deepEqual([day.since, day.until], ["2026-11-21T00:00:00.000Z", "2026-11-22T00:00:00.000Z"]);
});
