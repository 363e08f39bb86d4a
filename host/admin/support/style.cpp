#include "admin/support/html.hpp"

namespace mooring::host::admin {

// The console's colours; dark by the reader's own setting. A file on a disk has only this one style.
std::string_view support_style() {
  return R"(:root { color-scheme: light dark; --bg: #f5f6f4; --surface: #fff; --soft: #f0f2f0; --line: #dce1df;
  --ink: #172126; --ink-2: #48565c; --ink-3: #5d6a70; --accent: #0d5c75; --green: #17693f; --green-soft: #e2f2e8;
  --amber: #7d4a00; --amber-soft: #fdf0d5; --red: #a3211b; --red-soft: #fce8e6;
  --mono: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; }
@media (prefers-color-scheme: dark) { :root { --bg: #0e1417; --surface: #151d21; --soft: #1b252a; --line: #28343a;
  --ink: #e6ecee; --ink-2: #b2bfc5; --ink-3: #94a3aa; --accent: #6cc7e2; --green: #7fd3a3; --green-soft: #14301f;
  --amber: #efbb62; --amber-soft: #352608; --red: #ff9a91; --red-soft: #3b1816; } }
* { box-sizing: border-box; }
html { font-size: 15px; scroll-padding-top: 4rem; }
body { margin: 0; background: var(--bg); color: var(--ink); line-height: 1.5;
  font-family: system-ui, -apple-system, "Segoe UI", Roboto, "Helvetica Neue", "Noto Sans", sans-serif; }
header, main { max-width: 1360px; margin: 0 auto; padding: 0 1.75rem; }
header { padding-top: 2rem; }
h1 { margin: 0 0 .25rem; font-size: 1.6rem; letter-spacing: -.01em; }
h2 { margin: 0 0 .75rem; font-size: 1.2rem; }
h4 { margin: 1.25rem 0 .4rem; font-size: .8rem; font-weight: 600; color: var(--ink-2); }
p { margin: .4rem 0; max-width: 76ch; }
a { color: var(--accent); }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 2px; }
nav { position: sticky; top: 0; z-index: 1; margin: 1.25rem 0 0; background: var(--bg); border-bottom: 1px solid var(--line); }
nav ul { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; max-width: 1360px; margin: 0 auto; padding: .7rem 1.75rem;
  list-style: none; }
nav a { text-decoration: none; font-weight: 600; font-size: .93rem; }
nav a:hover { text-decoration: underline; }
nav .count { color: var(--ink-3); font-weight: 400; }
section { margin: 2rem 0 0; }
.quiet { color: var(--ink-3); }
.pills { display: flex; flex-wrap: wrap; gap: .5rem; margin: 1rem 0 0; padding: 0; list-style: none; }
.badge { display: inline-block; padding: .05rem .6rem; border-radius: 99px; font-size: .87rem; font-weight: 600;
  white-space: nowrap; background: var(--soft); color: var(--ink-2); }
.badge.green { background: var(--green-soft); color: var(--green); }
.badge.amber { background: var(--amber-soft); color: var(--amber); }
.badge.red { background: var(--red-soft); color: var(--red); }
.note { margin: 1rem 0 0; padding: .75rem 1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.note.warning { background: var(--amber-soft); border-color: transparent; color: var(--amber); }
.card { margin: 0 0 .75rem; padding: 0 1.1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.card[open] { padding-bottom: 1.1rem; }
summary { display: flex; flex-wrap: wrap; align-items: baseline; gap: .25rem .75rem; margin: 0 -1.1rem; padding: .75rem 1.1rem;
  cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: ""; flex: none; width: .45rem; height: .45rem; border: solid var(--ink-3); border-width: 0 2px 2px 0;
  transform: rotate(-45deg); }
[open] > summary::before { transform: rotate(45deg); }
.reason { flex: 1 1 20rem; color: var(--ink-2); }
.columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(26rem, 100%), 1fr)); gap: 0 2.5rem; }
.surface { padding: .4rem 1.1rem 1.1rem; background: var(--surface); border: 1px solid var(--line); border-radius: 10px; }
.surface > dl, .surface > .scroll { margin-top: .7rem; }
dl { display: grid; grid-template-columns: max-content minmax(0, 1fr); gap: .3rem 1.25rem; margin: .4rem 0; }
dt { color: var(--ink-3); }
dd { margin: 0; overflow-wrap: anywhere; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: .9rem; }
th { padding: .35rem .75rem .35rem 0; text-align: left; font-weight: 600; font-size: .82rem; color: var(--ink-3);
  border-bottom: 1px solid var(--line); white-space: nowrap; }
td { padding: .4rem .75rem .4rem 0; vertical-align: top; border-bottom: 1px solid var(--line); overflow-wrap: anywhere; }
tbody tr:last-child td { border-bottom: 0; }
td.number { text-align: right; font-variant-numeric: tabular-nums; overflow-wrap: normal; }
td.quiet { color: var(--ink-3); }
time { white-space: nowrap; font-variant-numeric: tabular-nums; }
code, pre { font-family: var(--mono); font-size: .84rem; overflow-wrap: anywhere; }
pre { overflow-x: auto; margin: 0; }
.inner { padding-left: 1.1rem; color: var(--ink-2); }
tr.fired td { background: var(--soft); }
tr.failed td:nth-child(-n+4), tr.error td:nth-child(2) { color: var(--red); }
tr.warning td:nth-child(2) { color: var(--amber); }
tr.error td:nth-child(2), tr.warning td:nth-child(2) { font-weight: 600; }
.filter { display: flex; flex-wrap: wrap; gap: .25rem 1.25rem; padding: .5rem 0 .25rem; font-size: .93rem; }
.filter label { cursor: pointer; }
.filter input { accent-color: var(--accent); margin: 0 .25rem 0 0; }
section:has(#show-warnings:checked) tr.info, section:has(#show-errors:checked) tr:is(.info, .warning) { display: none; }
#activity tbody tr td:nth-child(4) { min-width: 20rem; }
footer { max-width: 1360px; margin: 2rem auto 0; padding: 1rem 1.75rem 2.5rem; color: var(--ink-3); font-size: .9rem; }
@media (max-width: 640px) { header, main, nav ul, footer { padding-left: 1rem; padding-right: 1rem; }
  dl { grid-template-columns: 1fr; gap: 0; } dd { margin: 0 0 .5rem; } }
@media print { nav, .filter { display: none; } body { background: none; } .card, .surface { break-inside: avoid-page; } }
)";
}

}  // namespace mooring::host::admin
