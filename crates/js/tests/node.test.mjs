// The package in Node, compared with the command line: `PAGELOCK=path/of/pagelock node --test tests/`.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { check, explain, explanations, initSync, link, openLink, replay } from "../pkg/pagelock_js.js";

initSync({ module: readFileSync(new URL("../pkg/pagelock_js_bg.wasm", import.meta.url)) });

/** What the command line prints. Its exit code says what was found, so 0 to 3 are all well. */
function pagelock(...args) {
  assert.ok(process.env.PAGELOCK, "PAGELOCK is the path of the command line program");
  const { status, stdout, stderr } = spawnSync(process.env.PAGELOCK, args, { encoding: "utf8", maxBuffer: 64 << 20 });
  assert.ok(status !== null && status <= 3, stderr);
  return stdout;
}

const json = (...args) => JSON.parse(pagelock(...args, "--json"));

/** The error that a call throws. */
function thrown(call) {
  try {
    call();
  } catch (error) {
    assert.ok(error instanceof Error);
    assert.equal(error.name, "PagelockError");
    assert.ok(error.diagnostics.length > 0);
    return error;
  }
  return assert.fail("it throws nothing");
}

test("a search says what `pagelock check --json` says", () => {
  // The mail's second deadlock: each task holds the page that the other one wants.
  const found = check("abba-two-files", "2.6.20");
  assert.equal(found.verdict, "deadlock");
  assert.equal(found.kind, "ABBA");
  assert.deepEqual(found, json("check", "abba-two-files", "--kernel", "2.6.20"));
  const others = [["abba-two-files", "pin-source"], ["bad-buffer", "2.6.20"], ["kernel-thread", "pin-source"]];
  for (const [scenario, kernel] of others) {
    assert.deepEqual(check(scenario, kernel), json("check", scenario, "--kernel", kernel));
  }
});

test("options are those of the command line", () => {
  // 512 tasks with a slot each hang, one task fewer does not: the mail's example.
  for (const [tasks, verdict] of [[512, "deadlock"], [511, "ok"]]) {
    const found = check("kmap-pool", "pin-source", { set: { tasks, pkmap_slots: 512 } });
    assert.equal(found.verdict, verdict);
    const set = ["--set", `tasks=${tasks}`, "--set", "pkmap_slots=512"];
    assert.deepEqual(found, json("check", "kmap-pool", "--kernel", "pin-source", ...set));
  }
  const bounded = check("same-page", "pin-source", { limits: { states: 10 } });
  assert.equal(bounded.verdict, "unknown");
  assert.equal(bounded.coverage.bounded, "states");
  assert.deepEqual(bounded, json("check", "same-page", "--kernel", "pin-source", "--states-max", "10"));
  const whole = check("same-page", "pin-source", { reduce: false });
  assert.deepEqual(whole.reductions, []);
  assert.deepEqual(whole, json("check", "same-page", "--kernel", "pin-source", "--no-reduce"));
});

test("the kernel is 2.6.20 unless given, and texts are taken as well as names", () => {
  assert.deepEqual(check("same-page"), check("same-page", "2.6.20"));
  const text = (which) => pagelock("link", "--read", link({ scenario: "same-page" }), "--text", which);
  const found = check(text("scenario"), { name: "mine", text: text("kernel") });
  assert.deepEqual(found, { ...check("same-page"), scenario: "scenario", kernel: "mine" });
});

test("a run says what `pagelock run --json` says", () => {
  const { schedule } = check("abba-two-files").ends[0];
  const run = replay("abba-two-files", "2.6.20", schedule);
  assert.deepEqual(run, json("run", "abba-two-files", "--schedule", schedule));
  assert.equal(run.notation, "2,8;2,8");
  assert.deepEqual(replay("same-page", null, "-").steps, []);
});

test("words are explained as `pagelock explain` does", () => {
  const { type, signature, source } = explain("lock_page");
  assert.equal(type, "primitive");
  const told = pagelock("explain", "lock_page");
  assert.ok(told.startsWith(`${signature}\n`) && told.includes(source));
  assert.equal(pagelock("explain", "pl0301"), `PL0301  ${explain("pl0301").meaning}\n`);
  for (const each of explanations()) {
    assert.deepEqual(explain(each.type === "primitive" ? each.name : each.code), each);
  }
});

