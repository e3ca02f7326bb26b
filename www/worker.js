// The page's worker, a module: new Worker("./worker.js", { type: "module", name: "worker" }).
// Messages that arrive before the WebAssembly listens are kept and delivered when it does.

import { part } from "./part.js";

// What the worker says of itself; the page compares it with its own.
globalThis.pagelockBuild = "@BUILD@";

// What the worker's name says it runs of the engine: "worker" has runs, "search" what goes through all of them, and
// "study" reports and files. Paths are written out, since published files have other names.
const PARTS = {
  worker: {
    glue: "./pagelock-worker.js",
    wasm: "./pagelock-worker_bg.wasm",
    integrity: "@INTEGRITY pagelock-worker_bg.wasm@",
  },
  search: {
    glue: "./pagelock-search.js",
    wasm: "./pagelock-search_bg.wasm",
    integrity: "@INTEGRITY pagelock-search_bg.wasm@",
  },
  study: {
    glue: "./pagelock-study.js",
    wasm: "./pagelock-study_bg.wasm",
    integrity: "@INTEGRITY pagelock-study_bg.wasm@",
  },
};
const own = PARTS[self.name] ?? PARTS.worker;
// The built-in scenarios and listings, which all of them need.
const TEXTS = new URL("./texts.txt", import.meta.url);
const TEXTS_INTEGRITY = "@INTEGRITY texts.txt@";

const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

try {
  const wasm = part(new URL(own.wasm, import.meta.url), own.integrity);
  const texts = part(TEXTS, TEXTS_INTEGRITY).then((answer) => answer.text());
  // Whoever fails first is told; the others must not be errors that nobody handles.
  wasm.catch(() => {});
  texts.catch(() => {});
  const worker = await import(own.glue);
  globalThis.pagelockTexts = await texts;
  await worker.default({ module_or_path: await wasm });
  removeEventListener("message", keep);
  for (const data of early) {
    dispatchEvent(new MessageEvent("message", { data }));
  }
} catch (error) {
  // Thrown out of a task, it reaches the page as an `error` event of the Worker; a rejected module does not.
  setTimeout(() => {
    throw error;
  });
}
