//! States and time against tasks as a picture, in both colour schemes. Pure: samples in, SVG out.
//!
//! Both axes are logarithmic. A line is told by its mark and by its name at its end as well as by its colour; the
//! tables of the document have the same numbers.

use std::fmt::Write as _;

use super::plan::{self, Growing, Who};
use super::samples::{Sample, Samples};
use super::tables::{as_f64, count, time};

const PANEL: (f64, f64) = (520.0, 330.0);
/// Room for the numbers on the left, the title above, names on the right, and the numbers below.
const MARGIN: (f64, f64, f64, f64) = (74.0, 40.0, 132.0, 44.0);

const HEAD: &str = "\
<style>
  text { font: 12px system-ui, sans-serif; fill: #1c2128; }
  .title { font-weight: 600; font-size: 14px; }
  .ground { fill: #ffffff; }
  .grid { stroke: #d5d9de; stroke-width: 1; }
  .line { fill: none; stroke-width: 2; }
  .c0 { stroke: #0b5cad; } .c1 { stroke: #b3261e; } .c2 { stroke: #1b7f3b; } .c3 { stroke: #7a4aa0; }
  .dashed { stroke-dasharray: 5 4; }
  .mark { stroke-width: 2; fill: #ffffff; }
  @media (prefers-color-scheme: dark) {
    text { fill: #e6e9ed; }
    .ground, .mark { fill: #15191e; }
    .grid { stroke: #3a424c; }
    .c0 { stroke: #6cb2ff; } .c1 { stroke: #ff8f85; } .c2 { stroke: #6fd18c; } .c3 { stroke: #c9a3ec; }
  }
</style>
";

/// A line: what it is called, its colour and mark, whether it is dashed, and its points.
struct Line {
    name: String,
    colour: usize,
    is_dashed: bool,
    points: Vec<(f64, f64)>,
}

/// The whole picture: rings above, the pool below, states on the left and time on the right.
pub(crate) fn picture(samples: &Samples) -> String {
    let growing = plan::growing();
    let (rings, pool): (Vec<&Growing>, Vec<&Growing>) = growing.iter().partition(|one| one.name != "pool");
    let states = |sample: &Sample| as_f64(sample.states);
    let milliseconds = |sample: &Sample| sample.milliseconds;
    let (width, height) = (PANEL.0 * 2.0, PANEL.1 * 2.0);
    let mut svg = format!(
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {width} {height}\" role=\"img\" \
         aria-label=\"States and time against the number of tasks\">\n{HEAD}\
         <rect class=\"ground\" width=\"{width}\" height=\"{height}\"/>\n"
    );
    let panels = [
        ("Ring: states", lines(samples, &rings, states), (0.0, 0.0), Unit::States),
        ("Ring: time", lines(samples, &rings, milliseconds), (PANEL.0, 0.0), Unit::Time),
        ("Pool, as many slots as tasks: states", lines(samples, &pool, states), (0.0, PANEL.1), Unit::States),
        ("Pool: time", lines(samples, &pool, milliseconds), (PANEL.0, PANEL.1), Unit::Time),
    ];
    for (title, lines, at, unit) in panels {
        panel(&mut svg, title, &lines, at, unit);
    }
    svg.push_str("</svg>\n");
    svg
}

fn lines(samples: &Samples, growing: &[&Growing], value: impl Fn(&Sample) -> f64) -> Vec<Line> {
    let mut lines = Vec::new();
    for (colour, growing) in growing.iter().enumerate() {
        for &who in growing.contestants {
            let points = growing.sizes.iter().filter_map(|&size| {
                let sample = samples.one(&growing.case(size), who).filter(|sample| !sample.is_bounded())?;
                Some((f64::from(size), value(sample)))
            });
            let is_dashed = who == Who::Whole;
            let name = if is_dashed { String::new() } else { growing.name.to_owned() };
            lines.push(Line { name, colour, is_dashed, points: points.collect() });
        }
    }
    lines.retain(|line| !line.points.is_empty());
    lines
}

#[derive(Clone, Copy)]
enum Unit {
    States,
    Time,
}

impl Unit {
    fn show(self, value: f64) -> String {
        match self {
            #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "powers of ten")]
            Unit::States => count(value as u64),
            Unit::Time if value < 0.01 => format!("{value:.3} ms"),
            Unit::Time => time(value),
        }
    }
}

/// Numbers to places in a panel.
struct Scale {
    x: (f64, f64),
    y: (i32, i32),
    at: (f64, f64),
}

impl Scale {
    fn of(lines: &[Line], at: (f64, f64)) -> Option<Scale> {
        let points = || lines.iter().flat_map(|line| &line.points);
        let x = points().map(|point| point.0);
        let y = points().map(|point| point.1.max(1e-3).log10());
        let (least, most) = (x.clone().reduce(f64::min)?, x.reduce(f64::max)?);
        #[expect(clippy::cast_possible_truncation, reason = "few powers of ten")]
        let y = (y.clone().reduce(f64::min)?.floor() as i32, y.reduce(f64::max)?.ceil() as i32);
        Some(Scale { x: (least.log2(), most.log2().max(least.log2() + 1.0)), y: (y.0, y.1.max(y.0 + 1)), at })
    }

    fn x(&self, tasks: f64) -> f64 {
        let width = PANEL.0 - MARGIN.0 - MARGIN.2;
        self.at.0 + MARGIN.0 + width * (tasks.log2() - self.x.0) / (self.x.1 - self.x.0)
    }

    fn y(&self, value: f64) -> f64 {
        let height = PANEL.1 - MARGIN.1 - MARGIN.3;
        let (low, high) = (f64::from(self.y.0), f64::from(self.y.1));
        self.at.1 + MARGIN.1 + height * (high - value.max(1e-3).log10()) / (high - low)
    }
}

fn panel(svg: &mut String, title: &str, lines: &[Line], at: (f64, f64), unit: Unit) {
    let Some(scale) = Scale::of(lines, at) else { return };
    let (left, right) = (at.0 + MARGIN.0, at.0 + PANEL.0 - MARGIN.2);
    let bottom = at.1 + PANEL.1 - MARGIN.3;
    let _ = writeln!(svg, "<text class=\"title\" x=\"{left:.1}\" y=\"{:.1}\">{title}</text>", at.1 + 24.0);
    for power in scale.y.0..=scale.y.1 {
        let value = 10f64.powi(power);
        let y = scale.y(value);
        let _ = writeln!(svg, "<path class=\"grid\" d=\"M{left:.1} {y:.1}H{right:.1}\"/>");
        let (x, y, text) = (left - 6.0, y + 4.0, unit.show(value));
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"end\">{text}</text>");
    }
    let mut sizes: Vec<f64> = lines.iter().flat_map(|line| &line.points).map(|point| point.0).collect();
    sizes.sort_by(f64::total_cmp);
    sizes.dedup();
    for size in sizes {
        let (x, y) = (scale.x(size), bottom + 18.0);
        let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">{size}</text>");
    }
    let (x, y) = (f64::midpoint(left, right), bottom + 36.0);
    let _ = writeln!(svg, "<text x=\"{x:.1}\" y=\"{y:.1}\" text-anchor=\"middle\">tasks</text>");
    let mut taken = Vec::new();
    for line in lines {
        draw(svg, &scale, line, &mut taken);
    }
}

/// A line with its marks, and its name where no other name is.
fn draw(svg: &mut String, scale: &Scale, line: &Line, taken: &mut Vec<f64>) {
    let Line { colour, points, .. } = line;
    let dashed = if line.is_dashed { " dashed" } else { "" };
    let places: Vec<(f64, f64)> = points.iter().map(|&(x, y)| (scale.x(x), scale.y(y))).collect();
    let path: Vec<String> = places.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    let _ = writeln!(svg, "<path class=\"line c{colour}{dashed}\" d=\"M{}\"/>", path.join("L"));
    for &(x, y) in &places {
        let shape = match colour {
            0 => format!("M{:.1} {y:.1}a4 4 0 1 0 8 0a4 4 0 1 0 -8 0z", x - 4.0),
            1 => format!("M{:.1} {:.1}h7v7h-7z", x - 3.5, y - 3.5),
            2 => format!("M{x:.1} {:.1}l4.5 8h-9z", y - 5.0),
            _ => format!("M{x:.1} {:.1}l5 5l-5 5l-5 -5z", y - 5.0),
        };
        let _ = writeln!(svg, "<path class=\"mark c{colour}\" d=\"{shape}\"/>");
    }
    if let Some(&(x, y)) = places.last().filter(|_| !line.name.is_empty()) {
        let mut y = y + 4.0;
        while taken.iter().any(|other: &f64| (other - y).abs() < 14.0) {
            y += 14.0;
        }
        taken.push(y);
        let _ = writeln!(svg, "<text x=\"{:.1}\" y=\"{y:.1}\">{}</text>", x + 10.0, line.name);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample(states: u64, verdict: &str) -> Sample {
        Sample { milliseconds: 1.0, states, transitions: 0, memory: 0, verdict: verdict.to_owned() }
    }

    #[test]
    fn what_a_limit_has_stopped_is_not_drawn() {
        let mut samples = Samples::default();
        samples.add("ring-old/2", Who::Reduced, sample(10, "ok"));
        samples.add("ring-old/3", Who::Reduced, sample(100, "ok"));
        samples.add("ring-old/4", Who::Reduced, sample(1000, "unknown, bounded"));
        let svg = picture(&samples);
        // Two panels of the ring, with two marks each; none of the pool.
        assert_eq!(svg.matches("class=\"mark").count(), 4);
        assert_eq!(svg.matches(">ring-old<").count(), 2);
        assert!(!svg.contains("Pool"));
    }

    #[test]
    fn larger_numbers_lie_higher_and_further_right() {
        let points = vec![(2.0, 10.0), (8.0, 1000.0)];
        let line = Line { name: String::new(), colour: 0, is_dashed: false, points };
        let scale = Scale::of(&[line], (0.0, 0.0)).unwrap();
        assert!(scale.x(2.0) < scale.x(4.0) && scale.x(4.0) < scale.x(8.0));
        assert!(scale.y(10.0) > scale.y(100.0) && scale.y(100.0) > scale.y(1000.0));
    }
}
