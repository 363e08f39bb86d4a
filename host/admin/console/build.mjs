// Bundles the console: node build.mjs [output folder]. The default is ./dist, which the mock server serves.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "dist"));
// A framework, or two of one thing, would show here. What is read before the first page is drawn; and everything together:
// eleven pages and uPlot (50 KiB, read only where a chart is).
const first_budget_bytes = 128 * 1024;
const whole_budget_bytes = 480 * 1024;

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const common = {
  absWorkingDir: here,
  outdir: out,
  bundle: true,
  minify: true,
  target: ["chrome100", "firefox100", "safari15.4"],
  charset: "utf8",
  legalComments: "none",
  logLevel: "warning",
};
// Each page is a file that is read when it is opened. All lie in one folder: they are embedded by name.
const { metafile: { outputs } } = await build({
  ...common,
  entryPoints: { console: "src/main.tsx" },
  format: "esm",
  splitting: true,
  chunkNames: "[name]-[hash]",
  jsx: "automatic",
  jsxImportSource: "preact",
  metafile: true,
});
// Not a module: it runs before the first paint.
await build({ ...common, entryPoints: { theme: "src/theme_start.ts" }, format: "iife" });
await copyFile(path.join(here, "static", "icon.svg"), path.join(out, "icon.svg"));

const name_of = (file) => path.basename(file);
const by_name = Object.fromEntries(Object.entries(outputs).map(([file, output]) => [name_of(file), output]));
function closure_of(name, seen = new Set()) {
  if (seen.has(name)) return seen;
  seen.add(name);
  for (const one of by_name[name].imports) if (one.kind === "import-statement") closure_of(name_of(one.path), seen);
  return seen;
}
// What every page needs is asked for together with the page, not one after the other.
const first = closure_of("console.js");
const links = [...first].filter((name) => name !== "console.js").map((name) => `<link rel="modulepreload" href="/${name}">\n`).join("");
const html = await readFile(path.join(here, "static", "index.html"), "utf8");
await writeFile(path.join(out, "index.html"), html.replace('<script type="module"', `${links}<script type="module"`));
// Licences travel with the bundle.
const licences = await Promise.all(["preact", "uplot"].map((name) => readFile(path.join(here, "node_modules", name, "LICENSE"), "utf8")));
await writeFile(path.join(out, "licences.txt"), `This console contains Preact.\n\n${licences[0]}\n\nIt contains uPlot.\n\n${licences[1]}`);

const sum = (names) => names.reduce((bytes, name) => bytes + by_name[name].bytes, 0);
const whole = Object.keys(by_name).filter((name) => name.endsWith(".js"));
const kib = (bytes) => (bytes / 1024).toFixed(1);
for (const [what, bytes, budget] of [["the first files have", sum([...first]), first_budget_bytes], ["all scripts have", sum(whole), whole_budget_bytes]]) {
  if (bytes <= budget) continue;
  console.error(`console: ${what} ${bytes} bytes, more than the ${budget} allowed. See build.mjs.`);
  process.exit(1);
}
console.log(`console: ${kib(sum([...first]))} KiB of script to begin with, ${kib(sum(whole))} KiB in ${whole.length} files, ${kib(by_name["console.css"].bytes)} KiB of style`);
