//! The states of a machine and the steps between them, for Graphviz: all of a small graph, the nearest of a large one.
//!
//! Arrow: `Machine` -> **text**. States are made by `advance` and by nothing else, nearest first.

use std::collections::HashMap;
use std::fmt::Write as _;

use pagelock_engine::{Ending, Machine, State, Trace, Verdict, View};

use super::escape::dot as quoted;
use super::record::Record;

/// States that are drawn.
pub const STATES_MAX: usize = 500;

/// Tasks whose places are written into a state; of more, only who waits.
const TASKS_NAMED: usize = 6;

/// A step between two states that are drawn.
struct Edge {
    from: usize,
    to: usize,
    text: String,
}

/// The part of the graph that is drawn.
#[derive(Default)]
struct Graph {
    states: Vec<State>,
    numbers: HashMap<State, usize>,
    edges: Vec<Edge>,
    /// states with ways on that are not drawn
    is_open: Vec<bool>,
}

impl Graph {
    fn new(machine: &Machine) -> Self {
        let mut graph = Self::default();
        graph.add(machine.initial());
        let mut next = 0;
        while next < graph.states.len() {
            let state = graph.states[next].clone();
            let view = machine.view(&state);
            let choices = if view.end().is_some() { Vec::new() } else { view.choices() };
            for choice in choices {
                match graph.add(machine.advance(&state, choice).next) {
                    None => graph.is_open[next] = true,
                    Some(to) => {
                        let text =
                            format!("{}: {}", machine.task_name(choice.task), view.choice_name(choice));
                        graph.edges.push(Edge { from: next, to, text });
                    }
                }
            }
            next += 1;
        }
        graph
    }

    /// The number of a state; `None` if there is no room for another one.
    fn add(&mut self, state: State) -> Option<usize> {
        if let Some(&known) = self.numbers.get(&state) {
            return Some(known);
        }
        if self.states.len() == STATES_MAX {
            return None;
        }
        self.states.push(state.clone());
        self.is_open.push(false);
        self.numbers.insert(state, self.states.len() - 1);
        Some(self.states.len() - 1)
    }
}

/// The state graph; the run is drawn bold where its states are among those drawn.
pub(crate) fn states(machine: &Machine, trace: &Trace, record: &Record) -> String {
    let graph = Graph::new(machine);
    let run: Vec<Option<usize>> = trace.states().map(|state| graph.numbers.get(&state).copied()).collect();
    let mut out = String::from("digraph states {\n");
    let whole = graph.is_open.iter().all(|is_open| !is_open);
    let count = graph.states.len();
    let what = if whole {
        format!("all {count} states")
    } else {
        format!("the nearest {count} states; those with a dashed border have ways on that are not drawn")
    };
    let about = &record.about;
    let title = format!("{} under {}, {what}: simulated by Pagelock", about.scenario, about.kernel);
    let _ = writeln!(out, "  label={};\n  labelloc=t;", quoted(&title));
    let _ = writeln!(out, "  node [fontname=\"sans-serif\", shape=box];\n  edge [fontname=\"sans-serif\"];");
    for (nr, state) in graph.states.iter().enumerate() {
        let (words, look) = node(machine, machine.view(state), nr);
        let dashed = if graph.is_open[nr] { ",style=dashed" } else { "" };
        let on_run = if run.contains(&Some(nr)) { ", penwidth=3" } else { "" };
        let _ = writeln!(out, "  s{nr} [label={}{look}{dashed}{on_run}];", quoted(&words));
    }
    for edge in &graph.edges {
        let is_on_run = run.windows(2).any(|pair| pair == [Some(edge.from), Some(edge.to)]);
        let bold = if is_on_run { ", penwidth=3" } else { "" };
        let _ = writeln!(out, "  s{} -> s{} [label={}{bold}];", edge.from, edge.to, quoted(&edge.text));
    }
    out.push_str("}\n");
    out
}

/// What stands in a state, and what it looks like: shape and word tell the same.
fn node(machine: &Machine, view: View<'_>, nr: usize) -> (String, &'static str) {
    if let Some(end) = view.end() {
        let ending = Ending::from(end);
        let look = match ending.verdict() {
            Verdict::Deadlock => ", shape=octagon, color=red",
            Verdict::Livelock | Verdict::Hazard => ", shape=triangle, color=orange",
            Verdict::Ok | Verdict::Unknown => ", shape=ellipse",
        };
        return (format!("{nr}: {}", ending.words()), look);
    }
    let tasks = machine.all_tasks().filter(|&task| !machine.is_actor(task) && !view.is_at_end(task));
    let stands = tasks.take(TASKS_NAMED).map(|task| {
        let label = &machine.program(task).place(view.pc(task)).label;
        format!("{} {}", machine.task_name(task), if label.is_empty() { "-" } else { label })
    });
    (format!("{nr}: {}", stands.collect::<Vec<_>>().join(", ")), "")
}
