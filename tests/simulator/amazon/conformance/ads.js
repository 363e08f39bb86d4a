// The Ads answers of the simulator against Amazon's OpenAPI documents, and its report columns against Amazon's list of them.
// No member may come that the documents do not know.
'use strict';
const assert = require('assert');
const { read, requireModels } = require('./model_files');
const simulator = require('./simulator');

requireModels('ads/SponsoredProducts_prod_3p.json', 'ads/OfflineReport_prod_3p.json', 'ads/Profiles_prod_3p.yaml', 'ads/derived-report-types.json');
simulator.requireModules();
const Ajv = require('ajv');
const addFormats = require('ajv-formats');
const yaml = require('yaml');

// Schemas that are parts of others (allOf and so on) must stay open; all others are closed.
function partsOf(node, found = new Set()) {
  if (!node || typeof node !== 'object') return found;
  for (const key of ['allOf', 'oneOf', 'anyOf']) {
    if (Array.isArray(node[key])) node[key].forEach(part => part.$ref && found.add(part.$ref.split('/').pop()));
  }
  Object.values(node).forEach(value => partsOf(value, found));
  return found;
}

function close(node, isPart) {
  if (!node || typeof node !== 'object') return;
  if (node.properties && node.additionalProperties === undefined && !isPart && !node.allOf) {
    node.additionalProperties = false;
  }
  for (const [key, value] of Object.entries(node)) {
    if (['allOf', 'oneOf', 'anyOf'].includes(key) && Array.isArray(value)) value.forEach(part => close(part, true));
    else close(value, false);
  }
}

// Amazon's alternatives overlap, so that "exactly one" fails for its own examples.
function loosen(node) {
  if (!node || typeof node !== 'object') return;
  if (Array.isArray(node.oneOf)) {
    node.anyOf = node.oneOf;
    delete node.oneOf;
  }
  Object.values(node).forEach(loosen);
}

class Document {
  constructor(file) {
    const text = read(file);
    this.document = file.endsWith('.yaml') ? yaml.parse(text) : JSON.parse(text);
    const schemas = this.document.components.schemas;
    const parts = partsOf(this.document);
    loosen(schemas);
    for (const [name, schema] of Object.entries(schemas)) close(schema, parts.has(name));
    this.ajv = new Ajv({ strict: false, allErrors: true });
    addFormats(this.ajv);
    this.validators = new Map();
  }

  // `media`: the content type of the document; the answer must come as this, unless it is an error.
  check(method, template, status, answer) {
    const response = this.document.paths[template][method].responses[String(status)];
    assert(response && response.content, `the document knows no ${status} of ${method} ${template}`);
    const [media, content] = Object.entries(response.content)[0];
    const key = `${method} ${template} ${status}`;
    if (!this.validators.has(key)) {
      this.validators.set(key, this.ajv.compile({ ...content.schema, components: this.document.components }));
    }
    const validate = this.validators.get(key);
    // Amazon's page on errors shows a requestId that the documents leave out.
    if (status >= 400) delete answer.body.requestId;
    if (!validate(answer.body)) assert.fail(`${key}: ${this.ajv.errorsText(validate.errors.slice(0, 5))}`);
    if (status < 400) assert.strictEqual(answer.headers.get('content-type').split(';')[0], media, key);
  }
}

const products = new Document('ads/SponsoredProducts_prod_3p.json');
const reporting = new Document('ads/OfflineReport_prod_3p.json');
const profiles = new Document('ads/Profiles_prod_3p.yaml');
const brands = new Document('ads-old/sponsored-brands.json');
const newerBrands = new Document('ads-old/sponsored-brands-extra.json');
const display = new Document('ads-old/sponsored-display.json');
const columns = JSON.parse(read('ads/derived-report-types.json'));

const clientId = 'amzn1.application-oa2-client.mooring-demo';
let checked = 0;

class Caller {
  constructor(base, region, token, profile) {
    Object.assign(this, { base, region, token, profile });
  }

  async call(method, target, media, body) {
    const headers = {
      authorization: `Bearer ${this.token}`, 'amazon-advertising-api-clientid': clientId,
      ...(this.profile && { 'amazon-advertising-api-scope': String(this.profile) }),
      ...(media && { accept: media, ...(body && { 'content-type': media }) }),
    };
    return simulator.json(`${this.base}/ads/${this.region}${target}`,
      { method, headers, ...(body && { body: JSON.stringify(body) }) });
  }

  async expect(status, document, template, method, target, media, body) {
    const answer = await this.call(method.toUpperCase(), target, media, body);
    assert.strictEqual(answer.status, status, `${target}: ${JSON.stringify(answer.body).slice(0, 300)}`);
    assert(answer.headers.get('x-amzn-requestid'), 'every answer has a request id');
    document.check(method, template, status, answer);
    ++checked;
    return answer.body;
  }
}

