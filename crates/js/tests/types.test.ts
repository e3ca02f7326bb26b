// The types of the package, as a program in TypeScript sees them: it compiles, and what is marked as an error is one.
// Nothing of it is run.

import init, {
  check,
  explain,
  explanations,
  initSync,
  link,
  openLink,
  replay,
  type CheckAnswer,
  type DiagnosticAnswer,
  type Explanation,
  type LinkAnswer,
  type Options,
  type PagelockError,
  type RunAnswer,
  type ScheduledStep,
  type Text,
  type Verdict,
} from "../pkg/pagelock_js.js";

export async function start(bytes: ArrayBuffer): Promise<void> {
  await init();
  await init({ module_or_path: bytes });
  initSync({ module: bytes });
}

export function answers(): void {
  const options: Options = {
    set: { rwsem: "fifo", tasks: 511 },
    limits: { states: 100_000, memory: 64 },
    reduce: ["symmetry", "partial-order"],
  };
  const found: CheckAnswer = check("abba-two-files", "2.6.20", options);
  const verdict: Verdict = found.verdict;
  const kind: string | null = found.kind;
  const states: number = found.states;
  const first: ScheduledStep | undefined = found.schedule[0];
  const choice: number | undefined = first?.choice;
  const aborted: number | undefined = found.outcomes["deadlock (ABBA)"];
  if (found.coverage !== "exhaustive") {
    const frontier: number = found.coverage.frontier;
    use(frontier);
  }
  const way: string | undefined = found.ends[0]?.schedule;
  const run: RunAnswer = replay("abba-two-files", undefined, "a5b", { set: { tasks: 2 } });
  const pages: string[] | undefined = run.steps[0]?.pages;
  const task: string | undefined = run.steps[0]?.task;
  use(verdict, kind, states, choice, aborted, way, pages, task, run.notation, run.costs["page_locks"]);
}

export function explained(): void {
  const one: Explanation = explain("lock_page");
  use(one.type === "primitive" ? one.signature : one.meaning);
  use(explanations().map((each) => each.type));
}

export function links(): void {
  const text: Text = { name: "mine", text: "title = \"mine\"" };
  const fragment: string = link({ scenario: text, kernel: "2.6.20", schedule: "a3", step: 2, verify: true });
  const opened: LinkAnswer = openLink(fragment, { verify: true, reduce: false });
  const stamp: "verified" | "differs" | "not checked" = opened.stamp;
  // What a link says is what the others take.
  check(opened.scenario, opened.kernel, opened.options);
  link({ scenario: "same-page" });
  use(stamp, opened.differences, opened.verdict);
}

export function mistakes(): DiagnosticAnswer[] {
  try {
    // @ts-expect-error: a scenario is a text.
    check(7);
    // @ts-expect-error: there is no such limit.
    check("same-page", "2.6.20", { limits: { statesMax: 1 } });
    // @ts-expect-error: there is no such reduction.
    check("same-page", "2.6.20", { reduce: ["everything"] });
    // @ts-expect-error: there is no such verdict.
    use(check("same-page").verdict === "fine");
    // @ts-expect-error: a link needs a scenario.
    link({ kernel: "2.6.20" });
    // @ts-expect-error: a search has no notation.
    use(check("same-page").notation);
    return [];
  } catch (error) {
    return (error as PagelockError).diagnostics;
  }
}

function use(...values: unknown[]): void {
  values.forEach((value) => value);
}
