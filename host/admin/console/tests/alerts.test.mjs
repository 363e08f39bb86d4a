import assert from "node:assert/strict";
import { test } from "node:test";
import { errors_of, every_badge, every_kind, opened_rules, stored_rules, toggled } from "../src/alerts/rule_choice.ts";
import { incident_words, usual_rules } from "../src/alerts/words.ts";

const rules = (over) => ({ ...usual_rules(), ...over });

test("alerts: an empty rule is everything ticked, everything ticked is an empty rule", () => {
  const opened = opened_rules(rules({ kinds: [], badges: [] }));
  assert.deepEqual([opened.kinds, opened.badges], [every_kind, every_badge]);
  assert.deepEqual(stored_rules(opened), rules({ kinds: [], badges: [] }));
  assert.deepEqual(stored_rules(rules({ kinds: ["incident", "badge"], badges: ["stale", "revoked"] })), rules({ kinds: ["badge", "incident"], badges: ["revoked", "stale"] }));
  assert.deepEqual(stored_rules(rules({ kinds: ["incident"], badges: [] })).badges, [], "badges mean nothing without their kind");
});

test("alerts: the last kind that is unticked leaves none, which is refused, and never all", () => {
  const none = every_kind.reduce((left, kind) => toggled(left, kind, false), every_kind);
  assert.deepEqual(none, []);
  assert.match(errors_of(rules({ kinds: none })).kinds, /at least one/);
  assert.match(errors_of(rules({ kinds: ["badge"], badges: [] })).badges, /at least one/);
  assert.deepEqual(errors_of(rules({ kinds: ["incident"], badges: [] })), {});
  assert.deepEqual(errors_of(opened_rules(usual_rules())), {});
});

test("connections of a provider that throttles wait, they do not fail", () => {
  assert.deepEqual(incident_words({ failure_class: "throttled" }), { still: "still waiting", now: "Waits" });
  assert.deepEqual(incident_words({ failure_class: "server" }), { still: "still failing", now: "Fails" });
});
