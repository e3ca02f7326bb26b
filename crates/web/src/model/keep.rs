//! What the browser keeps from one visit to the next: edited texts, levels that were won, and how the page is to look
//! and to listen.
//!
//! Arrow: `Model` -> **entries** -> the browser's storage, and back. Knows names and texts of entries, not where they
//! are kept.

use std::rc::Rc;

use pagelock_lists::Map;

use super::Model;
use super::action::EditTarget;
use super::place::Place;

/// What is kept: text by name.
pub(crate) type Entries = Map<String, Rc<str>>;

const LISTING: &str = "pagelock.listing.";
const SCENARIO: &str = "pagelock.scenario.";
const LEVEL: &str = "pagelock.level.";
const KEYS: &str = "pagelock.keys";
const KEYS_OFF: &str = "off";
const THEME: &str = "pagelock.theme";

/// Light on dark, or dark on light.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Theme {
    /// As the visitor's system has it.
    #[default]
    System,
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
}

impl Theme {
    /// All of them, in the order they are offered.
    pub(crate) const ALL: [Theme; 3] = [Theme::System, Theme::Light, Theme::Dark];

    /// Its name in the document and in what is kept.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Theme::System => "system",
            Theme::Light => "light",
            Theme::Dark => "dark",
        }
    }

    /// The theme of a name.
    pub(crate) fn of_name(name: &str) -> Option<Theme> {
        Theme::ALL.into_iter().find(|theme| theme.name() == name)
    }
}

/// Why the browser did not keep something.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Refusal {
    /// It keeps nothing for this page.
    Forbidden,
    /// There is no room left.
    Full,
}

/// Whether things are kept.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Keeping {
    /// It has not been looked yet.
    #[default]
    Unknown,
    /// As far as anything had to be kept, it was.
    Kept,
    /// Something was not.
    Refused(Refusal),
    /// Something was not, and the visitor knows.
    Dismissed(Refusal),
}

/// What happens around the storage.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum KeepAction {
    /// This was kept.
    Found(Entries),
    /// Everything is kept now.
    Kept,
    /// Something is not.
    Refused(Refusal),
    /// It has been read that something is not.
    Dismiss,
    /// Another theme.
    Theme(Theme),
}

impl Model {
    pub(super) fn on_keep(&mut self, action: KeepAction) {
        match action {
            KeepAction::Found(entries) => {
                self.keeping = Keeping::Kept;
                for (name, text) in entries {
                    self.on_found(&name, text);
                }
            }
            KeepAction::Kept => self.keeping = Keeping::Kept,
            KeepAction::Refused(refusal) => {
                if self.keeping != Keeping::Dismissed(refusal) {
                    self.keeping = Keeping::Refused(refusal);
                }
            }
            KeepAction::Dismiss => {
                if let Keeping::Refused(refusal) = self.keeping {
                    self.keeping = Keeping::Dismissed(refusal);
                }
            }
            KeepAction::Theme(theme) => self.theme = theme,
        }
    }

    fn on_found(&mut self, name: &str, text: Rc<str>) {
        let targets = [(LISTING, EditTarget::Listing), (SCENARIO, EditTarget::Scenario)];
        let draft = targets.iter().find_map(|(prefix, target)| Some((*target, name.strip_prefix(prefix)?)));
        match draft {
            Some((target, name)) => {
                Rc::make_mut(&mut self.drafts).entry((target, name.to_owned())).or_insert(text);
            }
            None if name.starts_with(LEVEL) => {
                if let Ok(turns) = text.parse() {
                    self.note_won(&name[LEVEL.len()..], turns);
                }
            }
            None if name == KEYS => self.shortcuts = &*text != KEYS_OFF,
            None if name == THEME => self.theme = Theme::of_name(&text).unwrap_or_default(),
            // Kept by somebody else, or by a page of another build.
            None => {}
        }
    }

