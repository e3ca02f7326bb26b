//! The levels of the game, on the start page.

use std::rc::Rc;

use pagelock_lists::Map;
use pagelock_protocol::view::CatalogView;
use yew::{Html, Properties, component, html};

use super::icon::{Shape, icon};
use crate::hooks::{on_click, use_dispatch};
use crate::model::action::Action;
use crate::model::game::GameAction;
use crate::words::{self, Tone};

#[derive(PartialEq, Properties)]
pub(crate) struct Props {
    /// Everything built in.
    pub(crate) catalog: Rc<CatalogView>,
    /// Fewest turns in which each was won.
    pub(crate) progress: Rc<Map<String, u32>>,
}

/// The list.
#[component]
pub(crate) fn Levels(props: &Props) -> Html {
    let dispatch = use_dispatch();
    html! {
        <section class="p-levels" aria-labelledby="levels" data-testid="levels">
            <h2 id="levels">{"Be the scheduler"}</h2>
            <p>{"Decide who moves, and learn what each lock does: a game in six short levels."}</p>
            <ol class="p-levels__list">
                for level in props.catalog.levels.iter() {
                    <li key={level.scenario.name.clone()}>
                        <button
                            type="button"
                            class="p-button p-levels__level"
                            data-testid={format!("level-{}", level.scenario.name)}
                            onclick={on_click(&dispatch, Action::Game(GameAction::Open(level.scenario.name.clone())))}
                        >
                            <strong>{level.scenario.title.clone()}</strong>
                            <span>{level.goal.reach.words()}</span>
                            if let Some(&turns) = props.progress.get(&level.scenario.name) {
                                <span class="p-levels__won">
                                    {icon(Shape::Tone(Tone::Ok))}
                                    {format!(" won in {}", words::counted(turns.into(), "turn", "turns"))}
                                </span>
                            }
                        </button>
                    </li>
                }
            </ol>
        </section>
    }
}
