//! Expectations and variants of a scenario, as written.
//!
//! Part of the arrow from scenario text to `RawScenario`. Knows neither listings nor options.

use crate::keys::{Entries, TextOrNumber};
use crate::raw::{RawExpect, RawSetting, RawValue, RawVariant};
use crate::span::Spanned;
use crate::wire;

/// What is expected of each listing; several may stand in one key.
pub(crate) fn expectations(entries: Entries<String>) -> Vec<RawExpect> {
    let several = |(listings, verdict): (Spanned<String>, Spanned<String>)| {
        let names: Vec<String> = listings.value.split(',').map(|name| name.trim().to_owned()).collect();
        names.into_iter().map(move |value| RawExpect {
            listing: Spanned { value, span: listings.span },
            verdict: verdict.clone(),
        })
    };
    entries.0.into_iter().flat_map(several).collect()
}

/// The same scenario with other options.
pub(crate) fn variant(variant: wire::Variant) -> RawVariant {
    let setting = |(key, value): (Spanned<String>, Spanned<TextOrNumber>)| {
        let span = value.span;
        let value = match value.value {
            TextOrNumber::Text(text) => RawValue::Text(text),
            TextOrNumber::Number(number) => RawValue::Number(number),
        };
        RawSetting { key, value: Spanned { value, span } }
    };
    RawVariant {
        label: variant.label,
        set: variant.set.0.into_iter().map(setting).collect(),
        expect: expectations(variant.expect),
    }
}
