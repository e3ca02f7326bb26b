//! What is taken once, in something that is copied and compared. It does not know what it is.
//!
//! Actions are copied: a button keeps the one that it sends. To copy and compare an answer of the engine, which never
//! is in a button, would be ten kilobytes of the page.

use std::cell::Cell;
use std::fmt;
use std::rc::Rc;

/// Something that is taken once, from whichever copy. Copies are equal, and nothing else is.
pub(crate) struct Once<T>(Rc<Cell<Option<Box<T>>>>);

impl<T> Once<T> {
    /// It, and nobody has taken it.
    pub(crate) fn new(it: Box<T>) -> Self {
        Self(Rc::new(Cell::new(Some(it))))
    }

    /// It, unless it was taken before.
    pub(crate) fn take(&self) -> Option<T> {
        self.0.take().map(|it| *it)
    }
}

impl<T> Clone for Once<T> {
    fn clone(&self) -> Self {
        Self(Rc::clone(&self.0))
    }
}

impl<T> PartialEq for Once<T> {
    fn eq(&self, other: &Self) -> bool {
        Rc::ptr_eq(&self.0, &other.0)
    }
}

impl<T> Eq for Once<T> {}

impl<T> fmt::Debug for Once<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Once")
    }
}

#[cfg(test)]
mod tests {
    use super::Once;

    #[test]
    fn one_copy_takes_it() {
        let (once, other) = (Once::new(Box::new(7)), Once::new(Box::new(7)));
        let copy = once.clone();
        assert!(once == copy && once != other);
        assert_eq!((copy.take(), once.take(), other.take()), (Some(7), None, Some(7)));
    }
}
