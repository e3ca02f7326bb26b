// Starts the page's WebAssembly; says so in the page when that takes long or cannot work.
// index.html loads this file under the name of its build, and everything below is loaded under the same name.

const build = new URL(import.meta.url).search;
const WAIT_MILLIS = 10_000;
const element = (id) => document.getElementById(id);

// In a frame of another page, at an address with ?embed=1, one run is shown; the page and its styles look here.
const isEmbedded = new URLSearchParams(location.search).get("embed") === "1";
document.documentElement.toggleAttribute("data-embed", isEmbedded);

// The text that waits goes away with the static page, once the engine has answered.
const wait = setTimeout(() => element("boot-wait")?.removeAttribute("hidden"), WAIT_MILLIS);

// What a visitor can make of an error.
function reason(error) {
  if (typeof WebAssembly !== "object") {
    return "did not start: this browser does not run WebAssembly, or has it turned off.";
  }
  if (error instanceof WebAssembly.RuntimeError) {
    return "has stopped: it has come upon a mistake of its own.";
  }
  if (error.status !== undefined) {
    return `did not start: a part of it could not be fetched, the server answered ${error.status}.`;
  }
  if (/content security policy|unsafe-eval|blocked by csp/i.test(error)) {
    return "did not start: this browser is told not to run WebAssembly here.";
  }
  if (error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
    return "did not start: a part of it arrived damaged, or this browser is too old for it.";
  }
  if (error instanceof RangeError) {
    return "did not start: there is not enough memory for it. Closing other pages may help.";
  }
  return "did not start: a part of it could not be fetched. Something may keep its scripts from loading.";
}

function report(error) {
  clearTimeout(wait);
  element("boot-wait")?.setAttribute("hidden", "");
  element("boot-error-reason").textContent = reason(error);
  element("boot-error-detail").textContent = String(error);
  element("boot-again").addEventListener("click", () => location.reload());
  element("boot-error").hidden = false;
}

async function fetched(name) {
  const response = await fetch(new URL(`./${name}${build}`, import.meta.url));
  if (!response.ok) {
    const error = new Error(`${name}: ${response.status} ${response.statusText}`);
    throw Object.assign(error, { status: response.status });
  }
  return response;
}

// After it has started, too.
addEventListener("error", (event) => {
  if (typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError) {
    report(event.error);
  }
});

try {
  if (typeof WebAssembly !== "object") {
    throw new Error("there is no WebAssembly");
  }
  const wasm = fetched("pagelock-web_bg.wasm");
  // Whoever fails first is told; the other must not be an error that nobody handles.
  wasm.catch(() => {});
  const page = await import(`./pagelock-web.js${build}`);
  await page.default({ module_or_path: await wasm });
  document.documentElement.dataset.boot = "ready";
} catch (error) {
  console.error(error);
  report(error);
  document.documentElement.dataset.boot = "failed";
}
