#include "control.hpp"
#include "pages.hpp"

namespace mooring::amazon_simulator {
namespace {

constexpr std::string_view kContent = R"html(
<style>main{max-width:1080px}.grid{display:grid;gap:12px;grid-template-columns:repeat(auto-fill,minmax(320px,1fr))}
.card{border:1px solid var(--line);border-radius:10px;padding:14px;background:#fff}.card h3{margin:0;font-size:16px}
.pill{border-radius:99px;padding:1px 9px;font-size:13px;background:#dff2e3;color:#145426}
.pill.revoked,.pill.expired{background:#fbdcdc;color:#8a1010}.card button,td button{padding:5px 10px;font-size:14px;font-weight:500}
.card .row{margin-top:8px;gap:8px;align-items:center}
.fields{display:flex;flex-wrap:wrap;gap:10px;align-items:end}.fields label{font-size:13px;color:var(--soft);display:grid}
input,select{font:inherit;padding:7px;border:1px solid var(--line);border-radius:8px;background:#fff}
input[type=number]{width:110px}
table{border-collapse:collapse;width:100%;font-size:14px}th,td{text-align:left;padding:5px 8px;
border-bottom:1px solid var(--line);overflow-wrap:anywhere}th{color:var(--soft);font-weight:500}.wide{overflow-x:auto}
.s2{color:#145426}.s4,.s5,.s0{color:#8a1010;font-weight:600}#message{min-height:24px}</style>
<section><h1>Control panel</h1><p class="soft" id="facts"></p><p id="message" role="status"></p>
<h2>Provoke a trouble</h2><form id="order" class="fields">
<label>Trouble<select name="kind"></select></label><label>Seller or login<select name="seller"></select></label>
<label>Region<select name="region"><option value="">all</option><option>NA</option><option>EU</option><option>FE</option></select></label>
<label>Endpoint<select name="endpoint"></select></label>
<label>How many requests<input name="count" type="number" min="1" placeholder="no end"></label>
<label>For how long (s)<input name="duration_s" type="number" min="1" placeholder="no end"></label>
<label>Status<input name="status" type="number" min="400" max="599" placeholder="503"></label>
<button class="main">Start</button></form>
<h2>Troubles now</h2><div class="wide"><table id="faults"></table></div>
<div class="row"><button id="clear">End all troubles</button><button id="reset">Reset everything</button></div></section>
<section><h2>Sellers</h2><div class="grid" id="sellers"></div></section>
<section><h2>Amazon Ads: logins</h2><p class="soft" id="ads"></p><div class="grid" id="logins"></div>
<div class="row"><button id="slow">Next report takes 3 hours</button><button id="fail">Next report fails</button>
<button id="duplicate">Next report is a duplicate</button><button id="throttle">Throttle Ads for a minute</button></div></section>
<section><h2>Amazon Ads: profiles</h2><div class="wide"><table id="profiles"></table></div>
<div class="row" id="add"></div></section>
<section><h2>Requests</h2><p class="soft" id="counts"></p><div class="wide"><table id="requests"></table></div></section>
<script>
"use strict";
const api = "/control/api", $ = id => document.getElementById(id);
const make = (tag, text, css) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (css) node.className = css;
  return node;
};
const say = text => { $("message").textContent = text; };
async function call(method, path, body) {
  const answer = await fetch(api + path, {method, body: body && JSON.stringify(body)});
  const result = await answer.json();
  if (!answer.ok) throw new Error(result.detail);
  return result;
}
async function act(method, path, body, done) {
  try { await call(method, path, body); say(done); } catch (error) { say(error.message); }
  await refresh();
}
function button(text, work) {
  const node = make("button", text);
  node.type = "button";
  node.onclick = work;
  return node;
}
function table(node, heads, rows) {
  const head = make("tr");
  heads.forEach(text => head.append(make("th", text)));
  node.replaceChildren(head, ...rows);
}
function row(cells) {
  const line = make("tr");
  cells.forEach(cell => {
    const field = make("td");
    field.append(cell);
    line.append(field);
  });
  return line;
}
function card(seller, clients) {
  const box = make("div", undefined, "card"), title = make("h3", seller.name + " ");
  title.append(make("span", seller.grant, "pill " + seller.grant));
  box.append(title, make("p", `${seller.id} · ${seller.region} · ` +
    seller.marketplaces.map(store => (store.name.startsWith("Amazon") ? store.country_code : store.name) +
      (store.suspended ? " (suspended)" : "")).join(", "), "soft"));
  const fault = (kind, text) => button(text, () => act("POST", "/faults", {kind, seller: seller.id}, `${seller.name}: ${text}`));
  const copy = button("Copy refresh token", async () => {
    await navigator.clipboard.writeText(seller.refresh_tokens[clients[0].client_id]);
    say(`Refresh token of ${seller.name} for ${clients[0].name} copied; seller id ${seller.id}`);
  });
  const line = make("div", undefined, "row");
  line.append(fault("revoke_grant", "Revoke"), fault("expire_grant", "Expire"), fault("restore_grant", "Restore"), copy);
  box.append(line);
  return box;
}
function login(entry, clients) {
  const box = make("div", undefined, "card"), title = make("h3", entry.name);
  box.append(title, make("p", `${entry.email} · ${entry.region || "all regions"}`, "soft"));
  entry.grants.forEach(grant => {
    const line = make("div", undefined, "row"), who = {login: entry.id, region: grant.region};
    const head = make("b", grant.region + " ");
    head.append(make("span", grant.grant, "pill " + grant.grant));
    const fault = (kind, text) => button(text, () => act("POST", "/faults", {kind, ...who}, `${entry.name} ${grant.region}: ${text}`));
    line.append(head, fault("revoke_grant", "Revoke"), fault("expire_grant", "Expire"), fault("restore_grant", "Restore"),
      button("Copy token", async () => {
        await navigator.clipboard.writeText(grant.refresh_tokens[clients[0].client_id]);
        say(`Refresh token of ${entry.name} for ${grant.region} and ${clients[0].name} copied`);
      }));
    box.append(line);
  });
  return box;
}
function showAds(ads, clients) {
  $("ads").textContent = `${ads.campaigns_per_profile} campaigns and ${ads.keywords_per_profile} keywords per profile. Reports: ` +
    (Object.entries(ads.reports).map(([state, count]) => `${count} ${state.toLowerCase()}`).join(", ") || "none");
  $("logins").replaceChildren(...ads.logins.map(entry => login(entry, clients)));
  table($("profiles"), ["Profile", "Region", "Name", "Type", "Time zone", ""], ads.profiles.map(profile => {
    const notes = [profile.type, profile.brands_permitted ? "" : "no Sponsored Brands"].filter(Boolean).join(", ");
    return row([profile.id, profile.region, profile.name, notes, profile.time_zone, profile.removed
      ? button("Bring back", () => act("POST", "/ads/profiles", {profile: profile.id}, profile.name + " is back"))
      : button("Remove", () => act("DELETE", "/ads/profiles/" + profile.id, undefined, profile.name + " removed"))]);
  }));
}
let filled = false;
function fill(state, ads) {
  if (filled) return;
  filled = true;
  const form = $("order");
  const groups = {grant: "Authorization", login: "Login", access: "Access", answer: "Answers", paging: "Pages", reports: "Reports"};
  for (const [group, title] of Object.entries(groups)) {
    const list = make("optgroup");
    list.label = title;
    state.fault_kinds.filter(kind => kind.group === group).forEach(kind => list.append(new Option(kind.title, kind.name)));
    form.kind.append(list);
  }
  form.seller.append(new Option("all", ""), ...state.sellers.map(seller => new Option(seller.name, seller.id)),
    ...ads.logins.map(entry => new Option("Ads: " + entry.name, entry.id)));
  $("add").replaceChildren(...["NA", "EU", "FE"].map(region => button("Add a profile in " + region,
    () => act("POST", "/ads/profiles", {region}, "A profile was added in " + region))));
  const next = (id, body, done) => { $(id).onclick = () => act("POST", "/faults", body, done); };
  next("slow", {kind: "report_slow", delay_s: 10800, count: 1}, "The next report takes 3 hours");
  next("fail", {kind: "report_failed", count: 1}, "The next report fails");
  next("duplicate", {kind: "report_duplicate", count: 1}, "The next report is answered with 425");
  next("throttle", {kind: "throttle", channel: "ads", duration_s: 60}, "Ads answers 429 for a minute");
  form.endpoint.append(new Option("all", ""), ...state.endpoints.map(name => new Option(name, name)));
}
async function refresh() {
  const [state, ads, log] = await Promise.all([call("GET", "/state"), call("GET", "/ads/state"), call("GET", "/requests?limit=40")]);
  fill(state, ads);
  $("facts").textContent = `${state.now} · seed ${state.seed} · ${state.orders_per_seller} orders per seller over ` +
    `${state.history_days} days · rate limits x ${state.budget_scale}`;
  const names = Object.fromEntries([...state.sellers, ...ads.logins].map(entry => [entry.id, entry.name]));
  const clients = state.applications.filter(entry => state.sellers[0].refresh_tokens[entry.client_id]);
  $("sellers").replaceChildren(...state.sellers.map(seller => card(seller, clients)));
  showAds(ads, clients);
  table($("faults"), ["Trouble", "Seller", "Region", "Endpoint", "Left", "Until", "Hits", ""], state.faults.map(fault =>
    row([fault.kind, names[fault.seller] || fault.channel || "all", fault.region || "all", fault.endpoint || "all", fault.count < 0 ? "no end" : String(fault.count),
      fault.until, String(fault.hits), button("End", () => act("DELETE", "/faults/" + fault.id, undefined, fault.kind + " ended"))])));
  $("counts").textContent = `${log.total} requests. ` + Object.entries(log.counts).map(([endpoint, counts]) =>
    endpoint + ": " + Object.entries(counts).map(([status, count]) => `${count} × ${status === "0" ? "cut" : status}`).join(", ")).join(" · ");
  table($("requests"), ["Time", "Request", "Seller", "Status", "Trouble", "ms"], log.items.map(item =>
    row([item.at.slice(11, 23), `${item.method} ${item.target.slice(0, 160)}`, names[item.seller] || "",
      make("span", item.status || "cut", "s" + String(item.status)[0]), item.fault, (item.took_us / 1000).toFixed(1)])));
}
$("order").onsubmit = event => {
  event.preventDefault();
  const form = event.target, body = {kind: form.kind.value, seller: form.seller.value, region: form.region.value,
    endpoint: form.endpoint.value};
  for (const name of ["count", "duration_s", "status"]) if (form[name].value) body[name] = Number(form[name].value);
  act("POST", "/faults", body, form.kind.selectedOptions[0].text);
};
$("clear").onclick = () => act("DELETE", "/faults", undefined, "All troubles ended");
$("reset").onclick = () => act("POST", "/reset", {}, "Reset");
refresh();
setInterval(() => refresh().catch(error => say("The simulator does not answer: " + error.message)), 2000);
</script>
)html";

}  // namespace

std::string control_page_html() {
  return page("Control panel", kContent);
}

}  // namespace mooring::amazon_simulator
