//! Where things stand in a plot of a sweep: both axes are logarithmic, so that growth is a slope. Pure.

use std::fmt::Write as _;

use pagelock_lists as lists;
use pagelock_protocol::view::{SweepChangeView, SweepPointView};

use crate::decimal::decimal;
use crate::keys::Direction;
use crate::words;

/// Width of a plot in its own units, which are about as large as a pixel on a phone.
pub(crate) const WIDTH: f64 = 360.0;
/// Height of a plot.
pub(crate) const HEIGHT: f64 = 200.0;
/// The left end of the horizontal axis.
pub(crate) const LEFT: f64 = 68.0;
/// The right end of the horizontal axis.
pub(crate) const RIGHT: f64 = WIDTH - 16.0;
/// The upper end of the vertical axis.
pub(crate) const TOP: f64 = 26.0;
/// The lower end of the vertical axis.
pub(crate) const BOTTOM: f64 = HEIGHT - 40.0;

/// Least distance of two ticks of the horizontal axis, so that their numbers do not touch.
const TICK_DISTANCE: f64 = 34.0;

/// Most ticks of the vertical axis.
const TICKS_MAX: i32 = 5;

/// Times below this many microseconds are drawn as this: browsers' clocks are no finer.
const MICROS_MIN: u64 = 100;

/// What is drawn against the value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Measure {
    /// States visited.
    States,
    /// Time of the search.
    Time,
}

impl Measure {
    fn of(self, point: &SweepPointView) -> f64 {
        let amount = match self {
            Self::States => point.states.max(1),
            Self::Time => point.micros.max(MICROS_MIN),
        };
        float(amount)
    }

    /// Ten to this power, in words.
    fn power(self, exponent: i32) -> String {
        let exponent = u32::try_from(exponent).unwrap_or(0);
        match (self, exponent) {
            (Self::States, _) => words::grouped(10_u64.saturating_pow(exponent)),
            (Self::Time, 0..3) => format!("{} µs", 10_u64.pow(exponent)),
            (Self::Time, 3..6) => format!("{} ms", 10_u64.pow(exponent - 3)),
            (Self::Time, _) => format!("{} s", words::grouped(10_u64.saturating_pow(exponent - 6))),
        }
    }
}

#[expect(clippy::cast_precision_loss, reason = "a pixel is coarser")]
fn float(number: u64) -> f64 {
    number as f64
}

/// A searched value.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Mark {
    /// The value.
    pub(crate) value: u32,
    /// How far to the right.
    pub(crate) x: f64,
    /// How far down.
    pub(crate) y: f64,
}

/// A number at an axis.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Tick {
    /// Where along the axis.
    pub(crate) at: f64,
    /// The number.
    pub(crate) text: String,
}

/// Everything in a plot.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Plot {
    /// The searched values, by value.
    pub(crate) marks: Vec<Mark>,
    /// Numbers below the horizontal axis.
    pub(crate) across: Vec<Tick>,
    /// Numbers beside the vertical axis.
    pub(crate) up: Vec<Tick>,
    /// Between which values the verdict changes for certain; the text is the larger one.
    pub(crate) changes: Vec<Tick>,
}

/// The horizontal axis.
#[derive(Clone, Copy)]
struct Across {
    first: u32,
    last: u32,
}

impl Across {
    fn at(self, value: f64) -> f64 {
        if self.first == self.last {
            return f64::midpoint(LEFT, RIGHT);
        }
        let scale = |value: f64| (value + 1.0).ln();
        let (first, last) = (scale(self.first.into()), scale(self.last.into()));
        LEFT + (scale(value) - first) / (last - first) * (RIGHT - LEFT)
    }

