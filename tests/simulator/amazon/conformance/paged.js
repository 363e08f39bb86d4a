// The operations that list page by page - money, stock, catalog - against Amazon's models, and against what their oracles tell.
'use strict';
const assert = require('assert');
const { Model, requireModels } = require('./model');
const simulator = require('./simulator');

const files = { finances: 'sp-api/finances_2024-06-19.json', financesV0: 'sp-api/financesV0.json' };
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

const checks = [checkTransactions, checkGroups];
const paths = [transactionsPath, groupsPath];

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