    /// Everything to be kept; `None` until it is known what was. A frame keeps nothing.
    pub(crate) fn entries(&self) -> Option<Entries> {
        if self.keeping == Keeping::Unknown || self.place == Place::Frame {
            return None;
        }
        let mut entries = Entries::new_vec();
        for ((target, name), text) in &*self.drafts {
            let prefix = match target {
                EditTarget::Listing => LISTING,
                EditTarget::Scenario => SCENARIO,
            };
            entries.insert(format!("{prefix}{name}"), Rc::clone(text));
        }
        for (level, turns) in &*self.progress {
            entries.insert(format!("{LEVEL}{level}"), turns.to_string().into());
        }
        if !self.shortcuts {
            entries.insert(KEYS.to_owned(), KEYS_OFF.into());
        }
        if self.theme != Theme::System {
            entries.insert(THEME.to_owned(), self.theme.name().into());
        }
        Some(entries)
    }
}

/// Whether this page has kept an entry of this name.
pub(crate) fn is_ours(name: &str) -> bool {
    name == KEYS || name == THEME || [LISTING, SCENARIO, LEVEL].iter().any(|prefix| name.starts_with(prefix))
}

/// What is to be written (or removed, with `None`) to come from one to the other.
pub(crate) fn changes<'a>(from: &'a Entries, to: &'a Entries) -> Vec<(&'a str, Option<&'a Rc<str>>)> {
    let gone = from.keys().filter(|name| !to.contains_key(*name)).map(|name| (name.as_str(), None));
    let new = to.iter().filter(|(name, text)| from.get(*name) != Some(*text));
    gone.chain(new.map(|(name, text)| (name.as_str(), Some(text)))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::action::Action;

    fn entries(pairs: &[(&str, &str)]) -> Entries {
        pairs.iter().map(|(name, text)| ((*name).to_owned(), Rc::from(*text))).collect()
    }

    fn kept(pairs: &[(&str, &str)]) -> Model {
        let mut model = Model::default();
        model.apply(Action::Keep(KeepAction::Found(entries(pairs))));
        model
    }

    #[test]
    fn what_was_kept_comes_back_and_is_kept_again() {
        let pairs = [
            ("pagelock.keys", "off"),
            ("pagelock.level.pool", "3"),
            ("pagelock.listing.2.6.20", "int f() { }"),
            ("pagelock.scenario.same-page", "x = 1"),
            ("pagelock.theme", "dark"),
        ];
        let model = kept(&pairs);
        assert_eq!((model.shortcuts, model.theme, model.drafts.len()), (false, Theme::Dark, 2));
        assert_eq!(model.entries(), Some(entries(&pairs)));
    }

    #[test]
    fn nothing_is_written_before_it_is_known_what_was_kept() {
        let mut model = Model::default();
        model.apply(Action::Shortcuts(false));
        assert_eq!(model.entries(), None);
        model.apply(Action::Keep(KeepAction::Found(Entries::new_vec())));
        assert_eq!(model.entries(), Some(entries(&[("pagelock.keys", "off")])));
    }

    #[test]
    fn what_others_keep_is_left_alone() {
        let model = kept(&[
            ("pagelock.game.level", "3"),
            ("pagelock.level.pool", "many"),
            ("pagelock.theme", "purple"),
        ]);
        assert_eq!((model.theme, model.entries()), (Theme::System, Some(Entries::new_vec())));
        assert!(!is_ours("pagelock.game.level") && is_ours("pagelock.listing.x"));
    }

    #[test]
    fn a_refusal_is_told_once() {
        let mut model = kept(&[]);
        let refused = || Action::Keep(KeepAction::Refused(Refusal::Full));
        model.apply(refused());
        assert_eq!(model.keeping, Keeping::Refused(Refusal::Full));
        model.apply(Action::Keep(KeepAction::Dismiss));
        model.apply(refused());
        assert_eq!(model.keeping, Keeping::Dismissed(Refusal::Full));
        model.apply(Action::Keep(KeepAction::Kept));
        model.apply(refused());
        assert_eq!(model.keeping, Keeping::Refused(Refusal::Full));
    }

    #[test]
    fn only_what_changed_is_written() {
        let (from, to) = (entries(&[("a", "1"), ("b", "2")]), entries(&[("b", "3"), ("c", "4")]));
        let (three, four) = (Rc::from("3"), Rc::from("4"));
        assert_eq!(changes(&from, &to), [("a", None), ("b", Some(&three)), ("c", Some(&four))]);
        assert!(changes(&to, &to).is_empty());
    }
}
