// Every answer of the simulator against Amazon's published models. No member may come that the model does not know.
'use strict';
const assert = require('assert');
const { Model, requireModels } = require('./model');
const simulator = require('./simulator');

requireModels('sp-api/orders_2026-01-01.json', 'sp-api/sellers.json');
simulator.requireModules();

const orders = new Model('sp-api/orders_2026-01-01.json');
const sellers = new Model('sp-api/sellers.json');
const searchPath = '/orders/2026-01-01/orders';
let checked = 0;

async function call(base, seller, token, target, expected) {
  const region = seller.region.toLowerCase();
  const answer = await simulator.json(`${base}/${region}${target}`, { headers: { 'x-amz-access-token': token } });
  assert.strictEqual(answer.status, expected, `${target}: ${JSON.stringify(answer.body).slice(0, 300)}`);
  assert(answer.headers.get('x-amzn-requestid'), 'every answer has a request id');
  const told = answer.headers.get('x-amzn-ratelimit-limit') !== null;
  assert.strictEqual(told, [200, 400, 404].includes(expected), `rate header with ${expected}`);
  const template = target.startsWith(`${searchPath}/`) ? `${searchPath}/{orderId}` : target.split('?')[0];
  (target.startsWith('/sellers') ? sellers : orders).check(template, expected, answer.body);
  ++checked;
  return answer.body;
}

const search = parameters => `${searchPath}?${new URLSearchParams(parameters)}`;
const now = '2026-03-01T10:00:00Z';
const after = '2026-02-08T00:00:00Z';  // recent enough that every state of an order occurs
const datasets = ['BUYER', 'RECIPIENT', 'PROCEEDS', 'EXPENSE', 'PROMOTION', 'CANCELLATION', 'FULFILLMENT', 'PACKAGES',
  'TAX', 'PAYMENT', 'FULFILLMENT_ORDERS'];

async function checkGood(base, seller, token, seen) {
  await call(base, seller, token, '/sellers/v1/marketplaceParticipations', 200);
  await call(base, seller, token, '/sellers/v1/account', 200);
  for (const includedData of ['', ...datasets, datasets.join(',')]) {
    await call(base, seller, token, search({ lastUpdatedAfter: after, ...(includedData && { includedData }) }), 200);
  }
  let parameters = { createdAfter: after, includedData: datasets.join(',') };
  for (let next = true; next;) {
    const page = await call(base, seller, token, search(parameters), 200);
    page.orders.forEach(order => seen.add(order.fulfillment.fulfillmentStatus));
    next = page.pagination && page.pagination.nextToken;
    parameters = { ...parameters, paginationToken: next };
  }
  const some = await call(base, seller, token, search({ lastUpdatedAfter: after, maxResultsPerPage: 1 }), 200);
  await call(base, seller, token, `${searchPath}/${some.orders[0].orderId}?includedData=${datasets}`, 200);
}

async function checkRefusals(base, seller, token) {
  for (const parameters of [{}, { createdAfter: 'x' }, { createdAfter: after, lastUpdatedAfter: after },
    { createdAfter: after, maxResultsPerPage: 101 }, { createdAfter: after, paginationToken: 'nonsense' },
    { createdAfter: after, includedData: 'NONSENSE' }, { createdAfter: after, marketplaceIds: 'NONSENSE' }]) {
    await call(base, seller, token, search(parameters), 400);
  }
  await call(base, seller, token, `${searchPath}/999-0000000-0000000`, 404);
  await call(base, seller, 'Atza|nonsense', search({ createdAfter: after }), 403);
  await call(base, seller, 'Atza|nonsense', '/sellers/v1/marketplaceParticipations', 403);
  for (const status of [500, 503]) {
    await simulator.control(base, '/faults', { kind: 'http_error', status, count: 1 });
    await call(base, seller, token, search({ createdAfter: after }), status);
  }
  for (const kind of ['secret_expired', 'token_expired', 'token_revoked', 'role_missing', 'gateway_403']) {
    await simulator.control(base, '/faults', { kind, count: 1 });
    await call(base, seller, token, search({ createdAfter: after }), 403);
  }
  await simulator.control(base, '/faults', { kind: 'throttle', count: 2 });
  await call(base, seller, token, search({ createdAfter: after }), 429);
  await call(base, seller, token, '/sellers/v1/account', 429);
  await simulator.control(base, '/faults', { kind: 'empty_page', count: 1 });
  await call(base, seller, token, search({ createdAfter: after, maxResultsPerPage: 5 }), 200);
}

simulator.run(async () => {
  const base = await simulator.start('--budget-scale', '100000', '--orders', '30000', '--gzip',
    '--virtual-clock', '--now', now);
  const seen = new Set();
  for (const seller of (await simulator.state(base)).sellers) {
    await checkGood(base, seller, await simulator.accessToken(base, seller), seen);
  }
  for (const status of ['PENDING', 'UNSHIPPED', 'PARTIALLY_SHIPPED', 'SHIPPED', 'CANCELLED']) {
    assert(seen.has(status), `no order is ${status}`);
  }
  const [first] = (await simulator.state(base)).sellers;
  await checkRefusals(base, first, await simulator.accessToken(base, first));
  console.log(`${checked} answers agree with Amazon's models`);
});
