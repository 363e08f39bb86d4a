// The Reports API against Amazon's model, the life of a report in all its ends, and the reports that are tables against what
// their oracles tell.
'use strict';
const assert = require('assert');
const zlib = require('zlib');
const { Model, requireModels } = require('./model');
const simulator = require('./simulator');

requireModels('sp-api/reports_2021-06-30.json');
simulator.requireModules();

const model = new Model('sp-api/reports_2021-06-30.json');
const reportsPath = '/reports/2021-06-30/reports', documentsPath = '/reports/2021-06-30/documents';
const listings = 'GET_MERCHANT_LISTINGS_ALL_DATA', settlements = 'GET_V2_SETTLEMENT_REPORT_DATA_FLAT_FILE_V2';
const returns = 'GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA', reimbursements = 'GET_FBA_REIMBURSEMENTS_DATA';
const ledger = 'GET_LEDGER_SUMMARY_VIEW_DATA';
const daily = { aggregateByLocation: 'COUNTRY', aggregatedByTimePeriod: 'DAILY' };
let checked = 0;

class Account {
  constructor(base, seller, token) {
    Object.assign(this, { base, seller, token, root: `${base}/${seller.region.toLowerCase()}` });
    this.stores = seller.marketplaces.filter(one => one.id.startsWith('A')).map(one => one.id);
  }

  async call(method, target, expected, { template = target.split('?')[0], body } = {}) {
    const answer = await simulator.json(this.root + target, {
      method, headers: { 'x-amz-access-token': this.token }, ...(body && { body: JSON.stringify(body) }),
    });
    assert.strictEqual(answer.status, expected, `${method} ${target}: ${JSON.stringify(answer.body).slice(0, 300)}`);
    if (!(method === 'DELETE' && expected === 200)) model.check(template, expected, answer.body, method.toLowerCase());
    ++checked;
    return answer.body;
  }

  create(reportType, more, expected = 202) {
    return this.call('POST', reportsPath, expected, { body: { reportType, marketplaceIds: [this.stores[0]], ...more } });
  }
  report(id, expected = 200) {
    return this.call('GET', `${reportsPath}/${id}`, expected, { template: `${reportsPath}/{reportId}` });
  }
  document(id, expected = 200) {
    return this.call('GET', `${documentsPath}/${id}`, expected, { template: `${documentsPath}/{reportDocumentId}` });
  }
  list(parameters, expected = 200) { return this.call('GET', `${reportsPath}?${new URLSearchParams(parameters)}`, expected); }
  // Access tokens live for an hour.
  async wait(seconds) {
    await simulator.control(this.base, '/clock', { advance_s: seconds });
    this.token = await simulator.accessToken(this.base, this.seller);
  }
  fault(kind, more) { return simulator.control(this.base, '/faults', { kind, count: 1, ...more }); }
  oracle(stream, more) {
    return simulator.oracle(this.base, { seller: this.seller.id, stream, marketplaces: this.stores[0], ...more });
  }

  // The table's rows as objects by the names in the header; nothing when Amazon cancels the report.
  async table(documentId) {
    const { url, compressionAlgorithm } = await this.document(documentId);
    const answer = await fetch(url);
    assert.strictEqual(answer.status, 200);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const charset = /charset=(.*)/.exec(answer.headers.get('content-type'));
    const decoder = new TextDecoder(charset ? charset[1].replace('Cp1252', 'windows-1252') : 'windows-1252', { fatal: true });
    const text = decoder.decode(compressionAlgorithm === 'GZIP' ? zlib.gunzipSync(bytes) : bytes);
    assert(text.endsWith('\r\n'));
    const [header, ...rows] = text.slice(0, -2).split('\r\n').map(line => line.split('\t'));
    return rows.map(row => Object.fromEntries(header.map((name, i) => [name, row[i] ?? ''])));
  }

  async made(reportType, more) {
    const { reportId } = await this.create(reportType, more);
    await this.wait(3600);
    const report = await this.report(reportId);
    if (report.processingStatus === 'CANCELLED') return null;
    assert.strictEqual(report.processingStatus, 'DONE', JSON.stringify(report));
    return this.table(report.reportDocumentId);
  }
}

