// The page's worker, a module: new Worker("./worker.js", { type: "module", name: "worker" }).
// Messages that arrive before the WebAssembly listens are kept and delivered when it does.

import { part } from "./part.js";

// What the worker says of itself; the page compares it with its own.
globalThis.pagelockBuild = "@BUILD@";

// What the worker's name says it runs of the engine: "worker" has runs, "search" what goes through all of them, and
// "study" reports and files. The languages are in the first alone, which the others have beside them. Paths are written
// out, since published files have other names.
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
// The built-in scenarios and listings.
const TEXTS = { path: "./texts.txt", integrity: "@INTEGRITY texts.txt@" };

const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

// Asks for a file at once; whoever needs it waits for it.
const ask = (path, integrity) => {
  const answer = part(new URL(path, import.meta.url), integrity);
  // Whoever fails first is told; the others must not be errors that nobody handles.
  answer.catch(() => {});
  return answer;
};

const begin = async (program, answer) => {
  const glue = await import(program.glue);
  await glue.default({ module_or_path: await answer });
  return glue;
};

try {
  const texts = ask(TEXTS.path, TEXTS.integrity);
  const languages = ask(PARTS.worker.wasm, PARTS.worker.integrity);
  const more = own === PARTS.worker ? undefined : ask(own.wasm, own.integrity);
  globalThis.pagelockTexts = await (await texts).text();
  const { compile, listen } = await begin(PARTS.worker, languages);
  if (more === undefined) {
    listen();
  } else {
    globalThis.pagelockCompile = compile;
    await begin(own, more);
  }
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
