//! The application: one reducer, the hooks that connect it with the browser, and the view that is open.

use std::rc::Rc;

use yew::{
    Callback, ContextProvider, Html, NodeRef, Reducible, component, html, use_callback, use_node_ref,
    use_reducer,
};

use crate::components::{Help, Notices, SceneView, Start, Status, Voice, open_help};
use crate::hooks::{
    Dispatch, use_address, use_builds, use_document, use_engine, use_keys, use_narrow, use_player, use_store,
};
use crate::model::Model;
use crate::model::action::Action;
use crate::model::engine::EngineName;
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
    let state = use_reducer(Model::default);
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
    use_address(model, &dispatch);
    use_document(model);
    use_store(model, &dispatch);
    use_builds(model, &dispatch);
    use_narrow(model, &dispatch);
    use_player(model, &dispatch);
    use_keys(model.shortcuts, &dispatch, on_help.clone());

    let view = match (&model.scene, &model.catalog) {
        // The static text of the page stands there still.
        (_, None) => Html::default(),
        (Some(scene), Some(catalog)) => html! {
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
        (None, Some(catalog)) => html! {
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
    };
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
                update={model.builds.update}
            />
            {view}
            <Status text={words::status(model)} {voice} />
            <Help dialog={help} shortcuts={model.shortcuts} theme={model.theme} />
        </ContextProvider<Dispatch>>
    }
}