async function checkLife(account) {
  const { reportId } = await account.create(listings);
  assert.strictEqual((await account.report(reportId)).processingStatus, 'IN_QUEUE');
  let state = 'IN_QUEUE';
  for (let i = 0; i < 2000 && state === 'IN_QUEUE'; ++i) {
    await account.wait(2);
    state = (await account.report(reportId)).processingStatus;
  }
  assert.strictEqual(state, 'IN_PROGRESS');
  await account.call('DELETE', `${reportsPath}/${reportId}`, 400, { template: `${reportsPath}/{reportId}` });
  await account.wait(3600);
  const done = await account.report(reportId);
  assert.strictEqual(done.processingStatus, 'DONE');
  const { url } = await account.document(done.reportDocumentId);
  assert.strictEqual((await fetch(url, { headers: { 'x-amz-access-token': account.token } })).status, 400);
  assert.strictEqual((await fetch(`${url}x`)).status, 403);
  await account.wait(301);
  assert.strictEqual((await fetch(url)).status, 403, 'the address lives for five minutes');
  assert.strictEqual((await fetch((await account.document(done.reportDocumentId)).url)).status, 200);
  const next = await account.create(listings);  // more than half an hour later
  assert.strictEqual((await account.create(listings)).reportId > next.reportId, true);
  await account.call('DELETE', `${reportsPath}/${next.reportId}`, 200);
  const cancelled = await account.report(next.reportId);
  assert.deepStrictEqual([cancelled.processingStatus, cancelled.processingStartTime], ['CANCELLED', undefined]);
}

async function checkTooSoon(account) {
  const range = { dataStartTime: '2026-01-01T00:00:00Z', dataEndTime: '2026-01-30T23:59:59Z' };
  const first = await account.create(reimbursements, range);
  await account.wait(3600);
  assert.strictEqual((await account.report(first.reportId)).processingStatus, 'DONE');
  const second = await account.create(reimbursements, range);
  await account.wait(3600);
  const fatal = await account.report(second.reportId);
  assert.strictEqual(fatal.processingStatus, 'FATAL');
  const { url } = await account.document(fatal.reportDocumentId);
  assert(zlib.gunzipSync(Buffer.from(await (await fetch(url)).arrayBuffer())).toString().includes('errorDetails'));
  await account.wait(4 * 3600);
  const third = await account.create(reimbursements, range);
  await account.wait(3600);
  assert.strictEqual((await account.report(third.reportId)).processingStatus, 'DONE');
}

async function checkList(account) {
  const { reports } = await account.list({ reportTypes: settlements, pageSize: 100 });
  assert(reports.length >= 5, `only ${reports.length} settlements`);
  const ids = [];
  for (let parameters = { reportTypes: settlements, pageSize: 2 }; parameters;) {
    const page = await account.list(parameters);
    ids.push(...page.reports.map(report => report.reportId));
    parameters = page.nextToken && { nextToken: page.nextToken };
  }
  assert.deepStrictEqual(ids, reports.map(report => report.reportId));
  const { nextToken } = await account.list({ reportTypes: settlements, pageSize: 1 });
  for (const wrong of [{}, { reportTypes: Array(11).fill(listings).join() }, { reportTypes: listings, pageSize: 101 },
    { reportTypes: listings, pageSize: 0 }, { reportTypes: listings, createdSince: '2025-11-01T00:00:00Z' },
    { reportTypes: listings, createdSince: 'x' }, { nextToken, reportTypes: settlements }, { nextToken: 'nonsense' }]) {
    await account.list(wrong, 400);
  }
  const some = await account.list({ reportTypes: settlements, marketplaceIds: account.stores[0], processingStatuses: 'DONE', pageSize: 100 });
  assert(some.reports.every(report => report.marketplaceIds.includes(account.stores[0])));
  const none = await account.list({ reportTypes: settlements, processingStatuses: 'FATAL' });
  assert.deepStrictEqual(none.reports, []);
}

async function checkRefusals(account) {
  const range = { dataStartTime: '2026-01-01T00:00:00Z', dataEndTime: '2026-01-30T23:59:59Z' };
  await account.create('NONSENSE', {}, 400);
  await account.create(settlements, {}, 400);
  await account.create(returns, {}, 400);
  await account.create(returns, { ...range, dataStartTime: '2025-10-01T00:00:00Z' }, 400);
  await account.create(returns, { dataStartTime: range.dataEndTime, dataEndTime: range.dataStartTime }, 400);
  await account.create(returns, { dataStartTime: '2023-01-01T00:00:00Z', dataEndTime: '2023-01-30T00:00:00Z' }, 400);
  await account.create(returns, { dataStartTime: range.dataStartTime, dataEndTime: '2026-03-02T00:00:00Z' }, 400);
  await account.create(ledger, { ...range, reportOptions: { aggregatedByTimePeriod: 'HOURLY' } }, 400);
  await account.create(listings, { marketplaceIds: [] }, 400);
  await account.create(listings, { marketplaceIds: ['NONSENSE'] }, 400);
  await account.report('1', 404);
  await account.document('amzn1.spdoc.1.4.na.1', 404);
  for (const kind of ['token_expired', 'role_missing']) {
    await account.fault(kind);
    await account.report('1', 403);
  }
  await account.fault('throttle');
  await account.create(listings, {}, 429);
  await account.fault('http_error', { status: 503 });
  await account.document('amzn1.spdoc.1.4.na.1', 503);
}

