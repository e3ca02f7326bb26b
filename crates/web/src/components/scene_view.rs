//! An open scenario: verdict, controls, and the three zones code, time and machine.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::view::CatalogView;
use yew::{Callback, Html, Properties, component, html};

use super::choices::Choices;
use super::code_panel::CodePanel;
use super::controls::Controls;
use super::diagnostics::Diagnostics;
use super::ending::ending;
use super::frontier_map::FrontierMap;
use super::game_bar::GameBar;
use super::header::Header;
use super::lights::Lights;
use super::machine::Machine;
use super::mail_panel::MailPanel;
use super::order_panel::OrderPanel;
use super::outlook::Outlook;
use super::outlook_strip::outlook_strip;
use super::run_compare::run_compare;
use super::run_list::{run_list, runs_of};
use super::search_options::SearchOptions;
use super::step_list::StepList;
use super::sweep::Sweep;
use super::task_table::TaskTable;
use super::timeline::Timeline;
use super::transport::Transport;
use super::verdict::Verdict;
use super::waits::waits;
use super::what_if::what_if;
use crate::hooks::{Dispatch, use_dispatch};
use crate::model::action::EditTarget;
use crate::model::history::common;
use crate::model::place::Place;
use crate::model::prospects::Judging;
use crate::model::scene::{Scene, Speed};
use crate::model::search::Searching;
use crate::model::sweep::Sweeping;
use crate::model::zoom::Zoom;
use crate::words;

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// What is open.
    pub(crate) scene: Rc<Scene>,
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Texts that are being edited.
    pub(crate) drafts: Rc<Map<(EditTarget, String), Rc<str>>>,
    /// How far a search has come.
    pub(crate) searching: Searching,
    /// Whether the graph is being searched for what can still be saved.
    pub(crate) judging: Judging,
    /// Whether a sweep is running.
    pub(crate) sweeping: Sweeping,
    /// Speed of playing.
    pub(crate) speed: Speed,
    /// Width of a step in the lanes.
    pub(crate) zoom: Zoom,
    /// The fragment of the address of what is shown.
    pub(crate) link: String,
    /// Whether the run does not fit into the address.
    pub(crate) is_too_long: bool,
    /// Opens the sheet of keys.
    pub(crate) on_help: Callback<()>,
}

/// The lanes of the shown run, and what moves along it.
pub(super) fn lanes(scene: &Scene, zoom: Zoom, speed: Speed, place: Place) -> Html {
    let Some(trace) = &scene.trace else {
        let is_wrong = !scene.diagnostics.is_empty();
        return html! { <p>{if is_wrong { "No run yet." } else { "Preparing the run…" }}</p> };
    };
    let Some(sight) = scene.sight() else { return html! { <p>{"Preparing the run…"}</p> } };
    let cursor = scene.cursor;
    let other = scene.history.other();
    let transport =
        html! { <Transport trace={Rc::clone(trace)} {cursor} playing={scene.playing} {speed} {place} /> };
    // A frame is often lower than its lanes are high.
    let (above, below) = match place {
        Place::Window => (Html::default(), transport),
        Place::Frame => (transport, Html::default()),
    };
    html! {
        <>
            if let Some(words) = words::cut_words(trace) {
                <p class="p-notice" role="alert" data-testid="link-message">
                    {words}
                </p>
            }
            {above}
            <Timeline
                trace={Rc::clone(trace)}
                {cursor}
                {sight}
                followed={scene.followed}
                focus={scene.focus()}
                {zoom}
                pinned={Rc::clone(&scene.pinned)}
                difference={other.map(|other| common(&other.trace.schedule, &trace.schedule))}
                {place}
            />
            {below}
        </>
    }
}

fn time_zone(props: &Props, dispatch: &Dispatch) -> Html {
    let scene = &props.scene;
    let lanes = lanes(scene, props.zoom, props.speed, Place::Window);
    let (Some(trace), Some(sight)) = (&scene.trace, scene.sight()) else { return lanes };
    let can_take = scene.current_trace().is_some();
    let cursor = scene.cursor;
    let is_game = scene.goal().is_some();
    let other = scene.history.other();
    let runs = runs_of(scene);
    let shown = runs.iter().find(|run| run.id == scene.history.here);
    let here = scene.crossroads(cursor).map(|state| state.here);
    html! {
        <>
            {lanes}
            if !is_game {
                {outlook_strip(scene.run_prospects().map(Rc::as_ref), here, scene.len(), cursor)}
                {run_list(&runs, &scene.history, dispatch)}
                if let (Some(shown), Some(other)) = (shown, other) { {run_compare(shown, other)} }
            }
            {ending(&sight)}
            if !is_game {
                <Choices
                    trace={Rc::clone(trace)}
                    sight={sight.clone()}
                    {can_take}
                    prospects={scene.choice_prospects()}
                />
                if let Some(before) = sight.before.as_deref().filter(|_| can_take && sight.is_here()) {
                    {what_if(trace, cursor, before, dispatch)}
                }
                <Outlook scene={Rc::clone(scene)} judging={props.judging} />
            }
            {waits(trace, &sight)}
            <StepList trace={Rc::clone(trace)} {cursor} />
            <TaskTable trace={Rc::clone(trace)} {cursor} {sight} followed={scene.followed} />
        </>
    }
}

