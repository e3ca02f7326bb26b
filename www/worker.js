// The page's worker, a module: new Worker("./worker.js?v=BUILD", { type: "module", name: "worker" }).
// Its name says which part of the engine it runs: "worker" has runs, "search" what goes through all of them, and
// "study" reports and files.
// Messages that arrive before the WebAssembly listens are kept and delivered when it does.

const build = new URL(import.meta.url).search;
const part = ["search", "study"].includes(self.name) ? `pagelock-${self.name}` : "pagelock-worker";
const early = [];
const keep = (event) => early.push(event.data);
addEventListener("message", keep);

try {
  const worker = await import(`./${part}.js${build}`);
  await worker.default({ module_or_path: new URL(`./${part}_bg.wasm${build}`, import.meta.url) });
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
