// The page's worker, a module. Messages that arrive before the WebAssembly listens are kept and delivered when it does.

import { part } from "./part.js";

// What the worker says of itself; the page compares it with its own.
globalThis.pagelockBuild = "@BUILD@";

const WASM = new URL("./pagelock-worker_bg.wasm", import.meta.url);
const WASM_INTEGRITY = "@INTEGRITY pagelock-worker_bg.wasm@";

const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

try {
  const wasm = part(WASM, WASM_INTEGRITY);
  // Whoever fails first is told; the other must not be an error that nobody handles.
  wasm.catch(() => {});
  const worker = await import("./pagelock-worker.js");
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
