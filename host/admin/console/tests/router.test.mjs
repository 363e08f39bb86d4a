import assert from "node:assert/strict";
import { test } from "node:test";
import { href, parse_hash, setup_code, signin_code } from "../src/router.ts";

test("an address is path and query", () => {
  assert.deepEqual(parse_hash("#/connections/con_1/activity?severity=error&run=a%20b"),
    { path: ["connections", "con_1", "activity"], query: { severity: "error", run: "a b" } });
  assert.deepEqual(parse_hash(""), { path: ["overview"], query: {} });
  assert.deepEqual(parse_hash("#/"), { path: ["overview"], query: {} });
});

test("a broken address does not throw", () => {
  assert.deepEqual(parse_hash("#/records/%E0%A4%A").path, ["records", "%E0%A4%A"]);
});

test("what href makes, parse_hash reads", () => {
  const address = href(["records", "a/b", "x y"], { text: "Tee & Kännchen?", connection: undefined, marketplace: "" });
  assert.deepEqual(parse_hash(address), { path: ["records", "a/b", "x y"], query: { text: "Tee & Kännchen?" } });
});

test("only a sign-in fragment gives a code", () => {
  assert.equal(signin_code("#signin=Ab_9-x"), "Ab_9-x");
  assert.equal(signin_code("#setup=Ab_9-x"), null);
  assert.equal(setup_code("#setup=Ab_9-x"), "Ab_9-x");
  assert.equal(setup_code("#signin=Ab_9-x"), null);
  assert.equal(signin_code("#/connections?signin=x"), null);
  assert.equal(signin_code("#signin="), null);
  assert.equal(signin_code("#signin=a b"), null);
});
