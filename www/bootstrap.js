// Starts the page's WebAssembly; says so in the page when that cannot work.
// index.html loads this file under the name of its build, and everything below is loaded under the same name.

const build = new URL(import.meta.url).search;

function report(error) {
  document.getElementById("boot-error-detail").textContent = String(error);
  document.getElementById("boot-error").hidden = false;
}

try {
  if (typeof WebAssembly !== "object") {
    throw new Error("this browser does not run WebAssembly");
  }
  const page = await import(`./pagelock-web.js${build}`);
  await page.default({ module_or_path: new URL(`./pagelock-web_bg.wasm${build}`, import.meta.url) });
  document.documentElement.dataset.boot = "ready";
} catch (error) {
  console.error(error);
  report(error);
  document.documentElement.dataset.boot = "failed";
}
