// The page beside this file: searches what the form says, and lists the shortest way to what was found.
//
// A search works until it is done. This one is short; a page that searches for longer does it in a worker, whose
// script is `import`s and `check` as here, with `postMessage` around them.

import init, { check } from "../pkg/pagelock_js.js";

const form = document.getElementById("ask");
const verdict = document.getElementById("verdict");
const steps = document.getElementById("steps");

// The wasm is fetched from beside the script that was imported.
await init();
document.getElementById("search").disabled = false;
verdict.textContent = "Ready.";

form.addEventListener("submit", (event) => {
  event.preventDefault();
  const { scenario, kernel } = Object.fromEntries(new FormData(form));
  steps.replaceChildren();
  try {
    const found = check(scenario, kernel);
    verdict.textContent = `${found.verdict}${found.kind ? ` (${found.kind})` : ""}`;
    steps.replaceChildren(...found.schedule.map(({ task, step }) => item(`${task}: ${step}`)));
  } catch (error) {
    if (error.name !== "PagelockError") throw error;
    verdict.textContent = error.message;
  }
});

function item(text) {
  const element = document.createElement("li");
  element.textContent = text;
  return element;
}
