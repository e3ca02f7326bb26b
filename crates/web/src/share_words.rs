//! What is put into mails, notes and slides about what is shown.
//!
//! Arrow: title + address + report -> **text**.

/// A link in Markdown: `[title](address)`.
pub(crate) fn markdown(title: &str, address: &str) -> String {
    let mut out = String::from("[");
    for character in title.chars() {
        if matches!(character, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '&' | '~' | '|') {
            out.push('\\');
        }
        out.push(if character.is_control() { ' ' } else { character });
    }
    out + "](" + &address.replace('(', "%28").replace(')', "%29") + ")"
}

/// What is shown, in a line: `same-page under 2.6.20: deadlock (self)`.
pub(crate) fn title(scenario: &str, listing: &str, found: Option<&str>) -> String {
    let found = found.map(|found| format!(": {found}")).unwrap_or_default();
    format!("{scenario} under {listing}{found}")
}

/// The report for a mail, and the address on a line of its own.
pub(crate) fn mail(report: &str, address: &str) -> String {
    format!("{}\n\n{address}\n", report.trim_end())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_title_stays_a_title_in_markdown() {
        let address = "https://pagelock.example/#1/a/b/-/a@1~00000000000";
        let plain = title("same-page", "2.6.20", Some("deadlock (self)"));
        assert_eq!(
            markdown(&plain, address),
            format!("[same-page under 2.6.20: deadlock (self)]({address})")
        );
        let hostile = markdown("](javascript:x) <b>`*_\n", "https://x/(y)");
        assert_eq!(hostile, "[\\](javascript:x) \\<b\\>\\`\\*\\_ ](https://x/%28y%29)");
        assert_eq!(title("a", "b", None), "a under b");
    }

    #[test]
    fn the_address_stands_alone_at_the_end_of_a_mail() {
        assert_eq!(mail("# report\nline\n\n", "https://x/#1"), "# report\nline\n\nhttps://x/#1\n");
    }
}
