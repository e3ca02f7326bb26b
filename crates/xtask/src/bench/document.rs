//! Tables into `docs/performance.md`, between the markers that name them, and the picture beside it.

use std::fs;

use anyhow::{Context, Result};

use super::samples::Samples;
use super::{plot, tables};
use crate::workspace::Workspace;

const DOCUMENT: &str = "docs/performance.md";
const PICTURE: &str = "docs/growth.svg";

/// Writes both.
pub(crate) fn write(workspace: &Workspace, samples: &Samples) -> Result<()> {
    let file = workspace.root.join(DOCUMENT);
    let mut text = fs::read_to_string(&file).context(DOCUMENT)?;
    for section in tables::sections(samples) {
        text = fill(&text, section.name, &section.text)?;
    }
    fs::write(&file, text).context(DOCUMENT)?;
    fs::write(workspace.root.join(PICTURE), plot::picture(samples)).context(PICTURE)
}

/// Puts a text between the markers of its name.
fn fill(document: &str, name: &str, text: &str) -> Result<String> {
    let begin = format!("<!-- bench: {name} -->\n");
    let end = "<!-- bench end -->";
    let (before, rest) = document.split_once(&begin).with_context(|| format!("no place for `{name}`"))?;
    let (_, after) = rest.split_once(end).with_context(|| format!("the place for `{name}` has no end"))?;
    Ok(format!("{before}{begin}\n{text}\n\n{end}{after}"))
}

#[cfg(test)]
mod tests {
    use super::fill;

    const DOCUMENT: &str = "a\n<!-- bench: x -->\nold\n<!-- bench end -->\nb <!-- bench: y -->";

    #[test]
    fn a_table_goes_to_its_place_alone() {
        let filled = fill(DOCUMENT, "x", "new").unwrap();
        assert_eq!(filled, "a\n<!-- bench: x -->\n\nnew\n\n<!-- bench end -->\nb <!-- bench: y -->");
        assert_eq!(fill(&filled, "x", "new").unwrap(), filled);
    }

    #[test]
    fn a_table_without_a_place_is_a_mistake() {
        assert!(fill(DOCUMENT, "z", "new").is_err());
        assert!(fill(DOCUMENT, "y", "new").is_err());
    }
}
