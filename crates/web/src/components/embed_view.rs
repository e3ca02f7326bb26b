//! The page in a frame of another page: the verdict, the lanes and the machine of one run, and the way to the whole
//! page, which opens at the same place.

use std::rc::Rc;

use pagelock_protocol::view::CatalogView;
use yew::{Html, Properties, component, html};

use super::lights::Lights;
use super::scene_view::{lanes, machine_zone};
use super::verdict::Verdict;
use crate::embed_words::setup_words;
use crate::model::address::Address;
use crate::model::place::Place;
use crate::model::scene::{Scene, Speed};
use crate::model::search::Searching;
use crate::model::zoom::Zoom;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is open, if anything is.
    pub(crate) scene: Option<Rc<Scene>>,
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// How far a search has come.
    pub(crate) searching: Searching,
    /// Speed of playing.
    pub(crate) speed: Speed,
    /// Width of a step in the lanes.
    pub(crate) zoom: Zoom,
    /// What the frame's address should say.
    pub(crate) address: Address,
    /// The address of the whole page at the same place.
    pub(crate) whole: String,
}

fn run(props: &Props, scene: &Scene) -> Html {
    html! {
        <>
            <Verdict
                report={scene.report.clone()}
                searched={scene.searched}
                stopped={scene.stopped.clone()}
                searching={props.searching}
                stamp={scene.stamp()}
                place={Place::Frame}
            />
            <Lights trace={scene.trace.clone()} state={scene.sight().map(|sight| sight.state)}>
                <section class="p-zone" aria-labelledby="zone-time" data-testid="zone-time">
                    <h2 id="zone-time">{"Time"}</h2>
                    {lanes(scene, props.zoom, props.speed, Place::Frame)}
                </section>
                {machine_zone(scene)}
            </Lights>
        </>
    }
}

/// What a frame shows.
#[component]
pub(crate) fn EmbedView(props: &Props) -> Html {
    let scene = props.scene.as_deref();
    let name = scene.map_or("Pagelock", |scene| scene.wanted.scenario.name());
    let title = props.catalog.scenario(name).map_or_else(|| name.to_owned(), words::scenario_title);
    html! {
        <div class="p-embed">
            <header class="p-embed__header">
                <h1 class="p-embed__title" data-testid="embed-title">{title}</h1>
                if let Some(scene) = scene {
                    <p data-testid="embed-setup">{setup_words(&scene.wanted)}</p>
                }
                <a
                    class="p-embed__full"
                    href={props.whole.clone()}
                    target="_blank"
                    rel="noopener"
                    data-testid="open-full"
                >
                    {"Open full"}
                    <span class="p-hidden">{": this in Pagelock, in a window of its own"}</span>
                </a>
            </header>
            <main class="p-scene__main">
                if let Some(scene) = scene {
                    {run(props, scene)}
                } else if props.address == Address::Start {
                    <p data-testid="embed-empty">{"This address names no run."}</p>
                }
            </main>
        </div>
    }
}
