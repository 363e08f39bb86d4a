// Bundles the console: node build.mjs [output folder]. The default is ./dist, which the mock server serves.
import { build } from "esbuild";
import { copyFile, mkdir, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv[2] ?? path.join(here, "dist"));
const script_budget_bytes = 176 * 1024; // past this the console has taken on a framework

await rm(out, { recursive: true, force: true });
await mkdir(out, { recursive: true });
const result = await build({
  absWorkingDir: here,
  entryPoints: { console: "src/main.tsx", theme: "src/theme_start.ts" },
  outdir: out,
  bundle: true,
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15.4"],
  jsx: "automatic",
  jsxImportSource: "preact",
  charset: "utf8",
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});
for (const name of ["index.html", "icon.svg"]) await copyFile(path.join(here, "static", name), path.join(out, name));
// Preact's licence travels with the bundle.
const licence = await readFile(path.join(here, "node_modules/preact/LICENSE"), "utf8");
await writeFile(path.join(out, "licences.txt"), `This console contains Preact.\n\n${licence}`);

const bytes_of = (name) => result.metafile.outputs[Object.keys(result.metafile.outputs).find((file) => file.endsWith(name))].bytes;
const script = bytes_of("console.js");
if (script > script_budget_bytes) {
  console.error(`console: the script has ${script} bytes, more than the ${script_budget_bytes} allowed. See build.mjs.`);
  process.exit(1);
}
const kib = (bytes) => (bytes / 1024).toFixed(1);
console.log(`console: ${kib(script)} KiB of script, ${kib(bytes_of("console.css"))} KiB of style`);
