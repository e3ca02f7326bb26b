//! Hundreds of tasks: the deadlock of 512 opened from its link and scrubbed, groups, grids of cells, the frontier map.

use anyhow::{Result, ensure};
use pagelock_e2e::{Browser, Key, Setup, in_browser};

use crate::run::wait_step;

/// Steps of a writer up to where it has one slot and wants another, as in the deadlock of four of them.
const STEPS: usize = 13;

/// Writers, and slots.
const TASKS: usize = 512;

/// The link to the deadlock: one writer after the other goes up to its second slot, and the last one takes the last.
pub(crate) fn deadlock(step: usize) -> String {
    format!("#1/kmap-pool/pin-source/pkmap_slots={TASKS},tasks={TASKS}/a{STEPS}+{TASKS}@{step}")
}

/// Drags the scrubber.
async fn scrub(browser: &Browser, step: usize) -> Result<()> {
    let drag = format!(
        "const scrubber = document.querySelector('[data-testid=scrubber]');
        scrubber.value = {step};
        scrubber.dispatchEvent(new Event('input', {{ bubbles: true }}));"
    );
    browser.run_script(&drag).await?;
    wait_step(browser, step, TASKS * STEPS).await
}

#[tokio::test]
async fn the_deadlock_of_512_tasks_opens_from_its_link_and_is_scrubbed() {
    in_browser(Setup::default(), async |browser| {
        let len = TASKS * STEPS;
        browser.open(&deadlock(len)).await?;
        wait_step(browser, len, len).await?;
        browser.wait_text("ending", "This run ends: Deadlock: pool").await?;
        browser.wait_text("standing-W", "512 at 5; 512 blocked").await?;
        browser.wait_text("group-W", "last step: W512, task 512 of 512").await?;
        browser.wait_text("pool", "512 slots: 0 free, 0 unused until the next flush, 512 used").await?;
        ensure!(browser.hash().await? == deadlock(len), "the address is the link");

        // 230 have a slot; the next one has made ten of its steps, and locked its page with the last of them.
        scrub(browser, 230 * STEPS + 10).await?;
        browser.wait_text("standing-W", "230 at 5").await?;
        browser.wait_text("group-W", "last step: W231, task 231 of 512").await?;
        browser.wait_text("pool", "512 slots: 282 free, 0 unused until the next flush, 230 used").await?;
        browser.wait_text("status", "W231 locks dst.231:0").await?;

        // Step by step, over the edge of what is here in full.
        for step in 1..=40 {
            browser.click_testid("forward").await?;
            wait_step(browser, 230 * STEPS + 10 + step, len).await?;
        }
        browser.wait_text("pool", "used").await?;
        browser.press(Key::Home).await?;
        browser.wait_text("status", "Initial state, before 6,656 steps.").await?;
        browser.find("choice-0").await?;
        browser.wait_text("pool", "512 free").await
    })
    .await;
}

#[tokio::test]
async fn a_run_of_512_tasks_goes_on_from_the_middle() {
    in_browser(Setup::default(), async |browser| {
        let step = 5 * STEPS;
        browser.open(&deadlock(step)).await?;
        wait_step(browser, step, TASKS * STEPS).await?;
        // W1 wants its second slot, and there are enough.
        browser.click_testid("choice-0").await?;
        wait_step(browser, step + 1, step + 1).await?;
        browser.wait_text("group-W", "last step: W1, task 1 of 512").await?;
        browser.wait_text("pool", "506 free, 0 unused until the next flush, 6 used").await?;
        browser.click_testid("undo").await?;
        wait_step(browser, step, step).await?;
        browser.wait_text("pool", "507 free, 0 unused until the next flush, 5 used").await
    })
    .await;
}

/// Rows of the lanes that are drawn.
const LANES: &str = "return document.querySelectorAll('.p-timeline__picture > .p-lane').length";

#[tokio::test]
async fn a_group_is_unfolded_and_folded_by_key() {
    in_browser(Setup::default(), async |browser| {
        browser.open(&deadlock(STEPS)).await?;
        wait_step(browser, STEPS, TASKS * STEPS).await?;
        browser.wait_script(LANES, 1).await?;
        ensure!(browser.attribute("fold-W", "aria-expanded").await?.as_deref() == Some("false"), "folded");
        let name = browser.attribute("fold-W", "aria-label").await?.unwrap_or_default();
        ensure!(name == "Unfold W, 512 tasks", "{name}");
        browser.find("fold-W").await?.focus().await?;
        browser.press(Key::Enter).await?;
        browser.wait_script(LANES, 12).await?;
        ensure!(browser.attribute("fold-W", "aria-expanded").await?.as_deref() == Some("true"), "unfolded");
        browser.press(Key::Enter).await?;
        browser.wait_script(LANES, 1).await?;

        // Four tasks are few enough to be shown one by one.
        browser.open("#1/kmap-pool/pin-source/-/-@0").await?;
        browser.wait_script(LANES, 4).await?;
        ensure!(browser.count("fold-W").await? == 0, "a small group does not fold");
        Ok(())
    })
    .await;
}

