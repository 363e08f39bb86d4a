// The operations that list page by page - money, stock, catalog - against Amazon's models, and against what their oracles tell.
'use strict';
const assert = require('assert');
const { Model, requireModels } = require('./model');
const simulator = require('./simulator');

const files = { finances: 'sp-api/finances_2024-06-19.json', financesV0: 'sp-api/financesV0.json',
  inventory: 'sp-api/fbaInventory.json', sales: 'sp-api/sales.json',
  listings: 'sp-api/listingsItems_2021-08-01.json', catalog: 'sp-api/catalogItems_2022-04-01.json' };
requireModels(...Object.values(files));
simulator.requireModules();

// The contexts of a transaction are one object put together from all of these.
const contexts = ['Context', 'AmazonPayContext', 'ProductContext', 'PaymentsContext', 'DeferredContext',
  'BusinessContext', 'TimeRangeContext'];
const models = Object.values(files).map(file => new Model(file, contexts));
const now = '2026-03-01T10:00:00Z';
let checked = 0;

function modelOf(path) {
  const model = models.find(one => one.knows(path));
  assert(model, `no model knows ${path}`);
  return model;
}

class Account {
  constructor(base, seller, token) { Object.assign(this, { base, seller, token }); }

  async get(path, parameters, expected = 200, template = path) {
    const url = `${this.base}/${this.seller.region.toLowerCase()}${path}?${new URLSearchParams(parameters)}`;
    const answer = await simulator.json(url, { headers: { 'x-amz-access-token': this.token } });
    const shown = `${path} ${JSON.stringify(parameters)}: ${JSON.stringify(answer.body).slice(0, 300)}`;
    assert.strictEqual(answer.status, expected, shown);
    modelOf(template).check(template, expected, answer.body);
    ++checked;
    return answer.body;
  }

  // All records of all pages; `token` and `records` say where they stand in an answer.
  async all(path, parameters, name, token, records) {
    const found = [];
    for (let next; ;) {
      const page = await this.get(path, { ...parameters, ...(next && { [name]: next }) });
      found.push(...records(page));
      next = token(page);
      if (!next) return found;
    }
  }

  oracle(stream, more) { return simulator.oracle(this.base, { seller: this.seller.id, stream, ...more }); }
}

const ids = (rows, name) => rows.map(row => row[name]).sort();

const transactionsPath = '/finances/2024-06-19/transactions';
const transactionsOf = (account, parameters) => account.all(transactionsPath, parameters, 'nextToken',
  page => page.payload.nextToken, page => page.payload.transactions);

async function checkTransactions(account) {
  const since = '2025-12-01T00:00:00Z';
  const window = { postedAfter: since, postedBefore: '2026-02-20T00:00:00Z' };
  const read = await transactionsOf(account, window);
  const told = await account.oracle('transactions', { since, until: '2026-02-19T23:59:59.999999Z' });
  assert(read.length > 300, `only ${read.length} transactions`);
  assert.deepStrictEqual(ids(read, 'transactionId'), ids(told, 'transaction_id'));
  for (const status of ['DEFERRED', 'RELEASED', 'DEFERRED_RELEASED']) {
    const some = await transactionsOf(account, { ...window, transactionStatus: status });
    assert.strictEqual(some.length, told.filter(row => row.status === status).length, status);
  }
  for (const one of read.slice(0, 50)) {
    const sum = one.breakdowns.reduce((total, part) => total + part.breakdownAmount.currencyAmount, 0);
    assert(Math.abs(sum - one.totalAmount.currencyAmount) < 0.005, one.transactionId);
  }
  // What adjusts an item has an id of its own.
  const adjusted = await account.oracle('transaction_breakdowns', { since, until: '2026-02-19T23:59:59.999999Z' });
  const items = await account.oracle('order_items', { since: '2025-08-01T00:00:00Z' });
  const orderItems = new Set(items.map(row => row.order_item_id));
  assert(adjusted.some(row => row.order_adjustment_item_id));
  assert(!adjusted.some(row => orderItems.has(row.order_adjustment_item_id)));
  const order = told.find(row => row.order_id);
  const related = { relatedIdentifierName: 'ORDER_ID', relatedIdentifierValue: order.order_id };
  assert((await transactionsOf(account, related)).length > 0, 'asked for by its order');
  const wide = await account.get(transactionsPath, { postedAfter: '2025-08-01T00:00:00Z' });
  assert.deepStrictEqual(wide.payload.transactions, [], 'more than 180 days are answered with nothing');
  const first = await account.get(transactionsPath, window);
  const token = first.payload.nextToken;
  for (const wrong of [{}, { postedAfter: now }, { ...window, postedBefore: now }, { ...window, postedAfter: 'x' },
    { ...window, transactionStatus: 'NONSENSE' }, { ...window, nextToken: 'nonsense' },
    { nextToken: token }, { ...window, postedAfter: '2025-12-02T00:00:00Z', nextToken: token }]) {
    await account.get(transactionsPath, wrong, 400);
  }
}

