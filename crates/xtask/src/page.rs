//! `index.html` as it is published: `www/index.html` with its three places filled in. Text in, text out.

use anyhow::{Result, ensure};

const STYLES: &str = "<!-- styles -->";
const VERDICT_TABLE: &str = "<!-- verdict-table -->";
const BUILD: &str = "@BUILD@";

/// Style sheets that others build on, in order; the rest follow by name.
const FIRST_STYLES: [&str; 3] = ["tokens.css", "base.css", "layout.css"];

/// Fills the places of `template`: links to the style sheets, the table of verdicts, the build's name.
pub(crate) fn fill(template: &str, styles: &[String], table: &str, build: &str) -> Result<String> {
    ensure!(table.contains("<table"), "the table of verdicts has no <table>");
    for refused in [concat!(" sty", "le="), "<script", "<style"] {
        ensure!(
            !table.contains(refused),
            "the table of verdicts has `{refused}`, which the page's policy blocks"
        );
    }
    for place in [STYLES, VERDICT_TABLE] {
        ensure!(template.matches(place).count() == 1, "index.html needs `{place}` exactly once");
    }
    ensure!(template.contains(BUILD), "index.html nowhere names its build, `{BUILD}`");
    Ok(template
        .replace(BUILD, build)
        .replace(STYLES, &style_links(styles, build))
        .replace(VERDICT_TABLE, table.trim_end()))
}

fn style_links(styles: &[String], build: &str) -> String {
    let mut names: Vec<&String> = styles.iter().collect();
    names.sort_by_key(|name| {
        let rank = FIRST_STYLES.iter().position(|first| first == name).unwrap_or(FIRST_STYLES.len());
        (rank, name.as_str())
    });
    let link = |name: &&String| format!("<link rel=\"stylesheet\" href=\"styles/{name}?v={build}\">");
    names.iter().map(link).collect::<Vec<_>>().join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::fill;

    const TEMPLATE: &str = "<!-- styles -->|@BUILD@|<!-- verdict-table -->";
    const TABLE: &str = "<table></table>\n";

    #[test]
    fn fills_every_place() {
        let styles = ["verdict.css", "layout.css", "button.css", "tokens.css"].map(String::from);
        let page = fill(TEMPLATE, &styles, TABLE, "1f").unwrap();
        let link = |name: &str| format!("<link rel=\"stylesheet\" href=\"styles/{name}.css?v=1f\">");
        let links = ["tokens", "layout", "button", "verdict"].map(link).join("\n    ");
        assert_eq!(page, format!("{links}|1f|<table></table>"));
    }

    #[test]
    fn refuses_a_template_without_its_places() {
        assert!(fill("@BUILD@<!-- styles -->", &[], TABLE, "1f").is_err());
        assert!(fill("<!-- styles --><!-- verdict-table -->", &[], TABLE, "1f").is_err());
    }

    #[test]
    fn refuses_what_the_policy_would_block() {
        let table = concat!("<table sty", "le=\"color: red\"></table>");
        assert!(fill(TEMPLATE, &[], table, "1f").is_err());
        assert!(fill(TEMPLATE, &[], "no table at all", "1f").is_err());
    }
}
