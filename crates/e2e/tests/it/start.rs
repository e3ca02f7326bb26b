//! The start view: the whole table, and that the page itself comes to the same verdicts.

use std::collections::BTreeMap;

use anyhow::{Result, anyhow};
use pagelock_e2e::{Browser, Key, Setup, in_browser};
use pagelock_protocol::link::Link;
use serde_json::{Map, Value, json};

use crate::table::{LISTINGS, ROWS};

/// The boxes of the groups that have no listing in the promised table.
const OTHER_GROUPS: [&str; 4] = [
    "group-other-fixes-and-ideas",
    "group-later-kernels",
    "group-mutants-of-the-patch",
    "group-other-filesystems",
];

/// Rows and listings that are shown, and how many there are.
async fn counts(browser: &Browser) -> Result<[u64; 4]> {
    let told = browser.text_of_testid("matrix-count").await?;
    let numbers: Vec<u64> = told.split(' ').filter_map(|word| word.parse().ok()).collect();
    <[u64; 4]>::try_from(numbers).map_err(|numbers| anyhow!("{told}: {numbers:?}"))
}

/// Cells by test id: words and state.
async fn cells(browser: &Browser) -> Result<BTreeMap<String, String>> {
    let cells = browser
        .run_script(
            "const cells = [...document.querySelectorAll('[data-testid^=cell-]')];
            const told = (cell) => [cell.dataset.testid, cell.dataset.words + ': ' + cell.dataset.state];
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

/// Cells of the table by their test ids that differ from what was promised.
fn broken(cells: &BTreeMap<String, String>, state: &str) -> Vec<String> {
    let differs = |(id, words): &(String, String)| cells.get(id) != Some(words);
    let tell = |(id, words): (String, String)| format!("{id}: {words}, not {:?}", cells.get(&id));
    promised(state).into_iter().filter(differs).map(tell).collect()
}

#[tokio::test]
async fn every_cell_agrees_with_the_promise_and_with_what_the_page_finds() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        // Words first: nobody waits for a search to see what is known.
        browser.find("matrix").await?;
        let all = cells(browser).await?;
        let unstated: Vec<&String> =
            all.iter().filter(|(_, told)| told.starts_with("not stated")).map(|(id, _)| id).collect();
        assert_eq!(unstated, Vec::<&String>::new());
        // What is searched is what is shown.
        for group in OTHER_GROUPS {
            browser.click_testid(group).await?;
        }
        let unchecked = "return document.querySelectorAll(
            '[data-testid^=cell-][data-state=expected], [data-testid^=cell-][data-state=checking]').length";
        browser.wait_script(unchecked, 0).await?;
        let found = cells(browser).await?;
        assert_eq!(broken(&found, "agrees"), Vec::<String>::new());
        let others: Vec<&String> =
            found.iter().filter(|(_, told)| !told.ends_with(": agrees")).map(|(id, _)| id).collect();
        assert_eq!(others, Vec::<&String>::new());
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
                let href = browser.attribute(&row.cell(listing), "href").await?.unwrap_or_default();
                // A cell's link says nothing of what its maker saw, but has a sum as every link has.
                let address = row.address(listing);
                let expected = Link::decode_body(address.trim_start_matches('#'))?.encode();
                let body = |link: &str| link.split('~').next().unwrap_or_default().to_owned();
                assert_eq!(body(&href), body(&expected));
                assert!(Link::decode(&href).is_ok(), "{href}");
            }
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn rows_and_columns_stand_in_groups_and_every_cell_says_all_of_it() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("matrix").await?;
        let heads = "const text = (all) => [...all].map((one) => one.textContent);
            const table = document.querySelector('[data-testid=matrix] table');
            return [text(table.querySelectorAll('th[scope=colgroup]')),
                text(table.querySelectorAll('th[scope=rowgroup]'))];";
        let expected = json!([
            [
                "Released kernels",
                "The patch of the mail",
                "Other fixes and ideas",
                "Later kernels",
                "Mutants of the patch",
                "Other filesystems",
            ],
            [
                "From the mail",
                "Controls",
                "What the mail does not list",
                "Data hazards",
                "Rejected ideas",
                "Mutants",
                "Later kernels",
            ],
        ]);
        assert_eq!(browser.run_script(heads).await?, expected);
        let told = "const cell = document.querySelector('[data-testid=\"cell-bad-buffer-2.6.20\"]');
            return [cell.title.startsWith('bad-buffer: 2.6.20: hazard (zeroes) + efault, '),
                cell.querySelector('.p-hidden').textContent === cell.title, cell.innerText.includes('hazard'),
                cell.innerText.includes('zeroes, efault'), cell.querySelectorAll('svg').length];";
        assert_eq!(browser.run_script(told).await?, json!([true, true, true, true, 1]));
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn listings_and_rows_are_picked_and_stay_so() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        let [rows, all_rows, listings, all_listings] = counts(browser).await?;
        assert_eq!((rows, listings), (all_rows, all_listings));
        for group in OTHER_GROUPS {
            browser.click_testid(group).await?;
        }
        browser.wait_text("matrix-count", &format!("{all_rows} rows and 6 of")).await?;
        browser.wait_gone("cell-same-page-idea-42").await?;
        // Not even the patch has it go wrong where nothing is reclaimed.
        browser.choose("select-rows", "wrong").await?;
        browser.wait_gone("cell-same-page-no-reclaim-2.6.20").await?;
        let [wrong, ..] = counts(browser).await?;
        browser.choose("select-rows", "differing").await?;
        browser.wait_gone("cell-pool-requests-2.6.20").await?;
        let [differing, ..] = counts(browser).await?;
        assert!(0 < differing && differing <= wrong && wrong < all_rows, "{differing} {wrong} {all_rows}");

        // They are still chosen on the way back from a cell.
        browser.click_testid("cell-same-page-uptodate-2.6.23").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("home").await?;
        browser.find("matrix").await?;
        assert_eq!(counts(browser).await?, [differing, all_rows, 6, all_listings]);
        browser.click_testid("group-the-patch-of-the-mail").await?;
        browser.click_testid("group-released-kernels").await?;
        browser.wait_text("matrix", "No cell is shown").await
    })
    .await;
}

