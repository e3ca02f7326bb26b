//! The three zones: lanes with arrows and pins, cards that light what is tied to them, lines with their explanation.
//! The visitor has been here before and has no network.

use anyhow::{Result, ensure};
use pagelock_e2e::{Browser, Key, Setup, in_browser};
use serde_json::{Value, json};

use crate::run::wait_step;

const DEADLOCK: &str = "#1/write-vs-mlock/2.6.20/-/0*5.1*2.2.1*6.0*4@18";

async fn texts(browser: &Browser, selector: &str) -> Result<Value> {
    let body =
        format!("return [...document.querySelectorAll('{selector}')].map((e) => e.textContent.trim())");
    browser.run_script(&body).await
}

#[tokio::test]
async fn arrows_name_what_is_waited_for_and_number_the_cycle() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        browser.find_css(".p-arrow--cycle").await?;
        let labels = texts(browser, ".p-arrow__label").await?;
        // T waits for M's mmap_sem, and M for the page that T has locked.
        ensure!(labels == json!(["1mmap_sem m (r)held by M", "2lock of x:0held by T"]), "{labels}");
        let listed = browser.text_of_testid("waits").await?;
        ensure!(
            listed.contains("(wait 1 of the cycle)") && listed.contains("(wait 2 of the cycle)"),
            "{listed}"
        );
        // One step before, only M waits, and for nobody who waits for it.
        browser.press(Key::Left + "").await?;
        wait_step(browser, 17, 18).await?;
        browser.wait_script("return document.querySelectorAll('.p-arrow').length", 1).await?;
        browser.wait_script("return document.querySelectorAll('.p-arrow--cycle').length", 0).await?;
        // A lane shows what its task holds: locks, slots and pins.
        let bars = texts(browser, ".p-lane:nth-of-type(1) title").await?.to_string();
        for what in ["holds i_mutex x", "holds page lock x:0", "holds a kmap slot", "holds pin x:0"] {
            ensure!(bars.contains(what), "{what} in {bars}");
        }
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn each_kind_of_wait_has_a_line_of_its_own() {
    in_browser(Setup::offline(), async |browser| {
        // The reader holds mmap_sem, the unmapper queues for it, and T queues behind that.
        browser.open("#1/write-fault-munmap/2.6.20/-/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("replay-shortest").await?;
        browser.wait_text("ending", "queued writer").await?;
        browser.find_css(".p-arrow--queue.p-arrow--cycle").await?;
        let numbers = texts(browser, ".p-arrow__number").await?;
        ensure!(numbers.as_array().is_some_and(|numbers| numbers.len() == 3), "{numbers}");

        // Any slot will do: four writers, and four slots.
        browser.open("#1/kmap-pool/pin-source/pkmap_slots=4,tasks=4/-@0").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.click_testid("replay-shortest").await?;
        browser.wait_text("ending", "pool").await?;
        browser.find_css(".p-arrow--any").await?;
        browser.wait_text("wait-arrows", "any of").await
    })
    .await;
}

const FIRST_LANE: &str = "return document.querySelector('.p-lane-name text').textContent";

#[tokio::test]
async fn lanes_are_pinned_and_zoomed_by_key() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("#1/write-vs-mlock/2.6.20/-/0*5.1*2.2.1*6.0*4@14").await?;
        wait_step(browser, 14, 18).await?;
        browser.wait_script(FIRST_LANE, "T").await?;
        browser.press("p").await?;
        browser.wait_script(FIRST_LANE, "M").await?;
        ensure!(
            browser.attribute("pin-lane", "aria-pressed").await?.as_deref() == Some("true"),
            "it is pinned"
        );
        browser.press("p").await?;
        browser.wait_script(FIRST_LANE, "T").await?;

        let width = "return Number(document.querySelector('.p-timeline__picture').getAttribute('width'))";
        // 19 columns and 4 pixels before them.
        browser.wait_script(width, 4 + 19 * 24).await?;
        browser.press("+").await?;
        browser.wait_script(width, 4 + 19 * 44).await?;
        browser.press("-").await?;
        browser.wait_script(width, 4 + 19 * 24).await?;
        browser.press("-").await?;
        browser.wait_script(width, 4 + 19 * 8).await?;
        browser.press("+").await?;
        browser.wait_script(width, 4 + 19 * 24).await?;
        // A tick is gone to at every width.
        browser.find_css(".p-tick").await?.click().await?;
        wait_step(browser, 1, 18).await
    })
    .await;
}

