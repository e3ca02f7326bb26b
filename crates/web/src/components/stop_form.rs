//! Run until a task is at a step: who, which step, and what came of it.

use std::rc::Rc;

use pagelock_protocol::view::TraceView;
use yew::{Callback, Html, Properties, component, html};

use super::button::{Weight, button};
use super::select::Select;
use crate::hooks::use_dispatch;
use crate::model::action::Action;
use crate::model::stop::{Missed, Stop, labels, stop_or_first};
use crate::model::time::TimeAction;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Rc<TraceView>,
    /// Where it is to stop.
    pub(crate) stop: Option<Stop>,
    /// What came of running there last, if it was not reached.
    pub(crate) missed: Option<Missed>,
}

fn missed_words(trace: &TraceView, missed: &Missed) -> String {
    let (name, label) = (words::task_name(trace, missed.stop.task), &missed.stop.label);
    let states = words::counted(missed.why.states, "state", "states");
    if missed.why.is_exhaustive {
        format!("{name} does not come to {label} from step {}: {states} can be reached.", missed.from)
    } else {
        format!("No way for {name} to {label} from step {} within {states}.", missed.from)
    }
}

/// The form.
#[component]
pub(crate) fn StopForm(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let trace = &props.trace;
    let labels = labels(&trace.code);
    let Some(stop) = stop_or_first(props.stop.as_ref(), &trace.code) else { return Html::default() };
    let set = |change: fn(&mut Stop, String)| {
        let stop = stop.clone();
        dispatch.reform(move |value: String| {
            let mut stop = stop.clone();
            change(&mut stop, value);
            Action::Time(TimeAction::StopAt(Some(stop)))
        })
    };
    let on_go = {
        let (dispatch, stop) = (dispatch.clone(), stop.clone());
        Callback::from(move |_| {
            dispatch.emit(Action::Time(TimeAction::StopAt(Some(stop.clone()))));
            dispatch.emit(Action::Time(TimeAction::RunUntil));
        })
    };
    let on_clear = dispatch.reform(|_| Action::Time(TimeAction::StopAt(None)));
    html! {
        <div class="p-stop" role="group" aria-label="Breakpoint">
            <label>
                {"Run until "}
                <Select
                    value={stop.task.to_string()}
                    on_pick={set(|stop, task| stop.task = task.parse().unwrap_or(0))}
                    testid="stop-task"
                >
                    for (task, info) in trace.tasks.iter().enumerate() {
                        <option key={task} value={task.to_string()}>{info.name.clone()}</option>
                    }
                </Select>
            </label>
            <label>
                {" is at "}
                <Select
                    value={stop.label.clone()}
                    on_pick={set(|stop, label| stop.label = label)}
                    testid="stop-label"
                >
                    for label in labels.iter() {
                        <option key={label.clone()} value={label.clone()}>{label.clone()}</option>
                    }
                </Select>
            </label>
            {button(Weight::Plain, "run-until", "Run", on_go)}
            if props.stop.is_some() {
                {button(Weight::Plain, "stop-clear", "Clear", on_clear)}
            }
            <p class="p-stop__said" role="status" data-testid="stop-said">
                {props.missed.as_ref().map(|missed| missed_words(trace, missed)).unwrap_or_default()}
            </p>
        </div>
    }
}
