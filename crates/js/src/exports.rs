//! What JavaScript sees: each function reads its arguments, asks `plain`, and writes the answer.
//!
//! Arrow: JavaScript values -> **answer or `Error`** -> JavaScript values. Values come in as JSON, so a value that JSON
//! cannot say is refused; answers go out as plain objects with `null` for what there is none of.
#![expect(clippy::needless_pass_by_value, reason = "arguments come as values, so that some can be left out")]
#![expect(clippy::missing_errors_doc, reason = "the documents go into the types, where errors are thrown")]

use js_sys::{Error, JSON, Reflect};
use pagelock_plain::{
    Built, DiagnosticAnswer, Refusal, RunAnswer, compile, decode, ending, examine, make_link, read_link,
    steps,
};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_wasm_bindgen::Serializer;
use wasm_bindgen::prelude::*;

use crate::ask::{LinkAsk, OpenOptions, Options, Text, name_of, setup};

/// Types that no Rust type stands for.
#[wasm_bindgen(typescript_custom_section)]
const TYPES: &str = r#"
/** The worst that can happen, or how a run ended; `unknown` if that is not known. */
export type Verdict = "deadlock" | "livelock" | "hazard" | "ok" | "unknown";

/** What every function throws: the mistakes of whoever asked. A deadlock is an answer, never an error. */
export interface PagelockError extends Error {
    name: "PagelockError";
    /** All mistakes found, at least one. */
    diagnostics: DiagnosticAnswer[];
}
"#;

type Answer = Result<JsValue, JsValue>;

/// Panics are told in the console before they end the program.
#[wasm_bindgen(start, private)]
fn start() {
    console_error_panic_hook::set_once();
}

/// Searches every interleaving of a scenario under a kernel, and says the worst that can happen.
///
/// Scenario and kernel are names of built-in texts, or texts. The kernel is `2.6.20` unless given. It works until it is
/// done: a page calls it in a worker.
///
/// Throws a `PagelockError`.
#[wasm_bindgen(unchecked_return_type = "CheckAnswer")]
pub fn check(
    #[wasm_bindgen(unchecked_param_type = "Text")] scenario: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Text")] kernel: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
) -> Answer {
    let (input, options) = input(&scenario, &kernel, &options)?;
    let checked = pagelock_plain::check(&input, options.limits());
    Ok(write(&checked.answer(name_of(&input.asked.scenario), name_of(&input.asked.listing))))
}

/// Makes one run, by its choices as in links (`a5b`), and says what every step did and how it ends.
///
/// Throws a `PagelockError`, also if a choice is not possible where it is made.
#[wasm_bindgen(unchecked_return_type = "RunAnswer")]
pub fn replay(
    #[wasm_bindgen(unchecked_param_type = "Text")] scenario: JsValue,
    #[wasm_bindgen(unchecked_param_type = "Text | null | undefined")] kernel: JsValue,
    #[wasm_bindgen(unchecked_param_type = "string")] schedule: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "Options")] options: JsValue,
) -> Answer {
    let (input, _) = input(&scenario, &kernel, &options)?;
    let schedule: String = read("schedule", &schedule)?;
    let trace =
        refusable(decode(&schedule).and_then(|schedule| pagelock_plain::replay(&input.machine, &schedule)))?;
    let (steps, ending) = (steps(&input.machine, &trace), ending(&input.machine, &trace));
    let (scenario, kernel) = (name_of(&input.asked.scenario), name_of(&input.asked.listing));
    Ok(write(&RunAnswer::new(scenario, kernel, &steps, &ending)))
}

/// Explains a primitive of the listings, such as `lock_page`, or the code of a diagnostic, such as `PL0301`.
///
/// Throws a `PagelockError` if it is neither.
#[wasm_bindgen(unchecked_return_type = "Explanation")]
pub fn explain(#[wasm_bindgen(unchecked_param_type = "string")] word: JsValue) -> Answer {
    let word: String = read("word", &word)?;
    Ok(write(&refusable(pagelock_plain::explain(&word))?))
}

