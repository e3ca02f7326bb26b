//! What is read aloud of a line that may change faster than anybody listens: at most one message a second. Pure; the
//! clock is with whoever calls.

/// Milliseconds from one message to the next.
pub(crate) const PAUSE_MILLIS: i32 = 1_000;

/// The gate between what is shown and what is said.
#[derive(Debug, Default)]
pub(crate) struct Gate {
    is_closed: bool,
    waiting: Option<String>,
}

impl Gate {
    /// A new text is shown. What comes out is to be said now, and the pause begins.
    pub(crate) fn offer(&mut self, text: &str) -> Option<String> {
        if self.is_closed {
            self.waiting = Some(text.to_owned());
            return None;
        }
        self.is_closed = true;
        Some(text.to_owned())
    }

    /// The pause is over. What comes out is to be said now, and the next pause begins.
    pub(crate) fn open(&mut self) -> Option<String> {
        let next = self.waiting.take();
        self.is_closed = next.is_some();
        next
    }
}

#[cfg(test)]
mod tests {
    use super::Gate;

    #[test]
    fn of_many_texts_in_a_second_the_first_and_the_last_are_said() {
        let mut gate = Gate::default();
        let said: Vec<String> = ["1", "2", "3"].iter().filter_map(|text| gate.offer(text)).collect();
        assert_eq!(said, ["1"]);
        assert_eq!(gate.open().as_deref(), Some("3"));
        // Said in this second already.
        assert_eq!(gate.offer("4"), None);
        assert_eq!(gate.open().as_deref(), Some("4"));
        assert_eq!(gate.open(), None);
        assert_eq!(gate.offer("5").as_deref(), Some("5"));
    }
}
