//! Lights everything that is tied to what is pointed at or has the focus, in all three zones.
//!
//! Parts say what they are with the attribute `data-tie`; their classes come from [`Lit`].

use std::rc::Rc;

use pagelock_protocol::view::{StateView, TraceView};
use web_sys::{Element, Event};
use yew::{
    Callback, ContextProvider, Html, Properties, TargetCast as _, component, hook, html, use_context,
    use_memo, use_state_eq,
};

use crate::ties::{Tie, tied};

/// What is lit, in order.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Lit(Rc<Vec<Tie>>);

impl Lit {
    /// The class of a part that is lit.
    pub(crate) fn class(&self, tie: &Tie) -> Option<&'static str> {
        self.has(tie).then_some("p-lit")
    }

    /// The class of a part that stands for several tasks.
    pub(crate) fn class_of_tasks(&self, mut tasks: impl Iterator<Item = u32>) -> Option<&'static str> {
        let is_any = !self.0.is_empty() && tasks.any(|task| self.has(&Tie::Task(task)));
        is_any.then_some("p-lit")
    }

    fn has(&self, tie: &Tie) -> bool {
        self.0.binary_search(tie).is_ok()
    }
}

/// What is lit around this component.
#[hook]
pub(crate) fn use_lit() -> Lit {
    use_context::<Lit>().unwrap_or_default()
}

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// The run.
    pub(crate) trace: Option<Rc<TraceView>>,
    /// The state that is seen.
    pub(crate) state: Option<Rc<StateView>>,
    /// The zones.
    pub(crate) children: Html,
}

/// What the part under an event is.
fn pointed_at(event: &Event) -> Option<Tie> {
    let part = event.target_dyn_into::<Element>()?.closest("[data-tie]").ok()??;
    Tie::read(&part.get_attribute("data-tie")?)
}

/// The zones in their light.
#[component]
pub(crate) fn Lights(props: &Props) -> Html {
    let pointed = use_state_eq(|| None::<Tie>);
    let dependencies = ((*pointed).clone(), props.trace.clone(), props.state.clone());
    let lit = use_memo(dependencies, |(pointed, trace, state)| match (pointed, trace, state) {
        (Some(to), Some(trace), Some(state)) => Lit(Rc::new(tied(trace, state, to))),
        (Some(_) | None, _, _) => Lit::default(),
    });
    let setter = pointed.setter();
    let point = move |at: fn(&Event) -> Option<Tie>| {
        let setter = setter.clone();
        move |event: &Event| setter.set(at(event))
    };
    let (over, focus, leave, blur) = (point(pointed_at), point(pointed_at), point(|_| None), point(|_| None));
    html! {
        <ContextProvider<Lit> context={(*lit).clone()}>
            <div
                class="p-zones"
                onmouseover={Callback::from(move |event: web_sys::MouseEvent| over(&event))}
                onmouseleave={Callback::from(move |event: web_sys::MouseEvent| leave(&event))}
                onfocusin={Callback::from(move |event: web_sys::FocusEvent| focus(&event))}
                onfocusout={Callback::from(move |event: web_sys::FocusEvent| blur(&event))}
            >
                {props.children.clone()}
            </div>
        </ContextProvider<Lit>>
    }
}