const amount = text => text.replace(/\.(?=.*,)/g, '').replace(',', '.');
const sorted = values => [...values].sort();

async function checkTables(account) {
  const offers = await account.made(listings, { reportOptions: { preferredReportDocumentLocale: 'en_US' } });
  assert.deepStrictEqual(sorted(offers.map(row => row['seller-sku'])),
    sorted((await account.oracle('listings')).map(row => row.sku)));
  const local = await account.made(listings);
  assert.deepStrictEqual(sorted(local.map(row => Object.entries(row).find(([name]) => /sku/i.test(name))[1])),
    sorted((await account.oracle('listings')).map(row => row.sku)));
  const isEnglish = !['A1PA6795UKMFR9', 'A13V1IB3VIYZZH', 'APJ6JRA9NG5V4', 'A1RKKUPIHCS9HS', 'A1VC38T7YXB528']
    .includes(account.stores[0]);
  assert.strictEqual(local.every(row => 'seller-sku' in row), isEnglish);
  const span = { dataStartTime: '2025-10-01T00:00:00Z', dataEndTime: '2025-11-29T23:59:59Z' };
  const days = { since: span.dataStartTime, until: '2025-11-29T23:59:59.999999Z' };
  const back = (await account.made(returns, span)) || [];
  assert.deepStrictEqual(sorted(back.map(row => row['order-id'] + row['license-plate-number'])),
    sorted((await account.oracle('fba_returns', days)).map(row => row.order_id + row.license_plate_number)));
  const paid = (await account.made(reimbursements, span)) || [];
  assert.deepStrictEqual(sorted(paid.map(row => `${row['reimbursement-id']} ${amount(row['amount-total'])}`)),
    sorted((await account.oracle('fba_reimbursements', days)).map(row => `${row.reimbursement_id} ${row.amount_total}`)));
  const stock = await account.made(ledger, { ...span, reportOptions: daily });
  assert.deepStrictEqual(sorted(stock.map(row => row.MSKU + row['Ending Warehouse Balance'])),
    sorted((await account.oracle('fba_inventory_ledger', days)).map(row => row.sku + row.ending_balance)));
  return [offers, back, paid, stock].map(rows => rows.length);
}

async function checkSettlements(account) {
  const { reports } = await account.list({ reportTypes: settlements, marketplaceIds: account.stores[0], pageSize: 100 });
  const told = await account.oracle('settlements', { since: reports.map(report => report.createdTime).sort()[0] });
  const lines = await account.oracle('settlement_lines', { since: reports.map(report => report.createdTime).sort()[0] });
  assert.strictEqual(reports.length, told.length);
  for (const report of reports) {
    const [summary, ...rows] = await account.table(report.reportDocumentId);
    const settlement = told.find(row => row.settlement_id === summary['settlement-id']);
    assert.strictEqual(amount(summary['total-amount']), settlement.total_amount);
    assert.deepStrictEqual(rows.map(row => amount(row.amount)),
      lines.filter(row => row.settlement_id === settlement.settlement_id).map(row => row.amount));
  }
}

simulator.run(async () => {
  const base = await simulator.start('--budget-scale', '100000', '--orders', '6000', '--report-delay', '60',
    '--virtual-clock', '--now', '2026-03-01T10:00:00Z');
  const { sellers } = await simulator.state(base);
  const open = async seller => new Account(base, seller, await simulator.accessToken(base, seller));
  await checkRefusals(await open(sellers[0]));
  await checkLife(await open(sellers[0]));
  await checkTooSoon(await open(sellers[0]));
  const seen = [0, 0, 0, 0];
  for (const seller of sellers.slice(0, 3)) {
    await checkList(await open(seller));
    const counts = await checkTables(await open(seller));
    counts.forEach((count, i) => seen[i] += count);
    await checkSettlements(await open(seller));
  }
  assert(seen.every(count => count > 20), `too few rows: ${seen}`);
  console.log(`${checked} answers agree with Amazon's model, ${seen} rows of tables with their oracles`);
});