    /// Both ends, and as many powers of two as there is room for.
    fn ticks(self) -> Vec<Tick> {
        let ends = if self.first == self.last { vec![self.first] } else { vec![self.first, self.last] };
        let mut kept: Vec<(u32, f64)> =
            ends.into_iter().map(|value| (value, self.at(value.into()))).collect();
        let powers =
            (0..u32::BITS).map(|bit| 1_u32 << bit).filter(|power| (self.first..self.last).contains(power));
        for (power, at) in powers.map(|power| (power, self.at(power.into()))) {
            if kept.iter().all(|(_, other)| (at - other).abs() >= TICK_DISTANCE) {
                kept.push((power, at));
            }
        }
        lists::sort_by_key(&mut kept, |(value, _)| *value);
        kept.into_iter().map(|(value, at)| Tick { at, text: value.to_string() }).collect()
    }
}

/// The vertical axis, from one power of ten to another.
#[derive(Clone, Copy)]
struct Up {
    low: i32,
    high: i32,
}

impl Up {
    fn of(amounts: impl Iterator<Item = f64> + Clone) -> Self {
        let least = amounts.clone().fold(f64::INFINITY, f64::min);
        let most = amounts.fold(1.0, f64::max);
        let low = exponent(least.min(most).log10().floor());
        Self { low, high: exponent(most.log10().ceil()).max(low + 1) }
    }

    fn at(self, amount: f64) -> f64 {
        let share = (amount.log10() - f64::from(self.low)) / f64::from(self.high - self.low);
        BOTTOM - share * (BOTTOM - TOP)
    }

    fn ticks(self, measure: Measure) -> Vec<Tick> {
        let every = (self.high - self.low + TICKS_MAX - 2) / (TICKS_MAX - 1);
        let exponents = (self.low..=self.high).step_by(usize::try_from(every).unwrap_or(1));
        let tick = |exponent: i32| Tick { at: self.at(10_f64.powi(exponent)), text: measure.power(exponent) };
        exponents.map(tick).collect()
    }
}

#[expect(clippy::cast_possible_truncation, reason = "the logarithm of a number of 64 bits is below 20")]
fn exponent(logarithm: f64) -> i32 {
    logarithm as i32
}

impl Plot {
    /// The plot of a measure over a range of values.
    pub(crate) fn new<'a>(
        measure: Measure,
        (first, last): (u32, u32),
        points: impl Iterator<Item = &'a SweepPointView> + Clone,
        changes: &[SweepChangeView],
    ) -> Self {
        let across = Across { first, last };
        let up = Up::of(points.clone().map(|point| measure.of(point)));
        let mark = |point: &SweepPointView| Mark {
            value: point.value,
            x: across.at(point.value.into()),
            y: up.at(measure.of(point)),
        };
        let change = |change: &SweepChangeView| Tick {
            at: across.at(f64::midpoint(change.below.into(), change.above.into())),
            text: change.above.to_string(),
        };
        Self {
            marks: points.map(mark).collect(),
            across: across.ticks(),
            up: up.ticks(measure),
            changes: changes.iter().filter(|change| change.is_certified).map(change).collect(),
        }
    }

    /// The line through the marks, as the points of a polyline.
    pub(crate) fn line(&self) -> String {
        let mut line = String::new();
        for Mark { x, y, .. } in &self.marks {
            let _ = write!(line, "{},{} ", decimal(*x), decimal(*y));
        }
        line.truncate(line.trim_end().len());
        line
    }

    /// The mark that a key leads to from the one of a value.
    pub(crate) fn neighbour(&self, value: u32, direction: Direction) -> Option<u32> {
        let at = self.marks.iter().position(|mark| mark.value == value)?;
        let last = self.marks.len() - 1;
        let to = match direction {
            Direction::Left | Direction::Down => at.saturating_sub(1),
            Direction::Right | Direction::Up => (at + 1).min(last),
            Direction::First => 0,
            Direction::Last => last,
        };
        Some(self.marks[to].value)
    }
}

#[cfg(test)]
mod tests {
    use pagelock_protocol::view::VerdictView;

    use super::*;
    use crate::fixtures::sweep_point;

    fn plot(measure: Measure, range: (u32, u32), points: &[SweepPointView]) -> Plot {
        let change = |below: u32, above: u32| SweepChangeView {
            below,
            above,
            words: String::new(),
            is_certified: above == below + 1,
        };
        Plot::new(measure, range, points.iter(), &[change(3, 4), change(4, 9)])
    }

