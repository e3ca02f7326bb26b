//! The start view: the whole table, and that the page itself comes to the same verdicts.

use std::collections::BTreeMap;

use anyhow::Result;
use pagelock_e2e::{Browser, Setup, in_browser};
use serde_json::{Map, Value};

use crate::table::{LISTINGS, ROWS};

/// Cells by test id: words and state.
async fn cells(browser: &Browser) -> Result<BTreeMap<String, String>> {
    let cells = browser
        .run_script(
            "const cells = [...document.querySelectorAll('[data-testid^=cell-]')];
            const words = (cell) => cell.querySelector('.p-cell__words').textContent;
            const told = (cell) => [cell.dataset.testid, words(cell) + ': ' + cell.dataset.state];
            return Object.fromEntries(cells.map(told));",
        )
        .await?;
    let cells: Map<String, Value> = cells.as_object().cloned().unwrap_or_default();
    Ok(cells.into_iter().map(|(id, told)| (id, told.as_str().unwrap_or_default().to_owned())).collect())
}

fn promised(state: &str) -> BTreeMap<String, String> {
    let row = |row: &'static crate::table::Row| {
        (0..LISTINGS.len()).map(move |listing| (row.cell(listing), row.expect[listing]))
    };
    ROWS.iter().flat_map(row).map(|(id, words)| (id, format!("{words}: {state}"))).collect()
}

#[tokio::test]
async fn every_cell_agrees_with_the_promise_and_with_what_the_page_finds() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        // Words first: nobody waits for a search to see what is known.
        browser.find("matrix").await?;
        let words = |cells: BTreeMap<String, String>| -> Vec<String> {
            let cut = |told: String| told.rsplit_once(": ").map(|(words, _)| words.to_owned());
            cells.into_values().filter_map(cut).collect()
        };
        assert_eq!(words(cells(browser).await?), words(promised("expected")));
        let unchecked = "return document.querySelectorAll(
            '[data-testid^=cell-][data-state=expected], [data-testid^=cell-][data-state=checking]').length";
        browser.wait_script(unchecked, 0).await?;
        assert_eq!(cells(browser).await?, promised("agrees"));
        browser.screenshot("start-checked").await
    })
    .await;
}

#[tokio::test]
async fn a_cell_is_a_link_to_its_own_address() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        for row in &ROWS {
            for listing in 0..LISTINGS.len() {
                let href = browser.attribute(&row.cell(listing), "href").await?;
                assert_eq!(href, Some(row.address(listing)));
            }
        }
        Ok(())
    })
    .await;
}
