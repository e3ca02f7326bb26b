//! Values of TOML by the kinds that a scenario has: texts, numbers, words, arrays, and tables with known or free keys.
//!
//! Part of the arrow from scenario text to `RawScenario`. Says of the first value that is of another kind what was
//! expected there. Knows nothing of which keys there are.

use pagelock_lists as lists;

use toml::Spanned as Placed;
use toml::de::{DeArray, DeTable, DeValue};

use crate::span::{Span, Spanned};

/// What is wrong, and where.
pub(crate) struct Mistake {
    pub(crate) span: Span,
    pub(crate) message: String,
}

/// A value with its place.
#[derive(Clone, Copy)]
pub(crate) struct Value<'a> {
    value: &'a DeValue<'a>,
    span: Span,
}

impl<'a> Value<'a> {
    pub(crate) fn new(value: &'a Placed<DeValue<'a>>) -> Value<'a> {
        Value { value: value.get_ref(), span: Span::from(value.span()) }
    }

    /// That it is of another kind than this.
    fn is_not(self, kind: &str) -> Mistake {
        let what = match self.value {
            DeValue::String(text) => format!("string `{}`", text.lines().next().unwrap_or_default()),
            DeValue::Integer(number) => format!("integer `{number}`"),
            DeValue::Float(number) => format!("floating point `{number}`"),
            DeValue::Boolean(boolean) => format!("boolean `{boolean}`"),
            DeValue::Datetime(_) => "date or time".to_owned(),
            DeValue::Array(_) => "sequence".to_owned(),
            DeValue::Table(_) => "map".to_owned(),
        };
        Mistake { span: self.span, message: format!("invalid type: {what}, expected {kind}") }
    }

    fn with<T>(self, value: T) -> Spanned<T> {
        Spanned { value, span: self.span }
    }
}

/// An integer as it is written.
#[derive(Clone, Copy)]
pub(crate) struct Integer(pub(crate) i64);

/// A text or an integer.
pub(crate) enum TextOrNumber {
    Text(String),
    Number(i64),
}

/// A table with free keys, in the order of the file.
pub(crate) struct Entries<T>(pub(crate) Vec<(Spanned<String>, Spanned<T>)>);

/// What is written as one of some words.
pub(crate) trait Word: Copy + 'static {
    /// Each with its word.
    const WORDS: &'static [(&'static str, Self)];
}

/// What it is to read a value.
pub(crate) type Read<T> = fn(Value<'_>) -> Result<T, Mistake>;

/// A text.
pub(crate) fn text(value: Value<'_>) -> Result<Spanned<String>, Mistake> {
    let text = value.value.as_str().ok_or_else(|| value.is_not("a string"))?;
    Ok(value.with(text.to_owned()))
}

/// An integer.
pub(crate) fn integer(value: Value<'_>) -> Result<Spanned<Integer>, Mistake> {
    let number = number(value).ok_or_else(|| value.is_not("an integer"))?;
    Ok(value.with(Integer(number)))
}

/// A text or an integer.
pub(crate) fn text_or_number(value: Value<'_>) -> Result<Spanned<TextOrNumber>, Mistake> {
    let text = value.value.as_str().map(|text| TextOrNumber::Text(text.to_owned()));
    let either = text.or_else(|| number(value).map(TextOrNumber::Number));
    Ok(value.with(either.ok_or_else(|| value.is_not("a string or an integer"))?))
}

/// An integer that is not too large.
fn number(value: Value<'_>) -> Option<i64> {
    let integer = value.value.as_integer()?;
    i64::from_str_radix(integer.as_str(), integer.radix()).ok()
}

/// One of some words.
pub(crate) fn word<T: Word>(value: Value<'_>) -> Result<Spanned<T>, Mistake> {
    let Spanned { value: text, span } = text(value)?;
    let Some(&(_, value)) = T::WORDS.iter().find(|(word, _)| *word == text) else {
        let words: Vec<&str> = T::WORDS.iter().map(|&(word, _)| word).collect();
        return Err(unknown("variant", &text, span, &words));
    };
    Ok(Spanned { value, span })
}

/// An array.
pub(crate) fn array<T>(value: Value<'_>, read: Read<T>) -> Result<Spanned<Vec<T>>, Mistake> {
    let array: &DeArray<'_> =
        value.value.as_array().ok_or_else(|| value.is_not("an array `[...]`, or tables headed `[[...]]`"))?;
    let elements: Result<Vec<T>, Mistake> = array.iter().map(|element| read(Value::new(element))).collect();
    Ok(value.with(elements?))
}

fn table(value: Value<'_>) -> Result<&DeTable<'_>, Mistake> {
    value.value.as_table().ok_or_else(|| value.is_not("a table"))
}

/// That a key or a word is none of those that there are.
fn unknown(what: &str, text: &str, span: Span, known: &[&str]) -> Mistake {
    let quoted: Vec<String> = known.iter().map(|word| format!("`{word}`")).collect();
    let expected = match &quoted[..] {
        [one, other] => format!("{one} or {other}"),
        _ => format!("one of {}", quoted.join(", ")),
    };
    Mistake { span, message: format!("unknown {what} `{text}`, expected {expected}") }
}

/// A table with known keys.
pub(crate) struct Keys<'a> {
    table: &'a DeTable<'a>,
    span: Span,
}

impl<'a> Keys<'a> {
    /// The keys of a table, if it has no others than these.
    pub(crate) fn of(value: Value<'a>, known: &[&str]) -> Result<Keys<'a>, Mistake> {
        let keys = Keys { table: table(value)?, span: value.span };
        match keys.table.keys().find(|key| !known.contains(&key.get_ref().as_ref())) {
            Some(key) => Err(unknown("field", key.get_ref(), Span::from(key.span()), known)),
            None => Ok(keys),
        }
    }

    /// What may be there.
    pub(crate) fn optional<T>(&self, key: &str, read: Read<T>) -> Result<Option<T>, Mistake> {
        self.table.get(key).map(|value| read(Value::new(value))).transpose()
    }

    /// What must be there.
    pub(crate) fn required<T>(&self, key: &str, read: Read<T>) -> Result<T, Mistake> {
        let missing = || Mistake { span: self.span, message: format!("missing field `{key}`") };
        self.optional(key, read)?.ok_or_else(missing)
    }

    /// The elements of an array, if it is there.
    pub(crate) fn list<T>(&self, key: &str, read: Read<T>) -> Result<Vec<T>, Mistake> {
        let Some(value) = self.table.get(key) else { return Ok(Vec::new()) };
        Ok(array(Value::new(value), read)?.value)
    }

    /// The entries of a table, if it is there.
    pub(crate) fn entries<T>(&self, key: &str, read: Read<Spanned<T>>) -> Result<Entries<T>, Mistake> {
        let Some(value) = self.table.get(key) else { return Ok(Entries(Vec::new())) };
        let mut entries = Vec::new();
        for (key, value) in table(Value::new(value))? {
            let key = Spanned { value: key.get_ref().to_string(), span: Span::from(key.span()) };
            entries.push((key, read(Value::new(value))?));
        }
        lists::sort_by_key(&mut entries, |(key, _)| key.span);
        Ok(Entries(entries))
    }
}
