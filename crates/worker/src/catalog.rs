//! What is built in, for the start view: scenarios, listings, and the rows of the matrix.

use pagelock_lang::builtin::{LEVELS, LISTING_GROUPS, LISTINGS, SCENARIOS, Text, listing};
use pagelock_lang::{
    OptionInfo, OptionValues, RawExpect, RawScenario, Source, build, options_of, parse_listing,
    parse_scenario,
};
use pagelock_lists as lists;
use pagelock_protocol::view::{
    CatalogView, LevelView, ListingInfoView, MatrixRowView, OptionValuesView, OptionView, ScenarioView,
};

use crate::lower::goal_view;
use crate::seen::{of_listing, of_scenario};

/// Every built-in scenario, level and listing.
pub fn catalog() -> CatalogView {
    let raws = raws();
    CatalogView {
        scenarios: raws.iter().map(|(name, text, raw)| scenario_view(name, text, raw)).collect(),
        levels: LEVELS.iter().map(level).collect(),
        listings: listings(),
        rows: raws.iter().flat_map(|(name, _, raw)| rows(name, raw)).collect(),
    }
}

fn level(text: &Text) -> LevelView {
    let expect = "built-in levels are tested to build";
    let raw = parse_scenario(text.name, text.text()).0.expect(expect);
    let kernel = raw.goal.as_ref().expect(expect).kernel.value.as_str();
    let Ok(setup) = build(Source::Builtin(text.name), Source::Builtin(kernel), &[]) else {
        unreachable!("{expect}")
    };
    LevelView {
        scenario: scenario_view(text.name, text.text(), &raw),
        goal: goal_view(&setup.goal.expect(expect)),
    }
}

fn raws() -> Vec<(&'static str, &'static str, RawScenario)> {
    let parse = |name, text| parse_scenario(name, text).0.expect("built-in scenarios are tested to parse");
    let mut raws: Vec<_> =
        SCENARIOS.iter().map(|text| (text.name, text.text(), parse(text.name, text.text()))).collect();
    // A group stands where its first scenario does.
    let mut groups: Vec<String> = Vec::new();
    for (_, _, raw) in &raws {
        if !groups.contains(&raw.group.value) {
            groups.push(raw.group.value.clone());
        }
    }
    lists::sort_by_key(&mut raws, |(_, _, raw)| groups.iter().position(|group| *group == raw.group.value));
    raws
}

fn listings() -> Vec<ListingInfoView> {
    let info = |group, &name| {
        let text = listing(name).expect("groups have built-in listings only, as a test of theirs says");
        listing_info(name, group, text)
    };
    LISTING_GROUPS
        .iter()
        .flat_map(|&(group, members)| members.iter().map(move |name| info(group, name)))
        .collect()
}

fn scenario_view(name: &str, text: &str, raw: &RawScenario) -> ScenarioView {
    ScenarioView {
        name: name.to_owned(),
        title: raw.title.value.clone(),
        mail: raw.mail.as_ref().map(|mail| mail.value.clone()),
        group: raw.group.value.clone(),
        story: raw.story.value.trim().to_owned(),
        facts: raw.facts.as_ref().map(|facts| facts.value.clone()),
        text: text.to_owned(),
        fingerprint: of_scenario(Source::Text(name, text)),
        options: options_of(raw).into_iter().map(option_view).collect(),
    }
}

fn option_view(info: OptionInfo) -> OptionView {
    OptionView {
        key: info.key.to_owned(),
        label: info.label.to_owned(),
        hint: info.hint.to_owned(),
        values: match info.values {
            OptionValues::Number(min, max) => OptionValuesView::Number { min: min.into(), max: max.into() },
            OptionValues::Words(words) => {
                OptionValuesView::Choice(words.iter().map(|&word| word.to_owned()).collect())
            }
        },
        default: info.default,
    }
}

fn listing_info(name: &str, group: &str, text: &str) -> ListingInfoView {
    let (listing, _) = parse_listing(name, text);
    let title = listing.kernel.map(|kernel| kernel.title.value).unwrap_or_default();
    ListingInfoView {
        name: name.to_owned(),
        title,
        group: group.to_owned(),
        text: text.to_owned(),
        fingerprint: of_listing(Source::Builtin(name)),
    }
}

/// Rows of the matrix for a scenario: itself, then its variants.
pub fn rows(name: &str, raw: &RawScenario) -> Vec<MatrixRowView> {
    let expect = |expect: &[RawExpect]| -> Vec<(String, String)> {
        // In the order of the columns; a scenario groups them by verdict.
        let column = |e: &&RawExpect| LISTINGS.iter().position(|text| text.name == e.listing.value);
        let mut expect: Vec<&RawExpect> = expect.iter().collect();
        lists::sort_by_key(&mut expect, |e| column(e).unwrap_or(LISTINGS.len()));
        expect.into_iter().map(|e| (e.listing.value.clone(), e.verdict.value.clone())).collect()
    };
    let own = MatrixRowView {
        scenario: name.to_owned(),
        group: raw.group.value.clone(),
        options: Vec::new(),
        label: raw.mail.as_ref().map_or_else(|| name.to_owned(), |mail| format!("{name} ({})", mail.value)),
        expect: expect(&raw.expect),
    };
    let variants = raw.variants.iter().map(|variant| MatrixRowView {
        scenario: name.to_owned(),
        group: raw.group.value.clone(),
        options: variant.settings(),
        label: format!("{name}, {}", variant.label.value),
        expect: expect(&variant.expect),
    });
    [own].into_iter().chain(variants).collect()
}
