//! What the line under the cursor does in the kernel, and where that was read.

use pagelock_protocol::view::{CodeView, PrimitiveView};
use yew::{Html, html};

/// A line of the listing: which file, and its number from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Line {
    /// Index into the files of the listing.
    pub(crate) file: usize,
    /// 1-based.
    pub(crate) number: u32,
}

/// The primitives that a line calls, in the order of the line.
pub(crate) fn primitives_of<'a>(code: &'a CodeView, text: &str) -> Vec<&'a PrimitiveView> {
    let code_of_line = text.split('#').next().unwrap_or_default();
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let (called, _) = code_of_line.rsplit_once('(').unwrap_or_default();
    let calls = called.split('(').filter_map(|before| {
        let name = before.rsplit(|c: char| !is_name(c)).next()?;
        code.primitives.iter().find(|primitive| primitive.name == name)
    });
    let mut found: Vec<&PrimitiveView> = Vec::new();
    for primitive in calls {
        if !found.iter().any(|known| known.name == primitive.name) {
            found.push(primitive);
        }
    }
    found
}

/// The note.
pub(super) fn line_note(code: &CodeView, Line { file, number }: Line) -> Html {
    let Some(file) = code.files.get(file) else { return Html::default() };
    let text = file.lines.get(number as usize - 1).map(String::as_str).unwrap_or_default();
    let primitives = primitives_of(code, text);
    html! {
        <div class="p-explanation p-explanation--line" data-testid="line-note">
            <p><strong>{format!("{} line {number}", file.name)}</strong></p>
            if primitives.is_empty() {
                <p>{"No step of its own: what is on this line rides with the step before it."}</p>
            }
            for primitive in primitives {
                <p key={primitive.name.clone()}>
                    <code>{primitive.name.clone()}</code>
                    {format!(": {} ({})", primitive.explanation, primitive.source)}
                </p>
            }
        </div>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_calls_the_primitives_that_it_names() {
        let primitive = |name: &str| PrimitiveView {
            name: name.into(),
            explanation: String::new(),
            source: String::new(),
        };
        let code = CodeView {
            files: Vec::new(),
            primitives: ["find_get_page", "get_page", "lock_page"].map(primitive).to_vec(),
        };
        let names = |text| primitives_of(&code, text).iter().map(|p| p.name.clone()).collect::<Vec<_>>();
        assert_eq!(names("[2]\tpage = find_get_page(file, index);"), ["find_get_page"]);
        assert_eq!(names("\tif (get_page(p) && lock_page(p) && get_page(q))"), ["get_page", "lock_page"]);
        assert_eq!(names("# mm/filemap.c lock_page(page)"), Vec::<String>::new());
        assert_eq!(names("\tunlock_page (page) lock_page"), Vec::<String>::new());
    }
}
