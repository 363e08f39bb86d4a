import assert from "node:assert/strict";
import { test } from "node:test";
import { browser_name } from "../src/format_client.ts";
import { can, keep_role, why_not } from "../src/role.ts";

test("a role may do what it and the lesser ones may, and is told what is missing", () => {
  keep_role("operator");
  assert.equal(can("viewer"), true);
  assert.equal(can("operator"), true);
  assert.equal(can("administrator"), false);
  assert.equal(can(undefined), true);
  assert.equal(why_not("operator"), "");
  assert.equal(why_not("administrator"), "This needs the role administrator; you are operator");
  keep_role("viewer");
  assert.equal(can("operator"), false);
});

test("a browser is named as people know it", () => {
  assert.equal(browser_name("Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"), "Firefox on Linux");
  assert.equal(browser_name("Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/126.0 Safari/537.36 Edg/126.0"), "Edge on Windows");
  assert.equal(browser_name("Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) AppleWebKit/605 Version/17.0 Mobile Safari/604.1"), "Safari on iOS");
  assert.equal(browser_name("curl/8.0"), "curl/8.0");
  assert.equal(browser_name(""), "Unknown");
});
