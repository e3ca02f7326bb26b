//! The runs of a scene as stacked lines to return to. Coloured by who moves; the words beside each line say the rest.

use std::fmt::Write as _;
use std::rc::Rc;

use pagelock_lists::{self as lists, Map};
use pagelock_protocol::view::EndView;
use yew::{Html, classes, html};

use super::button::{Weight, button_unless};
use super::icon::{Shape, icon};
use super::task_badge::hue;
use crate::hooks::{Dispatch, on_click};
use crate::model::action::Action;
use crate::model::history::{History, Kept};
use crate::model::scene::Scene;
use crate::model::time::TimeAction;
use crate::run_lines::{RunLine, movers, run_lines};
use crate::words::{self, Tone};

/// All runs of a scene in the order of their numbers, with the one that is shown; empty if that is the only one.
pub(crate) fn runs_of(scene: &Scene) -> Vec<Kept> {
    let (Some(trace), false) = (&scene.trace, scene.history.kept.is_empty()) else { return Vec::new() };
    let shown = Kept {
        id: scene.history.here,
        trace: Rc::clone(trace),
        window: Rc::clone(&scene.window),
        cursor: scene.cursor,
    };
    let mut runs: Vec<Kept> = scene.history.kept.iter().cloned().chain([shown]).collect();
    lists::sort_by_key(&mut runs, |run| run.id);
    runs
}

/// Height of a line; its middle is where the steps are.
const HEIGHT: usize = 32;

fn picture(run: &Kept, line: &RunLine, longest: usize, is_here: bool) -> Html {
    let start = line.from.map_or(0, |(_, at)| at);
    let mut stubs = String::new();
    for at in &line.through {
        let _ = write!(stubs, "M{at} 0V{HEIGHT}");
    }
    for at in &line.leaving {
        let _ = write!(stubs, "M{at} {}V{HEIGHT}", HEIGHT / 2);
    }
    if line.from.is_some() {
        let _ = write!(stubs, "M{start} 0V{}", HEIGHT / 2);
    }
    // One path for each colour: a long run has hundreds of pieces.
    let mut pieces: Map<&'static str, String> = Map::new_vec();
    for (task, span) in movers(&run.trace, start) {
        let path = pieces.entry(hue(&run.trace, task)).or_default();
        let _ = write!(path, "M{} 11H{}V21H{0}z", span.from, span.to);
    }
    html! {
        <svg
            class="p-runs__line"
            viewBox={format!("0 0 {} {HEIGHT}", longest.max(1))}
            preserveAspectRatio="none"
            aria-hidden="true"
        >
            <path class="p-runs__stub" d={stubs} />
            for (class, d) in pieces {
                <path key={class} class={classes!("p-runs__piece", class)} {d} />
            }
            if is_here {
                <path class="p-runs__cursor" d={format!("M{} 4V{}", run.cursor, HEIGHT - 4)} />
            }
        </svg>
    }
}

/// How long it is, where it comes from, and how it ends.
fn said(runs: &[Kept], run: &Kept, line: &RunLine) -> String {
    let mut text = words::counted(run.trace.steps.len() as u64, "step", "steps");
    if let Some((parent, at)) = line.from {
        let _ = write!(text, ", leaves run {} after step {at}", runs[parent].id);
    }
    text
}

fn end(end: Option<&EndView>) -> Html {
    let Some(end) = end else { return Html::default() };
    let tone = Tone::of(end.verdict);
    html! {
        <span class="p-runs__end">{icon(Shape::Tone(tone))}{format!(" {}", words::end_words(end))}</span>
    }
}

fn row(run: &Kept, history: &History, said: String, picture: Html, dispatch: &Dispatch) -> Html {
    let (id, is_here, is_compared) = (run.id, run.id == history.here, history.compared == Some(run.id));
    let act = |action| on_click(dispatch, Action::Time(action));
    let name = if is_here { format!("Run {id}, shown") } else { format!("Return to run {id}") };
    html! {
        <li
            key={id}
            class={classes!("p-runs__run", is_here.then_some("p-runs__run--here"))}
            aria-current={is_here.then_some("true")}
        >
            <div class="p-runs__words">
                {button_unless(
                    is_here,
                    Weight::Plain,
                    format!("run-{id}"),
                    name,
                    act(TimeAction::Return(id)),
                )}
                if !is_here {
                    <button
                        type="button"
                        class="p-button"
                        data-testid={format!("compare-{id}")}
                        aria-pressed={is_compared.to_string()}
                        onclick={act(TimeAction::Compare((!is_compared).then_some(id)))}
                    >
                        {"Compare"}
                    </button>
                    <button
                        type="button"
                        class="p-button"
                        aria-label={format!("Forget run {id}")}
                        data-testid={format!("forget-{id}")}
                        onclick={act(TimeAction::Forget(id))}
                    >
                        {"Forget"}
                    </button>
                }
                <p class="p-runs__said" data-testid={format!("run-{id}-said")}>
                    {said}{" "}{end(run.end())}
                </p>
            </div>
            <div class="p-runs__box">{picture}</div>
        </li>
    }
}

/// The lines, once there are two.
pub(super) fn run_list(runs: &[Kept], history: &History, dispatch: &Dispatch) -> Html {
    if runs.is_empty() {
        return Html::default();
    }
    let schedules: Vec<&[u16]> = runs.iter().map(|run| run.trace.schedule.as_slice()).collect();
    let lines = run_lines(&schedules);
    let longest = schedules.iter().map(|schedule| schedule.len()).max().unwrap_or(0);
    let row = |(nr, line): (usize, &RunLine)| {
        let picture = picture(&runs[nr], line, longest, runs[nr].id == history.here);
        row(&runs[nr], history, said(runs, &runs[nr], line), picture, dispatch)
    };
    html! {
        <section class="p-runs" aria-label="Runs">
            <h3>{"Runs"}</h3>
            <ol class="p-runs__list" data-testid="runs">{for lines.iter().enumerate().map(row)}</ol>
        </section>
    }
}
