//! Looking at the run of an open scenario, shared by the tests.

use anyhow::Result;
use pagelock_e2e::Browser;
use pagelock_protocol::link::Link;
use serde_json::Value;

/// Waits until the visitor is after step `step` of a run of `len`.
pub(crate) async fn wait_step(browser: &Browser, step: usize, len: usize) -> Result<()> {
    let told = match (step, len) {
        (0, 0) => "Initial state. Nobody has moved.".to_owned(),
        (0, 1) => "Initial state, before 1 step.".to_owned(),
        (0, len) => format!("Initial state, before {len} steps."),
        (step, len) => format!("Step {step} of {len}:"),
    };
    browser.wait_text("status", &told).await
}

/// Takes the choices with these numbers by their buttons; the first is step `first` of the run.
pub(crate) async fn take(browser: &Browser, first: usize, choices: &[u16]) -> Result<()> {
    for (step, choice) in (first..).zip(choices) {
        browser.click_testid(&format!("choice-{choice}")).await?;
        wait_step(browser, step, step).await?;
    }
    Ok(())
}

/// Everything that is told of the run and of the machine at the cursor.
pub(crate) async fn shown(browser: &Browser) -> Result<Vec<Value>> {
    let shown = browser
        .run_script(
            "const parts = ['status', 'step-list', 'waits', 'tasks'].map((id) => `[data-testid=${id}]`);
            const told = (part) => {
                const copy = document.querySelector(part).cloneNode(true);
                // What can still be saved is known at some time or other.
                copy.querySelectorAll('.p-choice__outlook').forEach((word) => word.remove());
                return copy.textContent;
            };
            return [...parts, '.p-machine', '.p-choices'].map(told);",
        )
        .await?;
    Ok(shown.as_array().cloned().unwrap_or_default())
}

/// The choices in an address that ends at its last step.
pub(crate) fn schedule(fragment: &str) -> Vec<u16> {
    let body = fragment.strip_prefix('#').expect("an address of a run");
    let link = Link::decode_body(body).expect("a link");
    assert_eq!(link.step as usize, link.schedule.len(), "{fragment}");
    link.schedule
}
