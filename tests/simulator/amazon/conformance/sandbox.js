// The static sandbox: of every simulated operation each example of Amazon's models is asked for, and must be answered as the model says.
'use strict';
const assert = require('assert');
const fs = require('fs');
const path = require('path');
const { requireModels, sellerModels } = require('./model_files');
const simulator = require('./simulator');

requireModels('sp-api/sellers.json');
const models = sellerModels();
const shape = template => template.replace(/{[^}]*}/g, '{}');

// "GET /reports/.../{}" -> the operation of the model, with its path.
function readModels() {
  const known = new Map();
  for (const file of fs.readdirSync(models).filter(name => name.endsWith('.json'))) {
    const { paths } = JSON.parse(fs.readFileSync(path.join(models, file), 'utf8'));
    for (const [template, methods] of Object.entries(paths)) {
      for (const [method, operation] of Object.entries(methods)) {
        if (operation.responses) known.set(`${method.toUpperCase()} ${shape(template)}`, { template, operation });
      }
    }
  }
  return known;
}

function examplesOf(operation) {
  return Object.entries(operation.responses).flatMap(([status, response]) => {
    const sandbox = response['x-amzn-api-sandbox'];
    const list = sandbox && Array.isArray(sandbox.static) ? sandbox.static : [];
    return list.map(({ request, response: body }) => ({ status: Number(status), parameters: (request && request.parameters) || {}, body }));
  });
}

// The request that an example describes; `spoil` changes one of its values.
function requestOf(base, method, template, parameters, spoil = value => value) {
  let target = template, body;
  const query = new URLSearchParams();
  for (const [name, { value }] of Object.entries(parameters)) {
    if (value === undefined) continue;
    const given = spoil(value);
    if (name === 'body') body = JSON.stringify(given);
    else if (target.includes(`{${name}}`)) target = target.replace(`{${name}}`, encodeURIComponent(String(given)));
    else query.set(name, String(given));
  }
  target = target.replace(/{[^}]*}/g, 'anything');
  return { url: `${base}/sandbox/na${target}?${query}`, method, body };
}

async function ask({ url, method, body }, token) {
  const answer = await fetch(url, { method, body, headers: { 'x-amz-access-token': token } });
  const text = await answer.text();
  return { status: answer.status, body: text ? JSON.parse(text) : undefined };
}

// Two examples of one request, or of one that says less, cannot be told apart by anybody.
const weight = ({ parameters }) => Object.values(parameters).filter(({ value }) => value !== undefined).length;
const holds = (small, large) => Object.entries(small.parameters).every(([name, { value }]) =>
  value === undefined || (large.parameters[name] && JSON.stringify(large.parameters[name].value) === JSON.stringify(value)));
const told_apart = (example, all) => !all.some(other => other !== example && weight(other) === weight(example) && holds(other, example));

simulator.run(async () => {
  const base = await simulator.start('--sandbox-models', models);
  const { sellers } = await simulator.state(base);
  const token = await simulator.accessToken(base, sellers.find(one => one.region === 'NA'));
  const known = readModels();
  const { items } = (await simulator.json(`${base}/control/api/operations`)).body;
  let examples = 0, refused = 0;
  const without = [];
  for (const { name, method, path: pattern } of items) {
    const found = known.get(`${method} ${shape(pattern)}`);
    assert(found, `no model knows ${name}: ${method} ${pattern}`);
    const all = examplesOf(found.operation);
    if (!all.length) without.push(name);
    for (const example of all) {
      const request = requestOf(base, method, found.template, example.parameters);
      const answer = await ask(request, token);
      const wanted = told_apart(example, all) ? [example] : all.filter(one => holds(one, example));
      const shown = `${name} ${request.url} ${request.body || ''}: ${JSON.stringify(answer)}`;
      assert(wanted.some(one => one.status === answer.status && same(one.body, answer.body)), shown);
      ++examples;
    }
    if (!all.length || all.some(one => weight(one) === 0)) continue;
    const odd = await ask(requestOf(base, method, found.template, all[0].parameters, () => 'no example has this'), token);
    assert.strictEqual(odd.status, 400, `${name} with odd parameters: ${JSON.stringify(odd)}`);
    assert.strictEqual(odd.body.errors[0].message, 'Could not match input arguments');
    ++refused;
  }
  const someone = await ask({ url: `${base}/sandbox/na/sellers/v1/account`, method: 'GET' }, 'Atza|nonsense');
  assert.strictEqual(someone.status, 403);
  assert(examples > 15, `only ${examples} examples`);
  console.log(`${examples} examples of ${items.length} operations answered as the models say, ${refused} refused otherwise; ` +
    `no static examples: ${without.join(', ') || 'none'}`);
});

function same(wanted, found) {
  try {
    assert.deepStrictEqual(found, wanted);
    return true;
  } catch {
    return false;
  }
}