const productLists = {
  campaigns: 'spCampaign', adGroups: 'spAdGroup', productAds: 'spProductAd', keywords: 'spKeyword',
  negativeKeywords: 'spNegativeKeyword', campaignNegativeKeywords: 'spCampaignNegativeKeyword',
  targets: 'spTargetingClause', negativeTargets: 'spNegativeTargetingClause',
  campaignNegativeTargets: 'spCampaignNegativeTargetingClause',
};

async function checkProducts(caller) {
  for (const [name, word] of Object.entries(productLists)) {
    const list = `/sp/${name}/list`, media = `application/vnd.${word}.v3+json`;
    for (const includeExtendedDataFields of [true, false]) {
      for (let nextToken, more = true; more;) {
        const page = await caller.expect(200, products, list, 'post', list, media,
          { maxResults: 50, includeExtendedDataFields, ...(nextToken && { nextToken }) });
        nextToken = page.nextToken;
        more = Boolean(nextToken);
      }
    }
    await caller.expect(400, products, list, 'post', list, media, { maxResults: 5000 });
    await caller.expect(415, products, list, 'post', list, 'application/json', { maxResults: 50 });
  }
  const usage = '/sp/campaigns/budget/usage';
  const first = await caller.call('POST', '/sp/campaigns/list', 'application/vnd.spCampaign.v3+json', { maxResults: 5 });
  const campaignIds = [...first.body.campaigns.map(campaign => campaign.campaignId), '1'];
  await caller.expect(207, products, usage, 'post', usage, 'application/vnd.spcampaignbudgetusage.v1+json', { campaignIds });
  await caller.expect(422, products, usage, 'post', usage, 'application/vnd.spcampaignbudgetusage.v1+json', { campaignIds: [] });
}

async function checkBrands(caller) {
  for (const [name, word] of [['campaigns', 'campaign'], ['adGroups', 'adgroup'], ['ads', 'ad']]) {
    // The documents of the time have these under /sb/beta.
    await caller.expect(200, newerBrands, `/sb/beta/${name}/list`, 'post', `/sb/v4/${name}/list`,
      `application/vnd.sb${word}resource.v4+json`, { maxResults: 100, includeExtendedDataFields: true });
  }
  await caller.expect(200, brands, '/sb/keywords', 'get', '/sb/keywords?startIndex=0&count=100',
    'application/vnd.sbkeyword.v3+json');
  await caller.expect(200, brands, '/sb/negativeKeywords', 'get', '/sb/negativeKeywords?startIndex=0&count=100',
    'application/vnd.sbnegativekeyword.v3+json');
  await caller.expect(200, brands, '/sb/targets/list', 'post', '/sb/targets/list',
    'application/vnd.sblisttargetsresponse.v3+json', { maxResults: 100 });
  const list = await caller.call('POST', '/sb/v4/campaigns/list', 'application/vnd.sbcampaignresource.v4+json', {});
  await caller.expect(207, newerBrands, '/sb/campaigns/budget/usage', 'post', '/sb/campaigns/budget/usage',
    'application/vnd.sbcampaignbudgetusage.v1+json', { campaignIds: [list.body.campaigns[0].campaignId, '1'] });
}

async function checkDisplay(caller) {
  for (const name of ['campaigns', 'adGroups', 'productAds', 'targets', 'negativeTargets']) {
    for (const list of [`/sd/${name}`, `/sd/${name}/extended`]) {
      const items = await caller.expect(200, display, list, 'get',
        `${list}?startIndex=0&count=100&stateFilter=enabled,paused,archived`, 'application/json');
      assert(items.length > 0, `${list} is empty`);
    }
  }
}

// Every column of Amazon's table is accepted, and is a member of the rows; one that is not in the table is refused by name.
async function checkColumns(caller, type, group) {
  const entry = columns[type], additional = (entry.groupBy[group] || { additional: [] }).additional;
  const create = (names, extra = {}) => caller.call('POST', '/reporting/reports',
    'application/vnd.createasyncreportrequest.v3+json', {
      name: type, startDate: '2026-02-10', endDate: '2026-02-14', configuration: {
        adProduct: entry.adProduct, groupBy: [group], columns: names, reportTypeId: type, timeUnit: 'DAILY',
        format: 'GZIP_JSON', ...extra,
      },
    });
  const names = [...new Set([...entry.base, ...additional])].filter(name => !['startDate', 'endDate'].includes(name));
  const answer = await create(names);
  assert.strictEqual(answer.status, 200, `${type} by ${group}: ${JSON.stringify(answer.body).slice(0, 400)}`);
  reporting.check('post', '/reporting/reports', 200, answer);
  const refused = await create([...names, 'nonsense']);
  assert.strictEqual(refused.status, 400);
  assert(refused.body.detail.includes('(nonsense)'), refused.body.detail);
  reporting.check('post', '/reporting/reports', 400, refused);
  const told = refused.body.detail.split('Allowed values: (')[1].replace(/\)$/, '').split(', ');
  const known = new Set([...entry.base, ...additional]);
  assert.deepStrictEqual(told.filter(name => !known.has(name)), [], `${type} by ${group}: columns that Amazon does not have`);
  checked += 2;
  return { id: answer.body.reportId, names };
}