test("links are those of the command line, and open again", () => {
  const ask = { scenario: "kmap-pool", kernel: "pin-source", options: { set: { tasks: 4 } }, schedule: "aab", step: 2 };
  const fragment = link(ask);
  const set = ["--kernel", "pin-source", "--set", "tasks=4", "--schedule", "aab", "--step", "2"];
  assert.equal(fragment, pagelock("link", "kmap-pool", ...set).trimEnd());
  const opened = openLink(`https://pagelock.example/${fragment}`);
  assert.deepEqual(opened, {
    scenario: "kmap-pool",
    kernel: "pin-source",
    options: { set: { tasks: "4" } },
    schedule: "a2b",
    step: 2,
    steps: 3,
    verdict: null,
    stamp: "not checked",
    differences: [],
  });
  assert.equal(link({ ...ask, options: opened.options, schedule: opened.schedule, step: opened.step }), fragment);
  const seen = link({ scenario: "same-page", verify: true });
  assert.equal(openLink(seen, { verify: true }).stamp, "verified");
  assert.equal(openLink(seen, { verify: true }).verdict, "deadlock");
  assert.equal(openLink(seen, { verify: true, limits: { states: 1 } }).stamp, "not checked");
});

test("an edited text is in its link", () => {
  const text = pagelock("link", "--read", link({ scenario: "same-page" }), "--text", "scenario");
  const scenario = { name: "same-page", text: text.replace("title = \"", "title = \"Edited: ") };
  const opened = openLink(link({ scenario }));
  assert.deepEqual(opened.scenario, scenario);
  assert.equal(check(opened.scenario, opened.kernel, opened.options).verdict, "deadlock");
});

test("mistakes are thrown with their places, all of them", () => {
  const scenario = "title = \"mine\"\nfiels = []\n";
  const { diagnostics, message } = thrown(() => check(scenario, "void f( {}"));
  assert.ok(diagnostics.length >= 2, message);
  const typo = diagnostics.find(({ file, line }) => file === "scenario" && line === 2);
  assert.ok(typo !== undefined && /^PL\d{4}$/.test(typo.code) && typo.column === 1, message);
  assert.ok(diagnostics.some(({ file, line }) => file === "kernel" && line === 1), message);
  const unknown = thrown(() => check("same-pages"));
  assert.match(unknown.message, /same-pages/);
  assert.match(thrown(() => check("same-page", "2.6.20", { set: { taskz: 1 } })).message, /taskz/);
});

test("what cannot be is refused and named", () => {
  const refused = (call, words) => {
    const { diagnostics } = thrown(call);
    assert.deepEqual({ ...diagnostics[0], message: "", hint: null },
      { code: null, file: null, line: null, column: null, message: "", hint: null });
    assert.match(diagnostics[0].message, words);
  };
  refused(() => replay("same-page", "2.6.20", "a2h"), /step 3 of the schedule, choice 7, is not possible/);
  refused(() => replay("same-page", "2.6.20", "?"), /`\?` is not a schedule/);
  refused(() => explain("lock_pages"), /no primitive and no code/);
  refused(() => openLink("#1/same-page/2.6.20/-/-@0~t54z00ewmve"), /damaged/);
  refused(() => link({ scenario: "same-page", step: 1 }), /no step 1/);
  refused(() => link({ kernel: "2.6.20" }), /scenario/);
  refused(() => check("same-page", "2.6.20", { limit: { states: 1 } }), /limit/);
  refused(() => check("same-page", "2.6.20", { limits: { states: 0 } }), /options/);
  refused(() => check("same-page", "2.6.20", { set: { tasks: 1n } }), /JSON/);
  refused(() => check(undefined), /scenario/);
  const cycle = {};
  cycle.set = cycle;
  refused(() => check("same-page", "2.6.20", cycle), /JSON/);
  // And the module still works.
  assert.equal(check("same-page").verdict, "deadlock");
});

test("the example prints what the command line prints", () => {
  const example = (...args) => {
    const path = fileURLToPath(new URL("../examples/node.mjs", import.meta.url));
    return spawnSync(process.execPath, [path, ...args], { encoding: "utf8" });
  };
  const { stdout } = example("abba-two-files", "2.6.20", "--json");
  assert.deepEqual(JSON.parse(stdout), json("check", "abba-two-files", "--kernel", "2.6.20"));
  const told = example("abba-two-files", "2.6.20").stdout.trimEnd().split("\n");
  assert.match(told[0], /^deadlock \(ABBA\), \d+ states searched$/);
  const { schedule } = check("abba-two-files").ends[0];
  assert.equal(told.at(-1), pagelock("link", "abba-two-files", "--schedule", schedule, "--verify").trimEnd());
  const wrong = example("no-such-scenario");
  assert.equal(wrong.status, 2);
  assert.match(wrong.stderr, /no-such-scenario/);
});
