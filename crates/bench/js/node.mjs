// Searches what standard input asks for, `CASE WAY` on a line, and answers with a line of JSON.

import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";
import init from "./bench.js";
import { measure } from "./measure.js";

await init({ module_or_path: readFileSync(new URL("bench_bg.wasm", import.meta.url)) });
for await (const line of createInterface({ input: process.stdin })) {
  const [name, way] = line.split(" ");
  console.log(JSON.stringify(measure(name, way)));
}
