// The operations of a vendor against Amazon's model, and against what their oracles tell. Neither kind of account may call the
// other's operations.
'use strict';
const assert = require('assert');
const { Model, requireModels } = require('./model');
const simulator = require('./simulator');

requireModels('sp-api/vendorOrders.json');
simulator.requireModules();

const model = new Model('sp-api/vendorOrders.json');
const ordersPath = '/vendor/orders/v1/purchaseOrders', statusPath = '/vendor/orders/v1/purchaseOrdersStatus';
const now = '2026-03-01T10:00:00Z';
const week = { createdAfter: '2026-02-10T00:00:00Z', createdBefore: '2026-02-17T00:00:00Z' };
let checked = 0;

class Account {
  constructor(base, account, token) { Object.assign(this, { base, account, token }); }

  async get(path, parameters, expected = 200, template = path) {
    const url = `${this.base}/${this.account.region.toLowerCase()}${path}?${new URLSearchParams(parameters)}`;
    const answer = await simulator.json(url, { headers: { 'x-amz-access-token': this.token } });
    assert.strictEqual(answer.status, expected, `${path} ${JSON.stringify(parameters)}: ${JSON.stringify(answer.body).slice(0, 300)}`);
    model.check(template, expected, answer.body);
    ++checked;
    return answer.body;
  }

  async all(path, parameters, list) {
    const found = [];
    for (let nextToken; ;) {
      const { payload } = await this.get(path, { ...parameters, ...(nextToken && { nextToken }) });
      found.push(...payload[list]);
      nextToken = payload.pagination && payload.pagination.nextToken;
      if (!nextToken) return found;
    }
  }

  async told(stream, since, until, more) {
    const rows = await simulator.oracle(this.base, { seller: this.account.id, stream, since, until, ...more });
    return rows.map(row => row.purchase_order_number).sort();
  }
}

const numbers = orders => orders.map(order => order.purchaseOrderNumber).sort();

async function checkLists(vendor) {
  const since = '2026-02-10T00:00:00.001Z', until = '2026-02-16T23:59:59.999Z';
  const orders = await vendor.all(ordersPath, { ...week, limit: 5, sortOrder: 'DESC' }, 'orders');
  assert(orders.length > 15, `only ${orders.length} orders`);
  assert.deepStrictEqual(numbers(orders), await vendor.told('vendor_orders', since, until));
  const statuses = await vendor.all(statusPath, { ...week, limit: 7 }, 'ordersStatus');
  assert.deepStrictEqual(numbers(statuses), numbers(orders));
  const changes = { changedAfter: week.createdAfter, changedBefore: week.createdBefore };
  assert.deepStrictEqual(numbers(await vendor.all(ordersPath, changes, 'orders')),
    await vendor.told('vendor_orders', since, until, { by: 'updated' }));
  const updates = { updatedAfter: week.createdAfter, updatedBefore: week.createdBefore };
  assert.deepStrictEqual(numbers(await vendor.all(statusPath, updates, 'ordersStatus')),
    await vendor.told('vendor_order_statuses', since, until, { by: 'updated' }));
  const [first] = orders;
  const one = await vendor.get(`${ordersPath}/${first.purchaseOrderNumber}`, {}, 200, `${ordersPath}/{purchaseOrderNumber}`);
  assert.deepStrictEqual(one.payload, first);
  const bare = await vendor.all(ordersPath, { ...week, includeDetails: false }, 'orders');
  assert(bare.every(order => !order.orderDetails) && bare.length === orders.length);
}

async function checkFilters(vendor) {
  const states = new Set(), receipts = new Set(), confirmations = new Set();
  for (let day = 0; day < 60; day += 6) {
    const from = new Date(Date.parse('2026-01-01T00:00:00Z') + day * 86400e3);
    const window = { createdAfter: from.toISOString(), createdBefore: new Date(from.getTime() + 6 * 86400e3).toISOString() };
    (await vendor.all(ordersPath, window, 'orders')).forEach(order => states.add(order.purchaseOrderState));
    for (const order of await vendor.all(statusPath, window, 'ordersStatus')) {
      for (const item of order.itemStatus) {
        receipts.add(item.receivingStatus.receiveStatus);
        confirmations.add(item.acknowledgementStatus.confirmationStatus);
      }
    }
  }
  assert.deepStrictEqual([states.size, receipts.size, confirmations.size], [3, 3, 4]);
  const closed = await vendor.all(ordersPath, { ...week, purchaseOrderState: 'Closed' }, 'orders');
  assert(closed.every(order => order.purchaseOrderState === 'Closed'));
  const cancelled = await vendor.all(ordersPath, { ...week, poItemState: 'Cancelled' }, 'orders');
  assert(cancelled.every(order => order.orderDetails.items.some(item => item.orderedQuantity.amount === 0)));
  const rejected = await vendor.all(statusPath, { ...week, itemConfirmationStatus: 'REJECTED' }, 'ordersStatus');
  assert(rejected.every(order => order.itemStatus.some(item => item.acknowledgementStatus.confirmationStatus === 'REJECTED')));
}

async function checkRefusals(vendor) {
  const page = await vendor.get(ordersPath, { ...week, limit: 5 });
  const { nextToken } = page.payload.pagination;
  for (const wrong of [{}, { createdAfter: 'x' }, { ...week, createdAfter: '2026-02-09T23:59:59Z' }, { ...week, limit: 0 },
    { ...week, limit: 101 }, { ...week, sortOrder: 'UP' }, { nextToken }, { ...week, limit: 6, nextToken },
    { ...week, createdBefore: week.createdAfter }]) {
    await vendor.get(ordersPath, wrong, 400);
    await vendor.get(statusPath, wrong.nextToken ? {} : wrong, 400);
  }
  await vendor.get(`${ordersPath}/00000000`, {}, 404, `${ordersPath}/{purchaseOrderNumber}`);
  const old = { createdAfter: '2025-07-01T00:00:00Z', createdBefore: '2025-07-07T00:00:00Z' };
  assert.deepStrictEqual((await vendor.get(ordersPath, old)).payload.orders, [], 'more than six months ago');
  for (const kind of ['secret_expired', 'token_expired', 'token_revoked', 'role_missing']) {
    await simulator.control(vendor.base, '/faults', { kind, count: 1 });
    await vendor.get(ordersPath, week, 403);
  }
  await simulator.control(vendor.base, '/faults', { kind: 'throttle', count: 1 });
  await vendor.get(statusPath, week, 429);
}

simulator.run(async () => {
  const base = await simulator.start('--budget-scale', '100000', '--virtual-clock', '--now', now);
  const { sellers, vendors } = await simulator.state(base);
  const accounts = await Promise.all([...vendors, sellers[0]].map(async account =>
    new Account(base, account, await simulator.accessToken(base, account))));
  const seller = accounts.pop();
  for (const vendor of accounts) {
    await checkLists(vendor);
    await checkFilters(vendor);
  }
  await checkRefusals(accounts[0]);
  await seller.get(ordersPath, week, 403);
  const foreign = await simulator.json(`${base}/${accounts[0].account.region.toLowerCase()}/sellers/v1/marketplaceParticipations`,
    { headers: { 'x-amz-access-token': accounts[0].token } });
  assert.strictEqual(foreign.status, 403, 'the Sellers API does not know vendors');
  console.log(`${checked} answers agree with Amazon's model`);
});