/// Everything that `explain` explains.
#[wasm_bindgen(unchecked_return_type = "Explanation[]")]
pub fn explanations() -> JsValue {
    write(&pagelock_plain::explanations())
}

/// The link to a step of a run: what stands behind the address of the page, with its `#`.
///
/// Throws a `PagelockError`, also if all that is longer than a link may be.
#[wasm_bindgen(unchecked_return_type = "string")]
pub fn link(#[wasm_bindgen(unchecked_param_type = "LinkAsk")] ask: JsValue) -> Answer {
    let LinkAsk { scenario, kernel, options, schedule, step, verify } = read("link", &ask)?;
    let input = refusable(compile(setup(scenario, kernel, &options)))?;
    let schedule = refusable(schedule.map_or_else(|| Ok(Vec::new()), |schedule| decode(&schedule)))?;
    let made = refusable(make_link(input, schedule, step, verify.then(|| options.limits())))?;
    Ok(made.fragment.into())
}

/// What a link says, and whether all is as its maker saw it: a fragment, or an address that ends in one.
///
/// Throws a `PagelockError` if it is damaged, or not of this version.
#[wasm_bindgen(js_name = openLink, unchecked_return_type = "LinkAnswer")]
pub fn open_link(
    #[wasm_bindgen(unchecked_param_type = "string")] text: JsValue,
    #[wasm_bindgen(unchecked_optional_param_type = "OpenOptions")] options: JsValue,
) -> Answer {
    let text: String = read("link", &text)?;
    let OpenOptions { verify, limits, reduce } = read_or_default("options", &options)?;
    let options = Options { limits, reduce, ..Options::default() };
    let opened = refusable(read_link(&text))?;
    Ok(write(&refusable(examine(opened, verify.then(|| options.limits())))?.answer()))
}

fn input(scenario: &JsValue, kernel: &JsValue, options: &JsValue) -> Result<(Built, Options), JsValue> {
    let scenario: Text = read("scenario", scenario)?;
    let kernel: Option<Text> = read_or_default("kernel", kernel)?;
    let options: Options = read_or_default("options", options)?;
    let input = refusable(compile(setup(scenario, kernel, &options)))?;
    Ok((input, options))
}

/// Reads an argument that may be left out.
fn read_or_default<T: DeserializeOwned + Default>(name: &str, value: &JsValue) -> Result<T, JsValue> {
    if value.is_null() || value.is_undefined() { Ok(T::default()) } else { read(name, value) }
}

/// Reads an argument.
fn read<T: DeserializeOwned>(name: &str, value: &JsValue) -> Result<T, JsValue> {
    // Of a function or `undefined` it makes no string, of a cycle or a BigInt an exception.
    let json = JSON::stringify(value).ok().and_then(|json| JsValue::from(json).as_string());
    let json = json.ok_or_else(|| thrown(&Refusal::plain(format!("`{name}` is not what JSON can say"))))?;
    serde_json::from_str(&json).map_err(|error| thrown(&Refusal::plain(format!("`{name}`: {error}"))))
}

fn write(answer: &impl Serialize) -> JsValue {
    answer.serialize(&Serializer::json_compatible()).expect("answers are plain data")
}

fn refusable<T>(result: Result<T, Refusal>) -> Result<T, JsValue> {
    result.map_err(|refusal| thrown(&refusal))
}

/// The one way to an `Error`.
fn thrown(refusal: &Refusal) -> JsValue {
    let diagnostics = refusal.diagnostics();
    let lines: Vec<String> = diagnostics.iter().map(DiagnosticAnswer::to_string).collect();
    let error = Error::new(&lines.join("\n"));
    error.set_name("PagelockError");
    let list = diagnostics.serialize(&Serializer::json_compatible()).expect("diagnostics are plain data");
    Reflect::set(&error, &"diagnostics".into(), &list).expect("an error takes properties");
    error.into()
}
