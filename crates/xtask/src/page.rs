//! Pages as they are published, but for names and checksums: templates with their places filled in. Text in, text out.

use anyhow::{Context, Result, ensure};
use serde_json::Value;

const STYLES: &str = "<!-- styles -->";
const VERDICT_TABLE: &str = "<!-- verdict-table -->";
const CONTENT: &str = "<!-- content -->";
const TITLE: &str = "@TITLE@";
const DESCRIPTION: &str = "@DESCRIPTION@";
const PREVIEW: &str = "@PREVIEW@";

/// Style sheets that others build on, in order; the rest follow by name.
const FIRST_STYLES: [&str; 3] = ["tokens.css", "base.css", "layout.css"];
/// What the policy of the pages blocks.
const REFUSED: [&str; 3] = [concat!(" sty", "le="), "<script", "<style"];

/// What the command line program says for readers without scripts.
pub(crate) struct Texts {
    /// The table of verdicts, and the stories, as HTML.
    pub(crate) table: String,
    /// A page of each scenario, and one that lists them.
    pub(crate) pages: Vec<Page>,
}

/// A page without its frame. Everything but the name is HTML.
pub(crate) struct Page {
    /// The name of its file, without its ending.
    pub(crate) name: String,
    title: String,
    description: String,
    content: String,
}

impl Texts {
    /// Reads what `pagelock matrix --pages` prints.
    pub(crate) fn read(json: &str) -> Result<Texts> {
        let read: Value = serde_json::from_str(json).context("the texts for the pages")?;
        let text = |from: &Value, key: &str| {
            from[key].as_str().map(str::to_owned).with_context(|| format!("the texts have no `{key}`"))
        };
        let page = |page: &Value| {
            let name = text(page, "name")?;
            let is_name = |c: char| c.is_ascii_alphanumeric() || c == '-';
            ensure!(!name.is_empty() && name.chars().all(is_name), "`{name}` is no name for a page");
            let (title, description) = (text(page, "title")?, text(page, "description")?);
            Ok(Page { name, title, description, content: text(page, "html")? })
        };
        let pages = read["pages"].as_array().context("the texts have no `pages`")?;
        Ok(Texts { table: text(&read, "table")?, pages: pages.iter().map(page).collect::<Result<_>>()? })
    }
}

/// Fills the places of `index.html`: links to the style sheets, and the table of verdicts.
pub(crate) fn fill(template: &str, styles: &[String], table: &str) -> Result<String> {
    ensure!(table.contains("<table"), "the table of verdicts has no <table>");
    let places = [(STYLES, style_links(styles, "")), (VERDICT_TABLE, table.trim_end().to_owned())];
    replaced(template, &places)
}

/// Puts a page into its frame. `base` is where the site will be, if that is known: who makes previews wants whole
/// addresses.
pub(crate) fn frame(template: &str, styles: &[String], page: &Page, base: &str) -> Result<String> {
    let to_root = if base.is_empty() { "../" } else { base };
    let places = [
        (STYLES, style_links(styles, "../")),
        (TITLE, page.title.clone()),
        (DESCRIPTION, page.description.clone()),
        (PREVIEW, format!("{to_root}preview.png")),
        (CONTENT, page.content.trim_end().to_owned()),
    ];
    replaced(template, &places).with_context(|| page.name.clone())
}

fn replaced(template: &str, places: &[(&str, String)]) -> Result<String> {
    // What is put in may say what a place says, so the template is taken apart before anything is put in.
    let mut found = Vec::new();
    for (place, text) in places {
        for refused in REFUSED {
            ensure!(!text.contains(refused), "`{refused}` is for {place}, and the page's policy blocks it");
        }
        ensure!(template.contains(place), "the template needs `{place}`");
        found.extend(template.match_indices(place).map(|(at, _)| (at, place.len(), text)));
    }
    found.sort_unstable();
    let (mut out, mut done) = (String::new(), 0);
    for (at, len, text) in found {
        out.push_str(&template[done..at]);
        out.push_str(text);
        done = at + len;
    }
    Ok(out + &template[done..])
}

/// `to_root` leads from the page to the root of the site.
fn style_links(styles: &[String], to_root: &str) -> String {
    let mut names: Vec<&String> = styles.iter().collect();
    names.sort_by_key(|name| {
        let rank = FIRST_STYLES.iter().position(|first| first == name).unwrap_or(FIRST_STYLES.len());
        (rank, name.as_str())
    });
    let link = |name: &&String| {
        let integrity = format!("@INTEGRITY styles/{name}@");
        format!("<link rel=\"stylesheet\" href=\"{to_root}styles/{name}\" integrity=\"{integrity}\">")
    };
    names.iter().map(link).collect::<Vec<_>>().join("\n    ")
}

#[cfg(test)]
mod tests {
    use super::{Page, Texts, fill, frame};

    const TEMPLATE: &str = "<!-- styles -->|<!-- verdict-table -->";
    const TABLE: &str = "<table></table>\n";
    const FRAME: &str = "@TITLE@|@DESCRIPTION@|@PREVIEW@|<!-- styles -->|<!-- content -->|@TITLE@";

    fn link(name: &str, to_root: &str) -> String {
        let path = format!("styles/{name}.css");
        let (href, integrity) = (format!("{to_root}{path}"), format!("@INTEGRITY {path}@"));
        format!("<link rel=\"stylesheet\" href=\"{href}\" integrity=\"{integrity}\">")
    }

    fn page(content: &str) -> Page {
        let text = |text: &str| text.to_owned();
        Page { name: text("one"), title: text("T"), description: text("@TITLE@"), content: text(content) }
    }

    #[test]
    fn fills_every_place() {
        let styles = ["verdict.css", "layout.css", "button.css", "tokens.css"].map(String::from);
        let page = fill(TEMPLATE, &styles, TABLE).unwrap();
        let links = ["tokens", "layout", "button", "verdict"].map(|name| link(name, "")).join("\n    ");
        assert_eq!(page, format!("{links}|<table></table>"));
    }

    #[test]
    fn frames_a_page() {
        let html = |base| frame(FRAME, &["a.css".to_owned()], &page("<p>\n"), base).unwrap();
        assert_eq!(html(""), format!("T|@TITLE@|../preview.png|{}|<p>|T", link("a", "../")));
        assert!(html("https://a.example/b/").contains("|https://a.example/b/preview.png|"));
    }

    #[test]
    fn refuses_a_template_without_its_places() {
        assert!(fill("<!-- styles -->", &[], TABLE).is_err());
        assert!(fill("<!-- verdict-table -->", &[], TABLE).is_err());
    }

    #[test]
    fn refuses_what_the_policy_would_block() {
        let table = concat!("<table sty", "le=\"color: red\"></table>");
        assert!(fill(TEMPLATE, &[], table).is_err());
        assert!(fill(TEMPLATE, &[], "no table at all").is_err());
        assert!(frame(FRAME, &[], &page("<script>"), "").is_err());
    }

    #[test]
    fn reads_what_the_command_line_says() {
        let page =
            |name: &str| format!(r#"{{"name": "{name}", "title": "t", "description": "d", "html": "h"}}"#);
        let texts = |name: &str| Texts::read(&format!(r#"{{"table": "x", "pages": [{}]}}"#, page(name)));
        assert_eq!(texts("abba-two").unwrap().pages[0].name, "abba-two");
        assert!(texts("../abba").is_err());
        assert!(Texts::read(r#"{"pages": []}"#).is_err());
    }
}
