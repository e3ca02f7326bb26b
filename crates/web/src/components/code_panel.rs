//! The zone of the code: the story, the listing with everybody's place in it, and the editors.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::message::Source;
use pagelock_protocol::view::CatalogView;
use yew::{Html, Properties, component, html, use_callback, use_state_eq};

use super::code_file::{CodeFile, standing};
use super::editor::Editor;
use super::explanation::explanation;
use super::line_note::{Line, line_note};
use super::listing_diff::listing_diff;
use super::stop_form::StopForm;
use super::story::story;
use crate::hooks::{Dispatch, on_click, use_dispatch};
use crate::model::action::{Action, EditTarget};
use crate::model::scene::Scene;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is open.
    pub(crate) scene: Rc<Scene>,
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Texts that are being edited.
    pub(crate) drafts: Rc<Map<(EditTarget, String), Rc<str>>>,
}

fn builtin<'a>(catalog: &'a CatalogView, target: EditTarget, name: &str) -> &'a str {
    let text = match target {
        EditTarget::Listing => {
            let found = catalog.listings.iter().find(|listing| listing.name == name);
            found.map(|listing| listing.text.as_str())
        }
        EditTarget::Scenario => {
            let found = catalog.scenario(name);
            found.map(|scenario| scenario.text.as_str())
        }
    };
    text.unwrap_or_default()
}

/// The text that runs, and the text as typed.
fn texts(props: &Props, target: EditTarget) -> (&str, Option<&Rc<str>>) {
    let source = props.scene.source(target);
    let running = match source {
        Source::Builtin(name) => builtin(&props.catalog, target, name),
        Source::Text { text, .. } => text,
    };
    (running, props.drafts.get(&(target, source.name().to_owned())))
}

fn editor(props: &Props, target: EditTarget) -> Html {
    let name = props.scene.source(target).name().to_owned();
    let (running, draft) = texts(props, target);
    let text = draft.cloned().unwrap_or_else(|| running.into());
    let is_unsaved = *text != *running;
    let is_changed = *text != *builtin(&props.catalog, target, &name) || is_edited(props, target);
    html! { <Editor {target} {name} {text} {is_unsaved} {is_changed} /> }
}

fn is_edited(props: &Props, target: EditTarget) -> bool {
    matches!(props.scene.source(target), Source::Text { .. })
}

fn toggle(props: &Props, dispatch: &Dispatch, target: EditTarget) -> Html {
    let (text, testid) = match target {
        EditTarget::Listing => ("Edit listing", "edit-listing"),
        EditTarget::Scenario => ("Edit scenario", "edit-scenario"),
    };
    let (running, draft) = texts(props, target);
    let mark = match draft {
        Some(draft) if **draft != *running => " *",
        Some(_) | None if is_edited(props, target) => " (edited)",
        Some(_) | None => "",
    };
    let is_open = props.scene.editing == Some(target);
    let action = Action::Edit((!is_open).then_some(target));
    html! {
        <button
            type="button"
            class="p-button"
            data-testid={testid}
            aria-pressed={is_open.to_string()}
            onclick={on_click(dispatch, action)}
        >
            {format!("{text}{mark}")}
        </button>
    }
}

/// The zone.
#[component]
pub(crate) fn CodePanel(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let under_cursor = use_state_eq(|| None::<Line>);
    // One for all renderings, so that files in which nobody moves are not drawn again.
    let on_line = use_callback(under_cursor.setter(), |line, under_cursor| under_cursor.set(Some(line)));
    let scene = &props.scene;
    let focus = scene.focus().and_then(|task| scene.trace.as_ref()?.course.place(task, scene.cursor));
    let name = scene.wanted.scenario.name();
    let scenario = props.catalog.scenario(name);
    let name = scene.wanted.listing.name();
    let listing = props.catalog.listings.iter().find(|listing| listing.name == name);
    html! {
        <>
            if let Some(scenario) = scenario {
                {story(scenario, listing)}
            }
            <div class="p-code__tools">
                {toggle(props, &dispatch, EditTarget::Listing)}
                {toggle(props, &dispatch, EditTarget::Scenario)}
            </div>
            if let Some(target) = scene.editing {
                {editor(props, target)}
            }
            if let Some(diff) = scene.difference() {
                {listing_diff(diff)}
            }
            if let (Some(trace), None) = (&scene.trace, scene.editing) {
                <StopForm
                    trace={Rc::clone(trace)}
                    stop={scene.stop.clone()}
                    missed={scene.missed.clone()}
                />
                {explanation(trace, scene.cursor, scene.focus())}
                if let Some(line) = *under_cursor {
                    {line_note(&trace.code, line)}
                }
                for index in 0..trace.code.files.len() {
                    <CodeFile
                        key={index}
                        trace={Rc::clone(trace)}
                        {index}
                        tasks={standing(trace, scene.cursor, index)}
                        focus={focus.filter(|place| place.file as usize == index).map(|place| place.line)}
                        stop={scene.stop.as_ref().map(|stop| stop.label.clone())}
                        under_cursor={under_cursor.filter(|line| line.file == index).map(|line| line.number)}
                        on_line={on_line.clone()}
                    />
                }
            }
        </>
    }
}
