// Starts the simulator program for a test and talks to it. Node 18 or later, no packages.
'use strict';
const { spawn } = require('child_process');
const fs = require('fs');
const path = require('path');

const clientId = 'amzn1.application-oa2-client.mooring-demo';
const clientSecret = 'amzn1.oa2-cs.v1.mooring-demo';

function requireModules() {
  if (fs.existsSync(path.join(__dirname, 'node_modules', '.package-lock.json'))) return;
  console.error(`The packages of the conformance tests are missing. Run: npm ci --prefix ${__dirname}`);
  process.exit(1);
}

// The program's path is the first argument; it stops when the test ends, whatever way.
function start(...args) {
  const child = spawn(process.argv[2], ['--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  process.on('exit', () => child.kill());
  return new Promise((resolve, reject) => {
    child.on('error', reject);
    child.on('exit', code => reject(new Error(`the simulator ended with ${code}`)));
    child.stdout.on('data', text => {
      const url = /http:\/\/127\.0\.0\.1:\d+/.exec(String(text));
      if (url) resolve(url[0]);
    });
  });
}

async function json(url, options) {
  const answer = await fetch(url, options);
  return { status: answer.status, headers: answer.headers, body: await answer.json() };
}

const state = async base => (await json(`${base}/control/api/state`)).body;

const control = (base, path, body) =>
  json(`${base}/control/api${path}`, { method: 'POST', body: JSON.stringify(body) });

async function accessToken(base, seller) {
  const form = new URLSearchParams({
    grant_type: 'refresh_token', refresh_token: seller.refresh_tokens[clientId],
    client_id: clientId, client_secret: clientSecret,
  });
  const answer = await json(`${base}/auth/o2/token`, { method: 'POST', body: form });
  if (answer.status !== 200) throw new Error(`no access token: ${JSON.stringify(answer.body)}`);
  return answer.body.access_token;
}

async function oracle(base, query) {
  const text = await (await fetch(`${base}/control/api/oracle?${new URLSearchParams(query)}`)).text();
  return text.split('\n').filter(Boolean).map(line => JSON.parse(line));
}

// Ends the process with the outcome: an exception is a failure.
function run(work) {
  work().then(() => process.exit(0), error => {
    console.error(error);
    process.exit(1);
  });
}

module.exports = { requireModules, start, json, state, control, accessToken, oracle, run };
