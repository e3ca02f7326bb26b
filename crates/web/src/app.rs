//! The application: one reducer, the hooks that connect it with the browser, and the view that is open.

use std::rc::Rc;

use yew::{
    Callback, ContextProvider, Html, NodeRef, Reducible, component, html, use_callback, use_node_ref,
    use_reducer,
};

use crate::components::{EmbedView, Help, Notices, SceneView, Start, Status, Voice, open_help};
use crate::hooks::{
    Dispatch, place, use_address, use_builds, use_document, use_engine, use_keys, use_narrow, use_player,
    use_store, whole_address,
};
use crate::model::Model;
use crate::model::action::Action;
use crate::model::engine::EngineName;
use crate::model::place::Place;
use crate::words;

impl Reducible for Model {
    type Action = Action;

    fn reduce(self: Rc<Self>, action: Action) -> Rc<Self> {
        let mut next = Self::clone(&self);
        next.apply(action);
        if next == *self { self } else { Rc::new(next) }
    }
}

/// The page.
#[component]
pub(crate) fn App() -> Html {
    let state = use_reducer(|| Model::at(place()));
    let dispatcher = state.dispatcher();
    let dispatch: Dispatch = use_callback((), move |action, ()| dispatcher.dispatch(action));
    let help: NodeRef = use_node_ref();
    let on_help = {
        let help = help.clone();
        Callback::from(move |()| open_help(&help))
    };
    let model: &Model = &state;
    use_engine(EngineName::Step, model, &dispatch);
    use_engine(EngineName::Search, model, &dispatch);
    use_engine(EngineName::Judge, model, &dispatch);
    use_engine(EngineName::Study, model, &dispatch);
    use_address(model, &dispatch);
    use_document(model);
    use_store(model, &dispatch);
    use_builds(model, &dispatch);
    use_narrow(model, &dispatch);
    use_player(model, &dispatch);
    use_keys(model, &dispatch, on_help.clone());

    let view = view(model, &on_help);
    // While a run is played, the steps come faster than they can be read aloud.
    let is_playing = model.scene.as_ref().is_some_and(|scene| scene.playing);
    let voice = if is_playing { Voice::Silent } else { Voice::Polite };
    html! {
        <ContextProvider<Dispatch> context={dispatch}>
            <Notices
                note={model.link_note.clone()}
                failure={model.failure.clone()}
                revived={model.revived.clone()}
                keeping={model.keeping}
                place={model.place}
                update={model.builds.update}
            />
            {view}
            <Status text={words::status(model)} {voice} />
            if model.place == Place::Window {
                <Help dialog={help} shortcuts={model.shortcuts} theme={model.theme} />
            }
        </ContextProvider<Dispatch>>
    }
}

/// What is open, once the engine has said what there is.
fn view(model: &Model, on_help: &Callback<()>) -> Html {
    // The static text of the page stands there still.
    let Some(catalog) = &model.catalog else { return Html::default() };
    match (model.place, &model.scene) {
        (Place::Frame, scene) => html! {
            <EmbedView
                scene={scene.clone().map(Rc::new)}
                catalog={Rc::clone(catalog)}
                searching={model.searching()}
                speed={model.speed}
                zoom={model.zoom}
                address={model.address()}
                whole={whole_address(&model.address())}
            />
        },
        (Place::Window, Some(scene)) => html! {
            <SceneView
                scene={Rc::new(scene.clone())}
                catalog={Rc::clone(catalog)}
                drafts={Rc::clone(&model.drafts)}
                searching={model.searching()}
                sweeping={model.sweeping()}
                judging={model.judging()}
                speed={model.speed}
                zoom={model.zoom}
                link={model.fragment()}
                is_too_long={model.is_too_long_for_link()}
                {on_help}
            />
        },
        (Place::Window, None) => html! {
            <Start
                catalog={Rc::clone(catalog)}
                filter={Rc::clone(&model.filter)}
                costs={model.costs.clone()}
                checks={Rc::clone(&model.checks)}
                checking={model.checking()}
                progress={Rc::clone(&model.progress)}
                {on_help}
            />
        },
    }
}