/// What is wrong with the roles and names of a grid.
const GRID: &str = "
    return ['slot-grid', 'task-grid'].map((id) => {
        const grid = document.querySelector(`[data-testid=${id}]`);
        const cells = [...grid.querySelectorAll('[role=row] > [role=gridcell]')];
        const named = cells.filter((cell) => cell.getAttribute('aria-label')).length;
        const stops = cells.filter((cell) => cell.tabIndex === 0).length;
        const rows = grid.querySelectorAll('[role=row]').length;
        return `${grid.getAttribute('role')} ${grid.getAttribute('aria-label')}: ${rows} ${named} ${stops}`;
    }).join('; ')";

/// The name of the cell that has the focus.
const FOCUSED: &str = "return document.activeElement.getAttribute('aria-label')";

/// How many cells of a grid are marked.
fn marked(grid: &str) -> String {
    format!("return document.querySelectorAll('[data-testid={grid}] .p-tile--marked').length")
}

#[tokio::test]
async fn grids_are_gone_through_by_key_and_owners_are_marked() {
    in_browser(Setup::default(), async |browser| {
        browser.open(&deadlock(TASKS * STEPS)).await?;
        browser.wait_text("ending", "Deadlock").await?;
        browser.wait_script(GRID, "grid kmap slots: 16 512 1; grid Tasks: 16 512 1").await?;

        browser
            .run_script("document.querySelector('[data-testid=task-grid] [data-cell=\"0\"]').focus()")
            .await?;
        let first = "W1, task 1 of 512: blocked at [5] kmap, holds ";
        browser.wait_text("cell-told", first).await?;
        browser.wait_script(&marked("slot-grid"), 1).await?;
        browser.press(Key::Right + Key::Down).await?;
        // One to the right and a row down: the 34th.
        browser.wait_text("cell-told", "W34, task 34 of 512: blocked").await?;
        browser.wait_script("return document.activeElement.dataset.cell", "33").await?;
        browser.wait_text("cell-told", "for 1 kmap of W34").await?;
        browser.press(Key::End).await?;
        browser.wait_text("cell-told", "W64, task 64 of 512").await?;
        browser.press(Key::Enter).await?;
        browser.wait_text("explanation", "W64 stands at [5] kmap").await?;

        // A slot marks its owner, whose name is in that of the slot.
        browser
            .run_script("document.querySelector('[data-testid=slot-grid] [data-cell=\"7\"]').focus()")
            .await?;
        let slot = browser.run_script(FOCUSED).await?;
        let slot = slot.as_str().unwrap_or_default();
        let owner = slot.rsplit(' ').next().unwrap_or_default();
        ensure!(slot.starts_with("slot 7: maps ") && owner.starts_with('W'), "{slot}");
        browser.wait_text("cell-told", &format!("{owner}, task ")).await?;
        // The owner, and the task that is followed.
        browser.wait_script(&marked("task-grid"), 2).await
    })
    .await;
}

#[tokio::test]
async fn cells_are_sorted_by_state_and_told_in_tables() {
    in_browser(Setup::default(), async |browser| {
        browser.open(&deadlock(200 * STEPS)).await?;
        browser.wait_text("pool", "200 used").await?;
        browser.click_testid("cells-sorted").await?;
        let looks = "return [...document.querySelectorAll('[data-testid=slot-grid] .p-tile')]
            .map((cell) => cell.classList.contains('p-tile--used')).lastIndexOf(true)";
        browser.wait_script(looks, 199).await?;
        browser.run_script("document.querySelector('[data-testid=slot-table] > summary').click()").await?;
        browser.wait_text("slot-table", "Used by").await?;
        browser.wait_text("slot-table", "Show all 512 rows").await?;
        browser.run_script("document.querySelector('[data-testid=task-table] > summary').click()").await?;
        browser.wait_text("task-table", "a kmap slot").await
    })
    .await;
}

#[tokio::test]
async fn the_frontier_map_shows_all_states_and_the_run_in_them() {
    in_browser(Setup::default(), async |browser| {
        browser.open("#1/kmap-pool/pin-source/-/0*13.1*13.2*13.3*13@52").await?;
        browser.wait_text("verdict", "Deadlock").await?;
        browser.run_script("document.querySelector('[data-testid=frontier] > summary').click()").await?;
        browser.wait_text("frontier-words", "deadlock: 4 tasks hold one slot, 0 hold two.").await?;
        browser.wait_text("frontier-words", "Exhaustive").await?;
        let name = "return document.querySelector('.p-frontier__picture').getAttribute('aria-label')";
        let told =
            "Map of states: 0 to 4 tasks that hold one kmap slot to the right, 0 to 2 that hold two upwards";
        browser.wait_script(name, told).await?;
        // From no slot to four, one after the other.
        let points =
            "return document.querySelector('.p-frontier__path').getAttribute('points').split(' ').length";
        browser.wait_script(points, 5).await?;
        browser
            .run_script("document.querySelector('[data-testid=frontier-table] > summary').click()")
            .await?;
        browser.wait_text("frontier-table", "With a deadlock").await?;
        browser.wait_text("frontier-table", "1 cell").await
    })
    .await;
}
