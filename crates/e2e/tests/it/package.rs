//! The JavaScript package in a page: its own example, as `cargo xtask package` has built it.

use pagelock_e2e::{Setup, Site, in_browser};
use pagelock_engine::{Limits, Search};
use pagelock_lang::{Source, build};

/// Steps of the shortest way, as it is found without a browser.
fn shortest(scenario: &str, kernel: &str) -> usize {
    let setup = build(Source::Builtin(scenario), Source::Builtin(kernel), &[]).expect("both are built in");
    Search::new(&setup.machine, Limits::default()).finish().schedule.len()
}

#[tokio::test]
async fn the_example_searches_in_the_browser() {
    in_browser(Setup { site: Site::package_example(), ..Setup::default() }, async |browser| {
        browser.open("").await?;
        let verdict = "return document.getElementById('verdict').textContent";
        browser.wait_script(verdict, "Ready.").await?;
        let search = "const [scenario, kernel] = arguments;
            document.querySelector('[name=scenario]').value = scenario;
            document.querySelector('[name=kernel]').value = kernel;
            document.getElementById('search').click();";
        // The mail's second deadlock, and the patch that mends it.
        for (kernel, found) in [("2.6.20", "deadlock (ABBA)"), ("pin-source", "ok")] {
            let ask = search.replacen("arguments", &format!("['abba-two-files', '{kernel}']"), 1);
            browser.run_script(&ask).await?;
            browser.wait_script(verdict, found).await?;
            let steps = "return document.querySelectorAll('#steps li').length";
            assert_eq!(browser.run_script(steps).await?, shortest("abba-two-files", kernel));
        }
        browser.run_script(&search.replacen("arguments", "['no-such-scenario', '2.6.20']", 1)).await?;
        let is_named = "return document.getElementById('verdict').textContent.includes('no-such-scenario')";
        browser.wait_script(is_named, true).await
    })
    .await;
}