async function checkDocument(caller, { id, names }) {
  const report = await caller.expect(200, reporting, '/reporting/reports/{reportId}', 'get', `/reporting/reports/${id}`);
  assert.strictEqual(report.status, 'COMPLETED');
  const packed = Buffer.from(await (await fetch(report.url)).arrayBuffer());
  const rows = JSON.parse(require('zlib').gunzipSync(packed));
  assert(rows.length > 0, `${report.name} has no rows`);
  for (const row of rows) assert.deepStrictEqual(Object.keys(row), names);
}

const groups = {
  spCampaigns: ['campaign', 'adGroup', 'campaignPlacement'], spTargeting: ['targeting'], spSearchTerm: ['searchTerm'],
  spAdvertisedProduct: ['advertiser'], sbCampaigns: ['campaign'], sbAdGroup: ['adGroup'], sbTargeting: ['targeting'],
  sbSearchTerm: ['searchTerm'], sbCampaignPlacement: ['campaignPlacement'], sdCampaigns: ['campaign'],
  sdAdGroup: ['adGroup'], sdTargeting: ['targeting'], sdAdvertisedProduct: ['advertiser'],
};

async function checkReports(caller) {
  const asked = [];
  for (const [type, list] of Object.entries(groups)) {
    for (const group of list) asked.push(await checkColumns(caller, type, group));
  }
  const duplicate = await caller.call('POST', '/reporting/reports', 'application/vnd.createasyncreportrequest.v3+json', {
    startDate: '2026-02-10', endDate: '2026-02-14', configuration: {
      adProduct: 'SPONSORED_PRODUCTS', groupBy: ['targeting'], columns: asked[3].names, reportTypeId: 'spTargeting',
      timeUnit: 'DAILY', format: 'GZIP_JSON',
    },
  });
  assert.strictEqual(duplicate.status, 425);
  reporting.check('post', '/reporting/reports', 425, duplicate);
  await simulator.control(caller.base, '/clock', { advance_s: 3000 });
  for (const report of asked) await checkDocument(caller, report);
  await caller.expect(404, reporting, '/reporting/reports/{reportId}', 'get', '/reporting/reports/none');
}

async function checkRefusals(caller) {
  const list = '/sp/campaigns/list', media = 'application/vnd.spCampaign.v3+json';
  const refused = (status, kind, more = {}) => simulator.control(caller.base, '/faults', { kind, count: 1, ...more })
    .then(() => caller.expect(status, products, list, 'post', list, media, {}));
  await refused(401, 'token_expired');
  await refused(401, 'scope_lost');
  await refused(403, 'role_missing');
  await refused(429, 'throttle', { retry_after_s: 3 });
  for (const kind of ['token_expired', 'throttle']) {
    await simulator.control(caller.base, '/faults', { kind, count: 1 });
    await caller.expect(kind === 'throttle' ? 429 : 401, reporting, '/reporting/reports/{reportId}', 'get',
      '/reporting/reports/x');
  }
}

async function accessToken(base, region) {
  const state = (await simulator.json(`${base}/control/api/ads/state`)).body;
  const grant = state.logins[0].grants.find(entry => entry.region === region.toUpperCase());
  const form = new URLSearchParams({
    grant_type: 'refresh_token', refresh_token: grant.refresh_tokens[clientId], client_id: clientId,
    client_secret: 'amzn1.oa2-cs.v1.mooring-demo',
  });
  return (await simulator.json(`${base}/ads/${region}/auth/o2/token`, { method: 'POST', body: form })).body.access_token;
}

// Ids of 64 bits do not survive JSON.parse.
const idsOf = text => [...text.matchAll(/"profileId":(\d+)/g)].map(match => match[1]);

simulator.run(async () => {
  const base = await simulator.start('--virtual-clock', '--now', '2026-03-01T20:00:00Z', '--orders', '10',
    '--ads-report-delay', '40', '--ads-report-fail-percent', '0');
  for (const region of ['na', 'eu', 'fe']) {
    const caller = new Caller(base, region, await accessToken(base, region));
    for (const level of ['edit', 'view']) {
      await caller.expect(200, profiles, '/v2/profiles', 'get', `/v2/profiles?accessLevel=${level}`);
    }
    const text = await (await fetch(`${base}/ads/${region}/v2/profiles`,
      { headers: { authorization: `Bearer ${caller.token}`, 'amazon-advertising-api-clientid': clientId } })).text();
    for (const id of idsOf(text).slice(0, 2)) {
      caller.profile = id;
      await checkProducts(caller);
      await checkBrands(caller);
      await checkDisplay(caller);
      if (region === 'na' && id === idsOf(text)[0]) {
        await checkReports(caller);
        await checkRefusals(caller);
      }
    }
  }
  console.log(`${checked} Ads answers agree with Amazon's documents (portfolios: there is no document of today's operation)`);
});
