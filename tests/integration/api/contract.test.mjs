// The OpenAPI document is valid, documents every route in full, and is what a running host answers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { Validator } from "@seriousme/openapi-schema-validator";
import Ajv from "ajv/dist/2020.js";
import add_formats from "ajv-formats";
import { ask, started_world } from "./world.mjs";

let world, document, ajv;

before(async () => {
  world = await started_world();
  document = await world.host.api("GET", "/openapi.json");
  ajv = add_formats(new Ajv({ strict: false, allErrors: true }));
  ajv.addSchema(document, "openapi");
});
after(() => world?.stop());

const operations = () => Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method: method.toUpperCase(), operation })));

const pointer = (...parts) => `openapi#/${parts.map((part) => encodeURIComponent(part.replace(/~/g, "~0").replace(/\//g, "~1"))).join("/")}`;

function problems_of(schema_pointer, value) {
  const validate = ajv.getSchema(schema_pointer);
  assert.ok(validate, `no schema at ${schema_pointer}`);
  return validate(value) ? [] : validate.errors.map((error) => `${error.instancePath} ${error.message} ${JSON.stringify(error.params)}`);
}

test("the document is valid OpenAPI 3.1", async () => {
  const found = await new Validator().validate(structuredClone(document));
  assert.deepEqual(found.errors ?? [], []);
  assert.equal(found.valid, true);
});

test("the check of the document finds what is wrong", async () => {
  const broken = structuredClone(document);
  delete broken.paths["/api/v1/runs"].get.responses;
  broken.paths["/api/v1/runs"].get.parameters[0].in = "nowhere";
  assert.equal((await new Validator().validate(broken)).valid, false);
});

test("every operation says what it takes, what it answers and how it fails", () => {
  const lacks = [];
  for (const { path, method, operation } of operations()) {
    const at = `${method} ${path}`;
    if (!operation.summary) lacks.push(`${at}: a summary`);
    for (const parameter of operation.parameters ?? [])
      if (!parameter.description || !parameter.schema) lacks.push(`${at}: what ${parameter.name} may hold (openapi_parameters.cpp)`);
    const [status] = Object.keys(operation.responses).filter((one) => /^[23]/.test(one) && one !== "304");
    const content = operation.responses[status].content;
    if (!content && !["204", "303"].includes(status)) lacks.push(`${at}: a schema or a media type of its answer`);
    for (const [type, media] of Object.entries(content ?? {}))
      if (!media.schema || (type === "application/json" && !media.example && path !== "/api/v1/openapi.json")) lacks.push(`${at}: schema and example of ${type}`);
    for (const media of Object.values(operation.requestBody?.content ?? {}))
      if (!media.schema || !media.example) lacks.push(`${at}: schema and example of its body`);
    if (!operation.responses.default || (path.startsWith("/api/") && operation.security?.length !== 0 && !operation.responses["401"])) lacks.push(`${at}: its problems`);
    if (method === "POST" && operation.security?.length !== 0 && !operation.parameters?.some((one) => one.name === "Idempotency-Key")) lacks.push(`${at}: Idempotency-Key`);
  }
  assert.deepEqual(lacks, []);
});

test("every example is what its schema says", () => {
  const wrong = [];
  for (const { path, method, operation } of operations()) {
    const places = [];
    for (const [type, media] of Object.entries(operation.requestBody?.content ?? {})) places.push([["requestBody", "content", type], media]);
    for (const [status, answer] of Object.entries(operation.responses))
      for (const [type, media] of Object.entries(answer.content ?? {})) places.push([["responses", status, "content", type], media]);
    for (const [where, media] of places)
      if (media.example !== undefined)
        for (const problem of problems_of(pointer("paths", path, method.toLowerCase(), ...where, "schema"), media.example))
          wrong.push(`${method} ${path} ${where.join("/")}: ${problem}`);
  }
  assert.deepEqual(wrong, []);
});

// What stands for the ids of paths, from the lists of the running host.
async function fillers() {
  const { host, id } = world;
  const first = async (path) => (await host.api("GET", `${path}${path.includes("?") ? "&" : "?"}limit=1`)).items[0]?.id;
  const record = (await host.api("GET", `/records/amazon_seller/orders?connection=${id}&limit=1`)).items[0];
  return {
    "/connections/{id}": id, "/runs/{id}": await first("/runs"), "/activity/{id}": await first("/activity"), "/plugins/{id}": "amazon_seller",
    "{channel}": "amazon_seller", "{stream}": "orders", "{view}": "", record,
  };
}

test("what a running host answers to every GET is what the document says", async (t) => {
  const known = await fillers();
  const not_asked = [], wrong = [];
  for (const { path, method, operation } of operations()) {
    if (method !== "GET") continue;
    const schema = operation.responses["200"]?.content?.["application/json"];
    if (!schema || path === "/api/v1/openapi.json" || !path.startsWith("/api/v1/")) continue;
    let real = path.slice("/api/v1".length);
    for (const [start, value] of Object.entries(known))
      if (start.includes("/{id}") && real.startsWith(start) && value) real = real.replace("{id}", value);
    real = real.replace("{channel}", known["{channel}"]).replace("{stream}", known["{stream}"]);
    if (real === "/badge-days") real += `?connections=${world.id}`;  // which it must be told
    if (real.includes("{")) {
      not_asked.push(path);
      continue;
    }
    const answer = await ask(world.host, "GET", real);
    if (answer.status === 404 && answer.code !== "not_found") {
      not_asked.push(`${path} (${answer.code})`);
      continue;
    }
    if (answer.status !== 200) wrong.push(`${real}: ${answer.status} ${answer.text}`);
    else for (const problem of problems_of(pointer("paths", path, "get", "responses", "200", "content", "application/json", "schema"), answer.json)) wrong.push(`${real}: ${problem}`);
  }
  t.diagnostic(`not asked, for there is nothing of it here: ${not_asked.join(", ")}`);
  assert.deepEqual(wrong, []);
  assert.ok(not_asked.length < 16, not_asked.join(", "));
});

test("nobody answers without a sign-in what needs one", async () => {
  for (const { path, method, operation } of operations()) {
    if (!path.startsWith("/api/v1/") || operation.security?.length === 0) continue;
    const answer = await fetch(world.host.url + path.replace(/\{[^}]+\}/g, "x"), { method });
    assert.equal(answer.status, 401, `${method} ${path}`);
    await answer.arrayBuffer();
  }
});
