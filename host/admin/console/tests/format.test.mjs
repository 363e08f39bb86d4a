import assert from "node:assert/strict";
import { test } from "node:test";
import { between, clock, decimal, duration, log_time, number, percent, plural, rate, relative, size, time_left } from "../src/format.ts";

const now = Date.parse("2026-03-12T12:00:00Z");
const ago = (seconds) => new Date(now - seconds * 1000).toISOString();

test("relative times", () => {
  assert.equal(relative(ago(3), now), "just now");
  assert.equal(relative(ago(44), now), "just now");
  assert.equal(relative(ago(50), now), "1 min ago");
  assert.equal(relative(ago(59 * 60), now), "59 min ago");
  assert.equal(relative(ago(3 * 3600), now), "3 h ago");
  assert.equal(relative(ago(31 * 3600), now), "1 day ago");
  assert.equal(relative(ago(9 * 86400), now), "9 days ago");
  assert.equal(relative(ago(100 * 86400), now), "2 Dec 2025");
  assert.equal(relative(ago(-480), now), "in 8 min");
  assert.equal(relative(ago(-20), now), "in a moment");
  assert.equal(relative("nonsense", now), "nonsense");
});

test("the clock names the day unless it is clear", () => {
  assert.equal(clock("2026-03-12T14:05:00Z", now), "14:05");
  assert.equal(clock("2026-03-13T14:05:00Z", now), "13 Mar, 14:05");
  assert.equal(clock("2026-03-13T00:10:00Z", Date.parse("2026-03-12T23:55:00Z")), "00:10");
  assert.equal(clock("2025-03-13T14:05:00Z", now), "13 Mar 2025, 14:05");
  assert.equal(log_time(ago(600), now), "10 min ago");
  assert.equal(log_time(ago(3 * 3600), now), "09:00");
});

test("durations", () => {
  assert.equal(duration(0.25), "250 ms");
  assert.equal(duration(3.456), "3.5 s");
  assert.equal(duration(59.4), "59 s");
  assert.equal(duration(178.6), "2 min 59 s");
  assert.equal(duration(900), "15 min");
  assert.equal(duration(5400), "1 h 30 min");
  assert.equal(duration(90_000), "1 d 1 h");
  assert.equal(between("2026-03-12T12:00:00Z", "2026-03-12T12:01:00Z"), "1 min");
});

test("money keeps every digit", () => {
  assert.equal(decimal("1234567890123456789.10"), "1,234,567,890,123,456,789.10");
  assert.equal(decimal("-1000"), "-1,000");
  assert.equal(decimal("0.05"), "0.05");
  assert.equal(decimal("1e5"), "1e5");
});

test("numbers, plurals, sizes, rates", () => {
  assert.equal(number(1234567), "1,234,567");
  assert.equal(plural(1, "row"), "1 row");
  assert.equal(plural(1200, "row"), "1,200 rows");
  assert.equal(size(500), "500 B");
  assert.equal(size(412_880), "403 KB");
  assert.equal(rate(0.0056), "one every 2 min 59 s");
  assert.equal(rate(2), "2 a second");
  assert.equal(rate(0), "none");
  assert.equal(percent(37, 96), 39);
  assert.equal(percent(5, 0), 0);
  assert.equal(percent(12, 10), 100);
});

test("an estimate is told no more exactly than it is", () => {
  assert.equal(time_left(ago(-30), now), "less than a minute left");
  assert.equal(time_left(ago(10), now), "nearly done");
  assert.equal(time_left(ago(-20 * 60), now), "about 20 min left");
  assert.equal(time_left(ago(-6.4 * 3600), now), "about 6 h left");
  assert.equal(time_left(ago(-4 * 86400), now), "about 4 days left");
  assert.equal(time_left("nonsense", now), "");
});
