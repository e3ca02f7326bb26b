
"use strict";
// Shows the states of the recorded run one after the other. It makes text nodes only, and shows what cannot be seen or
// turns the direction of writing as a question mark.
const visible = (text) => text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "?");
const byId = (id) => document.getElementById(id);
const run = JSON.parse(byId("run").textContent);
const last = run.steps.length;
const at = (changes, state) => changes.filter((change) => change.from <= state).at(-1);
const names = (tasks) => tasks.map((task) => run.tasks[task].name).join(", ");

function place(stand) {
  if (stand.place === null) return "";
  const { label, functions, primitive } = run.places[stand.place];
  const called = [...functions, primitive].filter((name) => name !== "").join(" > ");
  return label === "" ? called : `${label} ${called}`;
}

function waits(task, state) {
  if (run.waits_cover === "cursor" && state !== run.cursor) return "";
  const all = at(run.waits, state)?.waits ?? [];
  const wait = all.find((one) => one.tasks.includes(task));
  if (wait === undefined) return "";
  const whose = wait.holders.length === 0 ? "nobody who is left" : names(wait.holders.slice(0, 8));
  return `${wait.for} (${wait.kind === "queue" ? "behind" : "held by"} ${whose})`;
}

function show(state) {
  byId("step").value = state;
  byId("where").textContent = `Step ${state} of ${last}`;
  const now = byId("now");
  const column = Math.max(0, state - Number(now.dataset.from));
  now.setAttribute("x", Number(now.dataset.left) + column * Number(now.dataset.column));
  byId("waits").setAttribute("visibility", state === run.cursor ? "visible" : "hidden");
  for (const row of byId("steps").rows) {
    if (Number(row.dataset.step) === state) row.setAttribute("aria-current", "step");
    else row.removeAttribute("aria-current");
  }
  const rows = run.tasks.slice(0, 200).map(({ name }, task) => {
    const stand = at(run.stands[task], state);
    const holds = stand.holds.map((hold) => hold.what).join("; ");
    const row = document.createElement("tr");
    [name, stand.status, place(stand), holds, waits(task, state)].forEach((text, column) => {
      const cell = document.createElement(column === 0 ? "th" : "td");
      if (column === 0) cell.scope = "row";
      cell.textContent = visible(text);
      row.append(cell);
    });
    return row;
  });
  byId("tasks").replaceChildren(...rows);
}

const step = byId("step");
step.max = last;
const go = (state) => show(Math.min(last, Math.max(0, state)));
step.addEventListener("input", () => go(Number(step.value)));
byId("first").addEventListener("click", () => go(0));
byId("back").addEventListener("click", () => go(Number(step.value) - 1));
byId("next").addEventListener("click", () => go(Number(step.value) + 1));
byId("last").addEventListener("click", () => go(last));
byId("stepper").hidden = false;
byId("state").hidden = false;
go(run.cursor);