fn sweep(props: &Props) -> Html {
    let name = props.scene.wanted.scenario.name();
    let known = props.catalog.scenario(name);
    let options = known.map(|known| known.options.clone()).unwrap_or_default();
    html! {
        <Sweep
            scene={Rc::clone(&props.scene)}
            {options}
            sweeping={props.sweeping}
            is_searching={props.searching.is_running()}
        />
    }
}

fn frontier(scene: &Scene) -> Html {
    let Some(trace) = &scene.trace else { return Html::default() };
    html! {
        <FrontierMap frontier={scene.frontier.clone()} trace={Rc::clone(trace)} cursor={scene.cursor} />
    }
}

/// The machine where the visitor looks.
pub(super) fn machine_zone(scene: &Scene) -> Html {
    let sight = scene.sight();
    // While the state that is looked at is on its way, one near to it is shown.
    let is_on_its_way = sight.as_ref().is_some_and(|sight| !sight.is_here());
    html! {
        <section
            class="p-zone p-zone--machine"
            aria-labelledby="zone-machine"
            aria-busy={is_on_its_way.to_string()}
            data-testid="zone-machine"
        >
            <h2 id="zone-machine">{"Machine"}</h2>
            if let (Some(trace), Some(sight)) = (&scene.trace, sight) {
                <Machine trace={Rc::clone(trace)} cursor={scene.cursor} {sight} followed={scene.followed} />
            }
        </section>
    }
}

/// What is there to search a scenario and to change it; in a game it would say too much.
fn tools(props: &Props) -> Html {
    let scene = &props.scene;
    html! {
        <>
            <Verdict
                report={scene.report.clone()}
                searched={scene.searched}
                stopped={scene.stopped.clone()}
                searching={props.searching}
                stamp={scene.stamp()}
                place={Place::Window}
            />
            <div class="p-folds">
                {frontier(scene)}
                <OrderPanel order={scene.order.clone()} />
                <MailPanel mail={scene.mail().map(Rc::clone)} />
            </div>
            <Controls
                catalog={Rc::clone(&props.catalog)}
                setup={Rc::clone(&scene.wanted)}
                is_searching={props.searching.is_running() || props.sweeping.is_running()}
            />
            <div class="p-folds">
                <SearchOptions limits={scene.limits} />
                {sweep(props)}
            </div>
        </>
    }
}

/// The page of a scenario.
#[component]
pub(crate) fn SceneView(props: &Props) -> Html {
    let dispatch = use_dispatch();
    let scene = &props.scene;
    let is_edited = scene.is_edited();
    html! {
        <div class="p-scene">
            <Header
                catalog={Rc::clone(&props.catalog)}
                setup={Rc::clone(&scene.wanted)}
                link={props.link.clone()}
                found={scene.report.as_deref().map(words::found_words)}
                mail={scene.mail().map(Rc::clone)}
                export={scene.export.clone()}
                {is_edited}
                is_too_long={props.is_too_long}
                on_help={props.on_help.clone()}
            />
            <main class="p-scene__main">
                if let Some(game) = scene.game() {
                    <GameBar
                        catalog={Rc::clone(&props.catalog)}
                        scene={Rc::clone(scene)}
                        {game}
                    />
                } else {
                    {tools(props)}
                }
                if !scene.diagnostics.is_empty() {
                    <Diagnostics
                        mistakes={Rc::clone(&scene.diagnostics)}
                        setup={Rc::clone(&scene.wanted)}
                        is_run_shown={scene.trace.is_some()}
                    />
                }
                <Lights
                    trace={scene.trace.clone()}
                    state={scene.sight().map(|sight| sight.state)}
                >
                    <section
                        class="p-zone p-zone--code"
                        aria-labelledby="zone-code"
                        data-testid="zone-code"
                    >
                        <h2 id="zone-code">{"Code"}</h2>
                        <CodePanel
                            scene={Rc::clone(scene)}
                            catalog={Rc::clone(&props.catalog)}
                            drafts={Rc::clone(&props.drafts)}
                        />
                    </section>
                    <section
                        class="p-zone p-zone--time"
                        aria-labelledby="zone-time"
                        data-testid="zone-time"
                    >
                        <h2 id="zone-time">{"Time"}</h2>
                        {time_zone(props, &dispatch)}
                    </section>
                    {machine_zone(scene)}
                </Lights>
            </main>
        </div>
    }
}
