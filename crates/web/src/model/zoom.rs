//! How wide a step is drawn in the time lanes.

/// Width of a step.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Zoom {
    /// A mark for each step, without its label.
    Far,
    /// Room for a short label.
    #[default]
    Middle,
    /// Room for every label.
    Near,
}

impl Zoom {
    const ALL: [Self; 3] = [Self::Far, Self::Middle, Self::Near];

    /// Width of a column, in pixels of the picture.
    pub(crate) fn column(self) -> usize {
        match self {
            Self::Far => 8,
            Self::Middle => 24,
            Self::Near => 44,
        }
    }

    /// Whether ticks have room for their labels.
    pub(crate) fn has_labels(self) -> bool {
        match self {
            Self::Far => false,
            Self::Middle | Self::Near => true,
        }
    }

    fn at(self, by: impl Fn(usize) -> Option<usize>) -> Option<Self> {
        let here = Self::ALL.iter().position(|&zoom| zoom == self)?;
        Self::ALL.get(by(here)?).copied()
    }

    /// The next one with wider steps, if there is one.
    pub(crate) fn nearer(self) -> Option<Self> {
        self.at(|here| here.checked_add(1))
    }

    /// The next one with narrower steps, if there is one.
    pub(crate) fn farther(self) -> Option<Self> {
        self.at(|here| here.checked_sub(1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn zoom_goes_step_by_step_and_stops_at_both_ends() {
        assert_eq!(Zoom::Near.nearer(), None);
        assert_eq!(Zoom::Near.farther().and_then(Zoom::farther), Some(Zoom::Far));
        assert_eq!(Zoom::Far.farther(), None);
        assert_eq!(Zoom::Far.nearer(), Some(Zoom::Middle));
    }
}