const groupsPath = '/finances/v0/financialEventGroups';

async function checkGroups(account) {
  const window = { FinancialEventGroupStartedAfter: '2025-10-01T00:00:00Z', FinancialEventGroupStartedBefore: '2026-02-28T00:00:00Z' };
  const read = await account.all(groupsPath, window, 'NextToken', page => page.payload.NextToken,
    page => page.payload.FinancialEventGroupList);
  const told = await account.oracle('payouts', { since: '2025-10-01T00:00:00Z', until: '2026-02-27T23:59:59Z' });
  assert(read.some(one => one.ProcessingStatus === 'Open') && read.some(one => one.FundTransferStatus === 'Succeeded'));
  assert.deepStrictEqual(ids(read, 'FinancialEventGroupId'), ids(told, 'event_group_id'));
  const wide = await account.get(groupsPath, { FinancialEventGroupStartedAfter: '2025-01-01T00:00:00Z' });
  assert.deepStrictEqual(wide.payload.FinancialEventGroupList, []);
  await account.get(groupsPath, { ...window, MaxResultsPerPage: 101 }, 400);
  await account.get(groupsPath, { ...window, NextToken: 'nonsense' }, 400);
}

const inventoryPath = '/fba/inventory/v1/summaries';

async function checkInventory(account) {
  const marketplace = account.seller.marketplaces[0].id;
  const arguments_ = { granularityType: 'Marketplace', granularityId: marketplace, marketplaceIds: marketplace };
  const list = more => account.all(inventoryPath, { ...arguments_, ...more }, 'nextToken',
    page => page.pagination && page.pagination.nextToken, page => page.payload.inventorySummaries);
  const read = await list({ details: true });
  const told = await account.oracle('inventory', { marketplaces: marketplace });
  assert(read.length > 100, `only ${read.length} summaries`);
  assert.deepStrictEqual(ids(read, 'sellerSku'), ids(told, 'seller_sku'));
  assert.strictEqual((await list({}))[0].inventoryDetails, undefined);
  assert.strictEqual((await list({ sellerSkus: `${read[0].sellerSku},${read[1].sellerSku}` })).length, 2);
  assert((await list({ startDateTime: '2026-02-28T00:00:00Z' })).length > 0);
  const first = await account.get(inventoryPath, arguments_);
  await simulator.control(account.base, '/clock', { advance_s: 31 });
  for (const wrong of [{}, { ...arguments_, marketplaceIds: `${marketplace},${marketplace}` }, { ...arguments_, granularityId: 'X' },
    { ...arguments_, startDateTime: '2024-01-01T00:00:00Z' }, { ...arguments_, nextToken: first.pagination.nextToken }]) {
    await account.get(inventoryPath, wrong, 400);
  }
}

const metricsPath = '/sales/v1/orderMetrics';

async function checkMetrics(account) {
  const { id } = account.seller.marketplaces[0];
  const told = await account.oracle('order_metrics', { marketplaces: id, since: '2026-02-01T12:00:00Z' });
  assert(told.length > 25, `only ${told.length} days`);
  const day = { granularity: 'Day', granularityTimeZone: told[0].time_zone, marketplaceIds: id };
  const offset = { 'America/Los_Angeles': '-08:00', 'Europe/Paris': '+01:00', 'Asia/Tokyo': '+09:00' }[told[0].time_zone];
  const interval = `${told[0].date}T00:00:00${offset}--${told[9].date}T00:00:00${offset}`;
  const answer = await account.get(metricsPath, { ...day, interval });
  const read = answer.payload.map(one => [one.interval.slice(0, 10), one.orderCount, one.unitCount, one.totalSales.amount]);
  assert.deepStrictEqual(read, told.slice(0, 9).map(one => [one.date, one.order_count, one.unit_count, one.sales_amount]));
  for (const wrong of [{}, { ...day }, { ...day, interval: 'x' }, { ...day, interval: interval.replaceAll(offset, 'Z') },
    { granularity: 'Day', marketplaceIds: id, interval }]) {
    await account.get(metricsPath, wrong, 400);
  }
}

const listingsPath = '/listings/2021-08-01/items/{sellerId}';
const itemsOf = page => page.items;
const nextOf = page => page.pagination && page.pagination.nextToken;

