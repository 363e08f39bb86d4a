// The peer of the orders benchmark: what a competent script of today does. amazon-sp-api fetches page after page, each is stored as typed rows.
//   node orders.mjs <simulator's address> <sqlite|postgres> <file or socket folder> <since> <marketplaces>     the login as JSON on standard input
// Prints {"rows":...,"seconds":...}: from the first call to the last commit.
import https from "node:https";
import net from "node:net";
import { readFileSync } from "node:fs";
import { SellingPartner } from "amazon-sp-api";
import { openStore } from "./stores.mjs";

const [address, kind, where, since, marketplaces] = process.argv.slice(2);
const { refresh_token, client_id, client_secret } = JSON.parse(readFileSync(0, "utf8"));
const simulator = new URL(address);

// amazon-sp-api knows no other hosts than Amazon's: its connections lead to the simulator, kept alive and without the cost of TLS.
class ToSimulator extends https.Agent {
  createConnection() {
    return net.connect(Number(simulator.port), simulator.hostname).setNoDelay(true);
  }
  addRequest(request, options, ...rest) {
    const region = /^sellingpartnerapi-(\w+)\./.exec(options.hostname ?? options.host);
    if (region) request.path = `/${region[1]}${request.path}`;
    super.addRequest(request, options, ...rest);
  }
}

const store = await openStore(kind, where);
const amazon = new SellingPartner({
  region: "na", refresh_token,
  credentials: { SELLING_PARTNER_APP_CLIENT_ID: client_id, SELLING_PARTNER_APP_CLIENT_SECRET: client_secret },
  options: { https_proxy_agent: new ToSimulator({ keepAlive: true }) },
});
const includedData = ["PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES", "TAX", "PAYMENT", "FULFILLMENT_ORDERS"];
const query = { lastUpdatedAfter: since, marketplaceIds: marketplaces.split(","), includedData, maxResultsPerPage: 100 };

const begin = performance.now();
let rows = 0, paginationToken;
do {
  const page = await amazon.callAPI({
    operation: "searchOrders", endpoint: "orders", options: { version: "2026-01-01" },
    query: { ...query, ...(paginationToken ? { paginationToken } : {}) },
  });
  await store.storePage(page.orders);
  for (const order of page.orders) rows += 1 + order.orderItems.length;
  paginationToken = page.pagination?.nextToken;
} while (paginationToken);
console.log(JSON.stringify({ rows, seconds: (performance.now() - begin) / 1000 }));
await store.close();