#[tokio::test]
async fn what_is_tied_to_a_card_is_lit_in_all_zones() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        browser.wait_script("return document.querySelectorAll('.p-lit').length", 0).await?;
        // T has locked x:0, and M waits for it. By focus:
        browser.run_script("document.querySelector('[data-testid=page-x-0]').focus()").await?;
        browser.find_css("[data-testid=page-x-0].p-lit").await?;
        for zone in ["zone-code", "zone-time"] {
            for task in ["T", "M"] {
                let lit = format!(
                    "return [...document.querySelectorAll('[data-testid={zone}] .p-badge.p-lit')]
                        .some((badge) => badge.textContent === '{task}')"
                );
                browser.wait_script(&lit, true).await?;
            }
        }
        browser.find_css(".p-lane.p-lit").await?;
        browser.screenshot("lit").await?;
        browser.run_script("document.activeElement.blur()").await?;
        browser.wait_script("return document.querySelectorAll('.p-lit').length", 0).await?;
        // And by pointing: zap's lane has nothing to do with the page of the buffer that it cleared.
        let lane = browser.find_css(".p-lane-name").await?;
        browser.driver().action_chain().move_to_element_center(&lane).perform().await?;
        browser.find_css("[data-testid=page-x-0].p-lit").await?;
        browser.find_css("[data-testid=file-x].p-lit").await?;
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn a_page_card_says_at_a_glance_what_is_so() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        let flags = |page: &str| format!("[data-testid=\"page-{page}\"] .p-flag");
        let found = texts(browser, &flags("x-0")).await?;
        ensure!(
            found == json!(["locked by T", "not up to date", "pinned × 3", "clean", "not mapped"]),
            "{found}"
        );
        let found = texts(browser, &flags("m.src-0")).await?;
        ensure!(found[0] == "not locked" && found[1] == "up to date" && found[3] == "dirty", "{found}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn lines_of_the_listing_are_explained_by_key_and_click() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        browser.wait_text("explanation", "T stands at [6] down_read").await?;
        browser.wait_text("explanation", "copy_from_user > page_fault").await?;
        // T stands in line 6 of mm: down one line, and up again.
        browser.run_script("document.querySelector('[data-testid=code-mm]').focus()").await?;
        browser.press(Key::Up + "").await?;
        browser.wait_text("line-note", "mm line 5").await?;
        browser.press(Key::Down + "").await?;
        browser.wait_text("line-note", "mm line 6").await?;
        browser.wait_text("line-note", "down_read: Takes mmap_sem for read.").await?;
        browser.wait_text("line-note", "rwsem").await?;
        wait_step(browser, 18, 18).await?;
        browser.find_css("[data-testid=code-mm] li:nth-child(8)").await?.click().await?;
        browser.wait_text("line-note", "mm line 8").await?;
        browser.wait_text("line-note", "up_read").await
    })
    .await;
}

#[tokio::test]
async fn the_zones_stand_in_one_order_in_one_column_on_a_phone() {
    let phone = Setup { viewport: (360, 800), ..Setup::default() };
    in_browser(phone, async |browser| {
        browser.open(DEADLOCK).await?;
        wait_step(browser, 18, 18).await?;
        let tops =
            "const top = (id) => document.querySelector(`[data-testid=${id}]`).getBoundingClientRect();
            const zones = ['zone-code', 'zone-time', 'zone-machine'].map(top);
            const stacked = zones.slice(1).every((zone, i) => zone.top >= zones[i].bottom);
            return stacked && document.documentElement.scrollWidth <= 360";
        browser.wait_script(tops, true).await?;
        let largest = "const size = (e) => parseFloat(getComputedStyle(e).fontSize);
            const all = [...document.querySelectorAll('body *')].filter((e) => e.children.length === 0);
            const word = size(document.querySelector('[data-testid=verdict]'));
            return all.every((e) => e.dataset.testid === 'verdict' || size(e) < word)";
        browser.wait_script(largest, true).await
    })
    .await;
}
