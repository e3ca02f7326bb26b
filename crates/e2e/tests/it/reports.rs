//! Reports: the wait-for picture with its table, the lock order with its witnesses, the text for a mail.
//! The visitor has been here before and has no network.

use anyhow::{Result, ensure};
use pagelock_e2e::{Browser, Setup, in_browser};

use crate::layout::assert_fits;
use crate::many;

/// A deadlock of each shape, opened from its cell: the shortest run is shown at its end.
async fn open_deadlock(browser: &Browser, scenario: &str, listing: &str) -> Result<()> {
    browser.open(&format!("#1/{scenario}/{listing}/-/-@0")).await?;
    browser.wait_text("verdict", "Deadlock").await?;
    browser.click_testid("replay-shortest").await?;
    browser.wait_text("ending", "This run ends").await
}

/// Opens a fold by its first line.
async fn unfold(browser: &Browser, testid: &str) -> Result<()> {
    browser.run_script(&format!("document.querySelector('[data-testid={testid}]').open = true")).await?;
    Ok(())
}

/// Numbers in the picture, boxes, and rows of the table.
const PICTURE: &str = "
    const picture = document.querySelector('[data-testid=wait-picture]');
    const numbers = [...picture.querySelectorAll('.p-wait__number')].map((text) => text.textContent);
    const boxes = picture.querySelectorAll('.p-wait__cycle').length;
    const rows = [...document.querySelectorAll('[data-testid=wait-table] tbody tr')]
        .map((row) => [...row.children].map((cell) => cell.textContent).join(' '));
    return `${numbers.sort().join(',')}; ${boxes}; ${rows.join('; ')}`;";

#[tokio::test]
async fn the_picture_numbers_the_cycle_and_the_table_tells_it() {
    in_browser(Setup::offline(), async |browser| {
        open_deadlock(browser, "abba-two-files", "2.6.20").await?;
        unfold(browser, "wait-table").await?;
        let told = "1,2,3,4; 1; 1 A waits for the lock of b:0; 2 the lock of b:0 is held by B; \
                    3 B waits for the lock of a:0; 4 the lock of a:0 is held by A";
        browser.wait_script(PICTURE, told).await?;
        assert_fits(browser, "wait-abba", "[data-testid=wait-picture]").await?;

        open_deadlock(browser, "write-fault-munmap", "2.6.20").await?;
        unfold(browser, "wait-table").await?;
        let told = "1,2,3,4,5,6; 1; 1 T waits for queue of mmap_sem of m; 2 queue of mmap_sem of m stands behind U; \
                    3 U waits for mmap_sem of m; 4 mmap_sem of m is held by R; 5 R waits for the lock of x:0; \
                    6 the lock of x:0 is held by T";
        browser.wait_script(PICTURE, told).await?;
        assert_fits(browser, "wait-queue", "[data-testid=wait-picture]").await?;
        open_deadlock(browser, "kmap-pool", "pin-source").await?;
        assert_fits(browser, "wait-pool", "[data-testid=wait-picture]").await
    })
    .await;
}

#[tokio::test]
async fn five_hundred_tasks_are_one_row_and_their_text_is_short() {
    in_browser(Setup::offline(), async |browser| {
        browser.open(&many::deadlock(512 * 13)).await?;
        browser.wait_text("ending", "This run ends: Deadlock: pool").await?;
        unfold(browser, "wait-table").await?;
        let told = "1,2; 1; 1 W1 to W512, 512 tasks waits for the kmap pool; \
                    2 the kmap pool any will do; one is held by W1 to W512, 512 tasks";
        browser.wait_script(PICTURE, told).await?;
        unfold(browser, "mail").await?;
        browser.wait_text("mail-text", "W1 (x 512)").await?;
        browser.wait_text("lockdep", "Would lockdep have said so? No.").await
    })
    .await;
}

#[tokio::test]
async fn a_dependency_of_the_lock_order_opens_its_run() {
    in_browser(Setup::offline(), async |browser| {
        browser.open("#1/write-vs-mlock/2.6.20/-/-@0").await?;
        browser.find("choice-0").await?;
        unfold(browser, "order").await?;
        browser.wait_text("order-words", "Lock-order cycle").await?;
        browser.wait_text("order-words", "Every dependency of every run.").await?;
        browser.wait_text("order-table", "mmap_sem (write), taken at b").await?;
        assert_fits(browser, "order", "[data-testid=order]").await?;
        // The fifth: mlock holds mmap_sem for write and asks for a page lock at f.
        browser.click_testid("dependency-4").await?;
        browser.wait_text("status", "Step").await?;
        browser.wait_text("order-table", "mmap_sem (write), taken at b").await?;
        let hash = browser.hash().await?;
        ensure!(!hash.ends_with("/-@0"), "a run is open: {hash}");
        Ok(())
    })
    .await;
}

#[tokio::test]
async fn the_text_for_a_mail_follows_the_cursor_and_can_be_copied_by_hand() {
    in_browser(Setup::offline(), async |browser| {
        open_deadlock(browser, "write-vs-mlock", "2.6.20").await?;
        unfold(browser, "mail").await?;
        browser.wait_text("mail-text", "DEADLOCK: through mmap_sem: 2,6;b,f").await?;
        browser.wait_text("mail-text", "every interleaving").await?;
        browser.wait_text("mail-text", "pagelock report write-vs-mlock").await?;
        browser.wait_text("lockdep", "It does not know PG_locked").await?;
        assert_fits(browser, "mail", "[data-testid=mail]").await?;
        // Here the browser may or may not have a clipboard: either way it says what came of it.
        browser.click_testid("copy-mail").await?;
        let note = "const note = document.querySelector('[data-testid=copy-note]').textContent;
            return note.startsWith('Copied.') || note.includes('select the text');";
        browser.wait_script(note, true).await?;
        let select = "const text = document.querySelector('[data-testid=mail-text]');
            getSelection().selectAllChildren(text);
            return getSelection().toString().startsWith('# Simulated by Pagelock');";
        browser.wait_script(select, true).await?;
        browser.click_testid("back").await?;
        browser.wait_text("mail-text", "[ the run has not ended ]").await?;
        browser.wait_gone("lockdep").await
    })
    .await;
}
