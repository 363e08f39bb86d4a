// Where Amazon's published models are: $AMAZON_MODELS, else ../shared/reference/amazon-models beside the checkout. Either has the
// folders sp-api, sp-api-schemas and ads, or is a clone of Amazon's own repository (docs/internals/testing.md).
'use strict';
const fs = require('fs');
const os = require('os');
const path = require('path');

const checkout = path.join(__dirname, '../../../..');
const folder = process.env.AMAZON_MODELS || path.join(checkout, '../shared/reference/amazon-models');

const namesIn = place => (fs.existsSync(place) ? fs.readdirSync(place) : []);

// Of a clone: "models/<one of many>/file" and "schemas/...".
function inClone(file) {
  const [kind, ...rest] = file.split('/');
  if (kind === 'sp-api-schemas') return [path.join(folder, 'schemas', ...rest)];
  if (kind !== 'sp-api') return [];
  return namesIn(path.join(folder, 'models')).map(api => path.join(folder, 'models', api, ...rest));
}

// The whole path of "sp-api/sellers.json", or null when it is not there.
function locate(file) {
  return [path.join(folder, file), ...inClone(file)].find(one => fs.existsSync(one)) || null;
}

function read(file) {
  return fs.readFileSync(locate(file), 'utf8');
}

// One folder with all models of the Selling Partner API. Of a clone, where each stands in its own, one of links, until the end.
function sellerModels() {
  const flat = path.join(folder, 'sp-api');
  if (fs.existsSync(flat)) return flat;
  const links = fs.mkdtempSync(path.join(os.tmpdir(), 'amazon-models-'));
  process.once('exit', () => fs.rmSync(links, { recursive: true, force: true }));
  for (const api of namesIn(path.join(folder, 'models'))) {
    for (const name of namesIn(path.join(folder, 'models', api)).filter(one => one.endsWith('.json'))) {
      fs.symlinkSync(path.resolve(folder, 'models', api, name), path.join(links, name));
    }
  }
  return links;
}

// Ends the test as skipped, saying so, when a model is not there.
function requireModels(...files) {
  const missing = files.find(file => !locate(file));
  if (!missing) return;
  console.log(`SKIP: Amazon's API models are not at ${folder} (${missing}); set AMAZON_MODELS as docs/internals/testing.md says`);
  process.exit(0);
}

module.exports = { locate, read, sellerModels, requireModels };
