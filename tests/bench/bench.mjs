// The benchmark: each figure is a ratio to a limit or to a peer measured in the same run.
//   scripts/bench [seller] [peer] [reports] [ads]        (release build; without a name: all)
import { reportIngest, steadyHour } from "./ads.mjs";
import { ordersPeer } from "./peer.mjs";
import { results } from "./report.mjs";
import { parsing, tableIngest } from "./reports.mjs";
import { budget, idle, ingest } from "./seller.mjs";

const measures = { seller: [ingest, idle, budget], peer: [ordersPeer], reports: [parsing, tableIngest], ads: [reportIngest, steadyHour] };
const wanted = process.argv.slice(2);
const unknown = wanted.filter((name) => !measures[name]);
if (unknown.length) {
  console.error(`There is no benchmark '${unknown[0]}'. There are: ${Object.keys(measures).join(", ")}`);
  process.exit(2);
}
for (const name of wanted.length ? wanted : Object.keys(measures)) for (const measure of measures[name]) await measure();
console.log(`${results.filter(Boolean).length} passed, ${results.filter((one) => !one).length} failed`);
process.exitCode = results.every(Boolean) ? 0 : 1;
