//! Plain text in lines of at most 72 columns, whatever the names in it are; only a link may be longer.
//!
//! Arrow: words -> **lines**. It knows nothing of what they say.

/// Columns of a line: a mail quotes it twice and it is still within 80.
pub(crate) const WIDTH: usize = 72;

/// A text as printable ASCII: whatever else is in it could break lines, or the mail.
pub(crate) fn plain(text: &str) -> String {
    text.chars().map(|c| if c == ' ' || c.is_ascii_graphic() { c } else { '?' }).collect()
}

/// The start of a text, with `~` for the rest if it is longer than so many columns.
pub(crate) fn cut(text: &str, columns: usize) -> String {
    let text = plain(text);
    if text.len() <= columns {
        return text;
    }
    format!("{}~", &text[..columns.saturating_sub(1)])
}

/// A text in lines of so many columns, broken at spaces; a word that is longer is broken where it has to be.
pub(crate) fn wrap(text: &str, columns: usize) -> Vec<String> {
    let (text, mut lines, mut line) = (plain(text), Vec::new(), String::new());
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        if !line.is_empty() && line.len() + 1 + word.len() > columns {
            lines.push(std::mem::take(&mut line));
        }
        let mut rest = word;
        while rest.len() > columns {
            lines.push(rest[..columns].to_owned());
            rest = &rest[columns..];
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(rest);
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// Lines in the making.
#[derive(Debug, Default)]
pub(crate) struct Sheet {
    text: String,
}

impl Sheet {
    /// A line; what does not fit is cut.
    pub(crate) fn line(&mut self, line: &str) {
        self.text.push_str(cut(line, WIDTH).trim_end());
        self.text.push('\n');
    }

    /// A link, which is worth nothing in pieces: the only line that may be longer than the others.
    pub(crate) fn link(&mut self, link: &str) {
        self.text.push_str(&plain(link));
        self.text.push('\n');
    }

    pub(crate) fn blank(&mut self) {
        self.text.push('\n');
    }

    /// A row of one character.
    pub(crate) fn rule(&mut self, c: char) {
        self.line(&c.to_string().repeat(WIDTH));
    }

    /// A text in as many lines as it needs, so far from the left.
    pub(crate) fn paragraph(&mut self, indent: usize, text: &str) {
        self.hanging(&" ".repeat(indent), text);
    }

    /// A text behind a name; further lines begin below its first word.
    pub(crate) fn hanging(&mut self, name: &str, text: &str) {
        let name = cut(name, WIDTH / 2);
        for (i, line) in wrap(text, WIDTH - name.len()).iter().enumerate() {
            let start = if i == 0 { name.clone() } else { " ".repeat(name.len()) };
            self.line(&format!("{start}{line}"));
        }
    }

    pub(crate) fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_cannot_break_the_shape() {
        assert_eq!(plain("a\nb\u{1b}[31m\u{202e}ü\tz"), "a?b?[31m???z");
        let mut sheet = Sheet::default();
        sheet.hanging("task  ", &format!("x\n{} y", "n".repeat(200)));
        sheet.line(&"w".repeat(100));
        let text = sheet.finish();
        assert!(text.lines().all(|line| line.len() <= WIDTH), "{text}");
        // One word of 202 letters in lines of 66 behind the name, the rest with what follows; and the long line.
        assert_eq!(text.lines().count(), 4 + 1);
    }

    #[test]
    fn text_is_broken_at_spaces() {
        assert_eq!(wrap("one two three", 7), ["one two", "three"]);
        assert_eq!(wrap("abcdefghij k", 4), ["abcd", "efgh", "ij k"]);
        assert_eq!(wrap("", 4), Vec::<String>::new());
        assert_eq!((cut("abcdef", 6), cut("abcdef", 4)), ("abcdef".to_owned(), "abc~".to_owned()));
    }
}
