// The page's worker, a module: new Worker("./worker.js?v=BUILD", { type: "module" }).
// Messages that arrive before the WebAssembly listens are kept and delivered when it does.

const build = new URL(import.meta.url).search;
const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

try {
  const worker = await import(`./pagelock-worker.js${build}`);
  await worker.default({ module_or_path: new URL(`./pagelock-worker_bg.wasm${build}`, import.meta.url) });
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