#[tokio::test]
async fn a_telephone_starts_with_one_group_of_listings() {
    in_browser(Setup { viewport: (360, 740), ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.wait_text("matrix-count", "and 3 of").await?;
        browser.click_testid("group-the-patch-of-the-mail").await?;
        browser.wait_text("matrix-count", "and 6 of").await
    })
    .await;
}

/// A cell is in sight when it is what stands at its own middle, and not a head that covers it.
#[tokio::test]
async fn the_heads_stay_in_sight_and_cover_no_cell_that_has_the_focus() {
    in_browser(Setup { viewport: (360, 740), ..Setup::default() }, async |browser| {
        browser.open("").await?;
        browser.click_testid("group-the-patch-of-the-mail").await?;
        browser.find("cell-same-page-pin-source").await?;
        browser
            .run_script("document.querySelector('[data-testid=\"cell-same-page-2.6.20\"]').focus()")
            .await?;
        let in_sight = "const seen = (element) => {
                const box = element.getBoundingClientRect();
                const at = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                return element.contains(at);
            };
            const cell = document.activeElement;
            const column = cell.closest('td').cellIndex - 1;
            const heads = document.querySelectorAll('.p-matrix__heads tr:last-child th');
            return [seen(cell), seen(cell.closest('tr').querySelector('th')), seen(heads[column])];";
        for keys in [Key::Down, Key::End, Key::Up, Key::Left] {
            for _ in 0..20 {
                browser.press(keys.clone() + "").await?;
                assert_eq!(browser.run_script(in_sight).await?, json!([true, true, true]));
            }
        }
        browser.screenshot("matrix-focus-360").await
    })
    .await;
}

#[tokio::test]
async fn tab_passes_the_table_in_two_steps_and_arrows_go_from_cell_to_cell() {
    in_browser(Setup::default(), async |browser| {
        browser.open("").await?;
        browser.find("matrix").await?;
        let focused = "return document.activeElement.dataset.testid ?? ''";
        browser.run_script("document.querySelector('[data-testid=select-rows]').focus()").await?;
        browser.press(Key::Tab + "").await?;
        assert_eq!(browser.run_script(focused).await?, "matrix");
        browser.press(Key::Tab + "").await?;
        assert_eq!(browser.run_script(focused).await?, "cell-same-page-2.6.17");
        browser.press(Key::Down + Key::Right).await?;
        assert_eq!(browser.run_script(focused).await?, "cell-abba-two-files-2.6.20");
        browser.press(Key::End + "").await?;
        assert_eq!(browser.run_script(focused).await?, "cell-abba-two-files-gfs2-5.16");
        browser.press(Key::Home + Key::Up).await?;
        browser.press(Key::Up + "").await?;
        assert_eq!(browser.run_script(focused).await?, "cell-same-page-2.6.17");
        browser.press(Key::Tab + "").await?;
        assert!(!browser.run_script(focused).await?.as_str().unwrap_or_default().starts_with("cell-"));
        browser.press_with(Key::Shift, Key::Tab + "").await?;
        assert_eq!(browser.run_script(focused).await?, "cell-same-page-2.6.17");
        Ok(())
    })
    .await;
}
