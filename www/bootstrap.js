// Starts the page's WebAssembly; says so in the page when that takes long or cannot work.

import "./offline.js";
import { part } from "./part.js";

const WASM = new URL("./pagelock-web_bg.wasm", import.meta.url);
const WASM_INTEGRITY = "@INTEGRITY pagelock-web_bg.wasm@";
const BUILD = "@BUILD@";
// The build for which this tab was loaded again, as the page's own part keeps it too.
const RELOADED = "pagelock.reloaded";
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
  if (error.damaged || error instanceof WebAssembly.CompileError || error instanceof WebAssembly.LinkError) {
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

// A page that a cache has kept, or a tab that was open while the site changed, asks for files that are gone. It is
// loaded again, once: whether to is said here.
async function isStale() {
  try {
    const answer = await fetch(new URL("build.json", document.baseURI), { cache: "no-store" });
    const { build } = await answer.json();
    if (build === BUILD || sessionStorage.getItem(RELOADED) === BUILD) {
      return false;
    }
    sessionStorage.setItem(RELOADED, BUILD);
    return true;
  } catch {
    // Without an answer, or without a place to remember it, loading again might never end.
    return false;
  }
}

// After it has started, too.
addEventListener("error", (event) => {
  if (typeof WebAssembly === "object" && event.error instanceof WebAssembly.RuntimeError) {
    report(event.error);
  }
});

// A part of the engine has stopped, or was not there. The page says so, unless the host has another build by now.
addEventListener("pagelock-stopped", async () => {
  if (await isStale()) {
    location.reload();
  }
});

try {
  if (typeof WebAssembly !== "object") {
    throw new Error("there is no WebAssembly");
  }
  const wasm = part(WASM, WASM_INTEGRITY);
  // Whoever fails first is told; the other must not be an error that nobody handles.
  wasm.catch(() => {});
  const page = await import("./pagelock-web.js");
  await page.default({ module_or_path: await wasm });
  document.documentElement.dataset.boot = "ready";
} catch (error) {
  console.error(error);
  if (await isStale()) {
    location.reload();
  } else {
    report(error);
    document.documentElement.dataset.boot = "failed";
  }
}
