// The month of what ends: whole weeks, Monday first, each ending on its day in the reader's zone.
import assert from "node:assert/strict";
import { test } from "node:test";
import { days_parts, day_of, days_words, month_after, month_of, month_title, weeks_of } from "../src/endings.ts";

const now = Date.parse("2026-11-22T12:00:00Z");
const ending = (id, at) => ({ id, kind: "consent", connection_id: null, channel: "", title: id, at, days_left: 1, severity: "info", action: "", action_text: "" });

test("a month stands in whole weeks", () => {
  const weeks = weeks_of("2026-11", [], now, "UTC");
  assert.equal(weeks.length, 6);
  assert.equal(weeks[0][0].date, "2026-10-26");
  assert.equal(weeks[5][6].date, "2026-12-06");
  assert.ok(weeks.every((week) => week.length === 7));
  assert.equal(weeks.flat().filter((day) => day.inside).length, 30);
  assert.deepEqual(weeks.flat().filter((day) => day.today).map((day) => day.date), ["2026-11-22"]);
  assert.equal(weeks_of("2027-02", [], now, "UTC").length, 4);
});

test("an ending stands on its day in the zone in which times are read", () => {
  const late = ending("late", "2026-11-30T23:30:00Z");
  const day = (zone) => weeks_of("2026-11", [late], now, zone).flat().find((one) => one.endings.length > 0).date;
  assert.equal(day("UTC"), "2026-11-30");
  assert.equal(day("Asia/Tokyo"), "2026-12-01");
  assert.equal(day_of("2026-11-30T00:30:00Z", "America/New_York"), "2026-11-29");
});

test("months go on over the year, and nonsense in the address is this month", () => {
  assert.equal(month_after("2026-12", 1), "2027-01");
  assert.equal(month_after("2026-01", -1), "2025-12");
  assert.equal(month_of("2027-03", now), "2027-03");
  for (const text of [undefined, "", "2026-13", "x"]) assert.equal(month_of(text, now, "UTC"), "2026-11");
  assert.equal(month_title("2026-11"), "November 2026");
});

test("how long it is", () => {
  assert.deepEqual([-2, 0, 1, 30].map(days_words), ["is over", "today", "in 1 day", "in 30 days"]);
});

test("what is over is not zero days away", () => {
  assert.deepEqual([-3, 0, 1, 1200].map((days) => days_parts(days).join(" ").trim()), ["Over", "Today", "1 day", "1,200 days"]);
});