async function checkListings(account) {
  const marketplaceIds = account.seller.marketplaces[0].id;
  const includedData = 'summaries,offers,fulfillmentAvailability,issues';
  const path = listingsPath.replace('{sellerId}', account.seller.id);
  const search = async (parameters, expected = 200) =>
    account.get(path, { marketplaceIds, includedData, pageSize: 20, ...parameters }, expected, listingsPath);
  const all = async parameters => {
    const found = [];
    for (let token; ;) {
      const page = await search({ ...parameters, ...(token && { pageToken: token }) });
      found.push(...itemsOf(page));
      token = nextOf(page);
      if (!token) return { found, total: page.numberOfResults };
    }
  };
  const whole = await all({});
  assert(whole.total > 1000 && whole.found.length === 1000, `${whole.found.length} of ${whole.total}`);
  const window = { lastUpdatedAfter: '2026-02-27T00:00:00Z', lastUpdatedBefore: '2026-02-28T00:00:00Z' };
  const { found } = await all({ ...window, sortBy: 'lastUpdatedDate', sortOrder: 'ASC' });
  const told = await account.oracle('listing_changes', { marketplaces: marketplaceIds, since: window.lastUpdatedAfter, until: window.lastUpdatedBefore });
  assert(found.length > 20, `only ${found.length} listings`);
  assert.deepStrictEqual(ids(found, 'sku'), ids(told, 'sku'));
  // A search is narrowed by when listings were made and by their state: the parts make up the whole.
  const middle = '2019-01-01T00:00:00Z';
  for (const [one, other] of [[{ createdBefore: middle }, { createdAfter: middle }], [{ withStatus: 'BUYABLE' }, { withoutStatus: 'BUYABLE' }]]) {
    const parts = [...(await all({ ...window, ...one })).found, ...(await all({ ...window, ...other })).found];
    assert((await all({ ...window, ...one })).found.length < found.length, JSON.stringify(one));
    assert.deepStrictEqual(ids(parts, 'sku'), ids(told, 'sku'));
  }
  for (const wrong of [{ pageSize: 21 }, { withStatus: 'SOLD' }, { createdAfter: 'x' }, { marketplaceIds: 'X' }, { includedData: 'nonsense' }, { sortBy: 'price' }, { pageToken: 'x' }])
    await search(wrong, 400);
  await account.get('/listings/2021-08-01/items/NOBODY', { marketplaceIds }, 403, listingsPath);
}

const catalogPath = '/catalog/2022-04-01/items';

async function checkCatalog(account) {
  const marketplaceIds = account.seller.marketplaces[0].id;
  const told = await account.oracle('catalog_items', { marketplaces: marketplaceIds });
  const asins = ids(told, 'asin');
  assert(asins.length > 10);
  const base = { marketplaceIds, identifiersType: 'ASIN', includedData: 'summaries,identifiers,images,productTypes,salesRanks,dimensions,classifications', pageSize: 20 };
  const page = await account.get(catalogPath, { ...base, identifiers: [...asins, 'B000000000'].join(',') });
  assert.deepStrictEqual(ids(page.items, 'asin'), asins, 'what Amazon does not know is left out');
  const first = await account.get(catalogPath, { ...base, identifiers: asins.join(','), pageSize: 5 });
  await account.get(catalogPath, { ...base, identifiers: asins.join(','), pageSize: 5, pageToken: nextOf(first) });
  for (const wrong of [{ ...base }, { ...base, identifiers: Array(21).fill('B000000000').join(',') }, { ...base, identifiers: 'B000000000', marketplaceIds: '' }])
    await account.get(catalogPath, wrong, 400);
}

const checks = [checkTransactions, checkGroups, checkInventory, checkMetrics, checkListings, checkCatalog];
const paths = [transactionsPath, groupsPath, inventoryPath, metricsPath, catalogPath];

async function checkRefusals(account) {
  for (const path of paths) {
    for (const kind of ['secret_expired', 'token_expired', 'token_revoked', 'role_missing', 'gateway_403']) {
      await simulator.control(account.base, '/faults', { kind, count: 1 });
      await account.get(path, {}, 403);
    }
    for (const status of [500, 503]) {
      await simulator.control(account.base, '/faults', { kind: 'http_error', status, count: 1 });
      await account.get(path, {}, status);
    }
    await simulator.control(account.base, '/faults', { kind: 'throttle', count: 1 });
    await account.get(path, {}, 429);
  }
}

simulator.run(async () => {
  const base = await simulator.start('--budget-scale', '100000', '--orders', '4000', '--virtual-clock', '--now', now);
  const { sellers } = await simulator.state(base);
  for (const seller of sellers.slice(0, 3)) {
    const account = new Account(base, seller, await simulator.accessToken(base, seller));
    for (const check of checks) await check(account);
  }
  await checkRefusals(new Account(base, sellers[0], await simulator.accessToken(base, sellers[0])));
  console.log(`${checked} answers agree with Amazon's models`);
});
