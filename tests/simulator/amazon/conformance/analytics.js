// The JSON reports against Amazon's schemas: sales and traffic of a seller, and a vendor's sales, inventory and traffic. And
// against what their oracles tell. No member may come that the schema does not know.
'use strict';
const assert = require('assert');
const zlib = require('zlib');
const { Schema, requireModels } = require('./model');
const simulator = require('./simulator');

const folder = 'sp-api-schemas/reports/';
const types = {
  GET_SALES_AND_TRAFFIC_REPORT: {
    schema: 'sellerSalesAndTrafficReport.json', options: { dateGranularity: 'DAY', asinGranularity: 'CHILD' },
    streams: { salesAndTrafficByDate: 'sales_traffic', salesAndTrafficByAsin: 'sales_traffic_by_asin' }, days: 1,
  },
  GET_VENDOR_SALES_REPORT: {
    schema: 'vendorSalesReport.json', options: { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' },
    streams: { salesAggregate: 'vendor_sales', salesByAsin: 'vendor_sales_by_asin' }, days: 14,
  },
  GET_VENDOR_INVENTORY_REPORT: {
    schema: 'vendorInventoryReport.json', options: { reportPeriod: 'DAY', distributorView: 'MANUFACTURING', sellingProgram: 'RETAIL' },
    streams: { inventoryAggregate: 'vendor_inventory', inventoryByAsin: 'vendor_inventory_by_asin' }, days: 14,
  },
  GET_VENDOR_TRAFFIC_REPORT: {
    schema: 'vendorTrafficReport.json', options: { reportPeriod: 'DAY' },
    streams: { trafficAggregate: 'vendor_traffic', trafficByAsin: 'vendor_traffic_by_asin' }, days: 14,
  },
};
requireModels(...Object.values(types).map(type => folder + type.schema));
simulator.requireModules();
const schemas = Object.fromEntries(Object.values(types).map(type => [type.schema, new Schema(folder + type.schema)]));
const reports = '/reports/2021-06-30/reports';
let checked = 0;

class Account {
  constructor(base, account) { Object.assign(this, { base, account }); }

  async call(path, body) {
    const token = await simulator.accessToken(this.base, this.account);  // the clock may have moved
    return simulator.json(`${this.base}/${this.account.region.toLowerCase()}${path}`, {
      method: body ? 'POST' : 'GET', headers: { 'x-amz-access-token': token }, ...(body && { body: JSON.stringify(body) }),
    });
  }

  ask(reportType, first, last, more) {
    return this.call(reports, { reportType, marketplaceIds: [this.account.marketplaces[0].id], dataStartTime: `${first}T00:00:00Z`,
      dataEndTime: `${last}T23:59:59Z`, reportOptions: types[reportType].options, ...more });
  }

  // The report's JSON; nothing when Amazon cancels it.
  async read(reportType, first, last, more) {
    const asked = await this.ask(reportType, first, last, more);
    assert.strictEqual(asked.status, 202, JSON.stringify(asked.body));
    await simulator.control(this.base, '/clock', { advance_s: 7200 });
    const made = (await this.call(`${reports}/${asked.body.reportId}`)).body;
    if (made.processingStatus === 'CANCELLED') return null;
    assert.strictEqual(made.processingStatus, 'DONE', JSON.stringify(made));
    const document = (await this.call(`/reports/2021-06-30/documents/${made.reportDocumentId}`)).body;
    const bytes = Buffer.from(await (await fetch(document.url)).arrayBuffer());
    const text = (document.compressionAlgorithm === 'GZIP' ? zlib.gunzipSync(bytes) : bytes).toString('utf8');
    ++checked;
    return JSON.parse(text);
  }
}

const day = time => new Date(time).toISOString().slice(0, 10);

async function checkType(account, reportType) {
  const { schema, streams, days } = types[reportType];
  const now = Date.parse((await simulator.state(account.base)).now);
  const last = now - 20 * 86400e3, first = last - (days - 1) * 86400e3;  // old enough not to change any more
  const report = await account.read(reportType, day(first), day(last));
  schemas[schema].check(report, reportType);
  for (const [member, stream] of Object.entries(streams)) {
    const told = await simulator.oracle(account.base, { seller: account.account.id, stream,
      marketplaces: account.account.marketplaces[0].id, since: `${day(first)}T00:00:00Z`, until: `${day(last)}T23:59:59Z` });
    assert(told.length > 0, stream);
    assert.strictEqual(report[member].length, told.length, stream);
  }
  assert.strictEqual((await account.ask(reportType, day(first), day(last), { reportOptions: { reportPeriod: 'WEEK', dateGranularity: 'WEEK' } })).status, 400);
}

simulator.run(async () => {
  const base = await simulator.start('--budget-scale', '100000', '--report-delay', '1', '--virtual-clock', '--now', '2026-03-01T10:00:00Z');
  const { sellers, vendors } = await simulator.state(base);
  const open = account => new Account(base, account);
  for (const seller of sellers.slice(0, 3)) {
    await checkType(open(seller), 'GET_SALES_AND_TRAFFIC_REPORT');
  }
  for (const account of vendors) {
    for (const type of Object.keys(types).slice(1)) await checkType(open(account), type);
  }
  const vendor = open(vendors[0]), seller = open(sellers[0]);
  const today = day(Date.parse((await simulator.state(base)).now));
  assert.strictEqual(await vendor.read('GET_VENDOR_SALES_REPORT', today, today, { dataEndTime: `${today}T00:00:00Z` }), null,
    'Amazon does not tell of today yet');
  assert.strictEqual((await seller.ask('GET_VENDOR_SALES_REPORT', today, today)).status, 403);
  assert.strictEqual((await vendor.ask('GET_SALES_AND_TRAFFIC_REPORT', today, today)).status, 403);
  const early = Date.parse(`${today}T00:00:00Z`) - 86400e3;
  const young = await seller.read('GET_SALES_AND_TRAFFIC_REPORT', day(early), day(early));
  await simulator.control(base, '/clock', { advance_s: 4 * 86400 });
  const old = await seller.read('GET_SALES_AND_TRAFFIC_REPORT', day(early), day(early));
  const sessions = report => report.salesAndTrafficByDate[0].trafficByDate.sessions;
  assert(sessions(old) > sessions(young), 'a day grows until it is settled');
  console.log(`${checked} reports agree with Amazon's schemas`);
});