    fn points(values: &[(u32, u64, u64)]) -> Vec<SweepPointView> {
        let point = |&(value, states, micros)| SweepPointView {
            states,
            micros,
            ..sweep_point(value, VerdictView::Ok)
        };
        values.iter().map(point).collect()
    }

    fn texts(ticks: &[Tick]) -> Vec<&str> {
        ticks.iter().map(|tick| tick.text.as_str()).collect()
    }

    fn is_near(a: f64, b: f64) -> bool {
        (a - b).abs() < 0.01
    }

    #[test]
    fn the_ends_are_at_the_ends_and_equal_factors_are_equal_distances() {
        let points = points(&[(0, 1, 0), (1, 10, 0), (3, 100, 0)]);
        let plot = plot(Measure::States, (0, 3), &points);
        // value + 1 is 1, 2, 4; states are 10 to the 0, 1, 2.
        let expected =
            [(LEFT, BOTTOM), (f64::midpoint(LEFT, RIGHT), f64::midpoint(TOP, BOTTOM)), (RIGHT, TOP)];
        for (mark, (x, y)) in plot.marks.iter().zip(expected) {
            assert!(is_near(mark.x, x) && is_near(mark.y, y), "{mark:?}");
        }
        assert_eq!(plot.line(), "68,160 206,93 344,26");
        assert_eq!(texts(&plot.up), ["1", "10", "100"]);
    }

    #[test]
    fn numbers_at_the_axes_have_room_and_units() {
        let many = points(&[(1, 1, 90), (1024, 2_000_000, 3_000_000)]);
        let states = plot(Measure::States, (1, 1024), &many);
        let across: Vec<f64> = states.across.iter().map(|tick| tick.at).collect();
        assert!(across.windows(2).all(|pair| pair[1] - pair[0] >= TICK_DISTANCE), "{across:?}");
        assert_eq!(
            (states.across[0].text.as_str(), states.across.last().unwrap().text.as_str()),
            ("1", "1024")
        );
        assert_eq!(texts(&states.up), ["1", "100", "10,000", "1,000,000"]);
        let times = plot(Measure::Time, (1, 1024), &many);
        assert_eq!(texts(&times.up), ["100 µs", "10 ms", "1 s"]);
    }

    #[test]
    fn a_single_point_or_none_makes_a_plot_too() {
        let single = plot(Measure::Time, (7, 7), &points(&[(7, 1, 0)]));
        assert_eq!((texts(&single.across), texts(&single.up)), (vec!["7"], vec!["100 µs", "1 ms"]));
        assert!(is_near(single.marks[0].x, f64::midpoint(LEFT, RIGHT)) && is_near(single.marks[0].y, BOTTOM));
        let none = plot(Measure::States, (1, 2), &[]);
        assert_eq!((none.marks.len(), none.line()), (0, String::new()));
        assert_eq!(texts(&none.up), ["1", "10"]);
    }

    #[test]
    fn only_certified_changes_are_drawn() {
        let plot = plot(Measure::States, (1, 9), &points(&[(3, 1, 0), (4, 1, 0)]));
        assert_eq!(texts(&plot.changes), ["4"]);
        assert!(plot.marks[0].x < plot.changes[0].at && plot.changes[0].at < plot.marks[1].x);
    }

    #[test]
    fn keys_go_from_mark_to_mark_and_never_outside() {
        let plot = plot(Measure::States, (1, 9), &points(&[(1, 1, 0), (4, 1, 0), (9, 1, 0)]));
        let check = |value, direction, expected| assert_eq!(plot.neighbour(value, direction), expected);
        check(1, Direction::Right, Some(4));
        check(4, Direction::Left, Some(1));
        check(1, Direction::Left, Some(1));
        check(9, Direction::Up, Some(9));
        check(9, Direction::First, Some(1));
        check(1, Direction::Last, Some(9));
        check(2, Direction::Right, None);
    }
}
