// A host with one connected seller whose orders are held, for the tests of the API.
import { Host, Simulator } from "../../support/harness.mjs";
import { sync_to_its_end } from "../host/program.mjs";

export async function started_world(orders = 120, options = {}) {
  const simulator = await Simulator.start(["--sellers", "2", "--orders", String(orders), "--budget-scale", "100000"]);
  const host = await Host.create(simulator, options);
  await host.start();
  const { id } = await host.connectSeller(simulator, "NA");
  await sync_to_its_end(host, id);
  return {
    simulator, host, id,
    async stop() {
      await host.stop();
      await simulator.stop();
      host.remove();
    },
  };
}

// An answer with its headers; the body as JSON where it is.
export async function ask(host, method, path, { body, headers = {} } = {}) {
  const answer = await host.request(method, `/api/v1${path}`, body, headers);
  const text = await answer.text();
  const json = /[/+]json/.test(answer.headers.get("content-type") ?? "") && text ? JSON.parse(text) : null;
  return { status: answer.status, headers: answer.headers, text, json, code: json?.code ?? "" };
}
