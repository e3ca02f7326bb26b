// Searches a scenario under a kernel and shows the way into the deadlock:
//
//     node examples/node.mjs abba-two-files 2.6.20
//     node examples/node.mjs abba-two-files 2.6.20 --json
//
// A scenario or a kernel can also be a text of your own, as `check` and the others take it.

import { readFileSync } from "node:fs";
import { check, initSync, link, replay } from "../pkg/pagelock_js.js";

// Node has no `fetch` of files, so the module is read and given to it.
initSync({ module: readFileSync(new URL("../pkg/pagelock_js_bg.wasm", import.meta.url)) });

const [scenario = "abba-two-files", kernel = "2.6.20", how] = process.argv.slice(2);
try {
  const found = check(scenario, kernel, { limits: { states: 1_000_000 } });
  if (how === "--json") {
    console.log(JSON.stringify(found, null, 2));
  } else {
    tell(found);
  }
} catch (error) {
  if (error.name !== "PagelockError") throw error;
  for (const { code, file, line, column, message, hint } of error.diagnostics) {
    console.error([code, file, line, column, message, hint].filter((part) => part !== null).join(": "));
  }
  process.exitCode = 2;
}

function tell(found) {
  console.log(`${found.verdict}${found.kind ? ` (${found.kind})` : ""}, ${found.states} states searched`);
  // The choices of the shortest way, as links have them: `0.0.1`, which is the same as `a2b`.
  const schedule = found.schedule.map((step) => step.choice).join(".") || "-";
  const run = replay(found.scenario, found.kernel, schedule);
  run.steps.forEach((step, i) => {
    console.log(`${i + 1}. ${step.task} ${step.step}: ${step.happened.join("; ")}`);
  });
  run.explanation.forEach((sentence) => console.log(sentence));
  console.log(link({ scenario: found.scenario, kernel: found.kernel, schedule, verify: true }));
}
