//! The lock order of every run as a view, each dependency with a run that shows it.
//!
//! Arrow: `Machine` -> search -> `LockOrder` -> **[`OrderView`]**. A search of its own, because it notes every step.

use pagelock_engine::{
    Dependency, Instance, Limits, LockClass, LockOrder, Machine, Mode, Reductions, Resource, Search, Trace,
    Usage, Witness,
};
use pagelock_protocol::view::{ClassView, CoverageView, DependencyView, LimitView, OrderView};

use crate::drive::{Driven, drive};
use crate::lower::place_view;
use crate::port::Port;
use crate::report::coverage_view;

/// The lock order of a machine; as far as it was searched, if the port has had enough.
pub(crate) async fn order(machine: &Machine, limits: Limits, id: u32, port: &mut impl Port) -> OrderView {
    let mut search = Search::recording(machine, Limits { reductions: Reductions::ON, ..limits });
    let driven = drive(&mut search, id, port).await;
    let stopped = (driven == Driven::Stopped).then(|| search.progress().frontier);
    let mut view = order_view(machine, search);
    if let Some(frontier) = stopped {
        view.coverage = CoverageView::Bounded { limit: LimitView::Cancelled, frontier };
    }
    view
}

/// The lock order of a search that is over.
pub fn order_view(machine: &Machine, mut search: Search<'_>) -> OrderView {
    let order = search.lock_order();
    let report = search.report();
    let cycles = order.cycles();
    let used = |class: LockClass| {
        order.dependencies.iter().any(|(one, _)| one.holding.class == class || one.acquiring.class == class)
    };
    let classes: Vec<LockClass> = LockClass::ALL.into_iter().filter(|&class| used(class)).collect();
    let class_view = |&class: &LockClass| ClassView {
        name: class.name().to_owned(),
        untracked_because: class.untracked_because().map(str::to_owned),
        cycle: number_of(&cycles, |cycle| cycle.contains(&class)),
    };
    OrderView {
        classes: classes.iter().map(class_view).collect(),
        dependencies: dependencies(machine, &order, &classes, &cycles),
        coverage: coverage_view(report.coverage),
        states: report.states,
    }
}

fn number_of<T>(all: &[T], is_it: impl Fn(&T) -> bool) -> Option<u32> {
    all.iter().position(is_it).and_then(|position| u32::try_from(position).ok())
}

fn dependencies(
    machine: &Machine,
    order: &LockOrder,
    classes: &[LockClass],
    cycles: &[Vec<LockClass>],
) -> Vec<DependencyView> {
    let class = |class: LockClass| number_of(classes, |&known| known == class).unwrap_or(0);
    let view = |(dependency, witness): &(Dependency, Witness)| {
        let Dependency { holding, acquiring, instance } = *dependency;
        let trace = Trace::replay(machine, &witness.schedule);
        let state = machine.view(trace.last());
        DependencyView {
            holding: class(holding.class),
            acquiring: class(acquiring.class),
            holding_words: usage_words(holding),
            acquiring_words: match (instance, holding.class == acquiring.class) {
                (_, false) => usage_words(acquiring),
                (Instance::Same, true) => format!("{}, the same", usage_words(acquiring)),
                (Instance::Another, true) => format!("{}, another", usage_words(acquiring)),
            },
            task: machine.task_name(witness.task).to_owned(),
            taken_at: taken_at(machine, &trace, witness, holding),
            place: place_view(machine, witness.task, state.pc(witness.task)),
            schedule: witness.schedule.clone(),
            in_cycle: cycles
                .iter()
                .any(|cycle| cycle.contains(&holding.class) && cycle.contains(&acquiring.class)),
        }
    };
    order.dependencies.iter().map(view).collect()
}

/// Label of the step at which a witness took what it holds.
fn taken_at(machine: &Machine, trace: &Trace, witness: &Witness, holding: Usage) -> String {
    let held = trace.held(machine, witness.task);
    let of_class = held.into_iter().find(|(lock, _)| Resource::from(*lock).class() == holding.class);
    of_class.map(|(_, label)| label).unwrap_or_default()
}

fn usage_words(usage: Usage) -> String {
    let name = usage.class.name();
    match usage.mode {
        Mode::Only => name.to_owned(),
        Mode::Read => format!("{name} (read)"),
        Mode::Write => format!("{name} (write)"),
    }
}
