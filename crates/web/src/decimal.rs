//! Coordinates as text. Arrow: number -> **text**. Pure.
//!
//! Drawings need no more than hundredths. How the standard library writes floats is ten kilobytes of the page, so
//! they are written as whole numbers are.

/// A number with at most two digits after its point.
#[expect(clippy::cast_possible_truncation, reason = "no drawing is that large")]
pub(crate) fn decimal(number: f64) -> String {
    let hundredths = (number * 100.0).round() as i64;
    let sign = if hundredths < 0 { "-" } else { "" };
    let (whole, rest) = (hundredths.unsigned_abs() / 100, hundredths.unsigned_abs() % 100);
    match (rest / 10, rest % 10) {
        (0, 0) => format!("{sign}{whole}"),
        (tenths, 0) => format!("{sign}{whole}.{tenths}"),
        (tenths, hundredths) => format!("{sign}{whole}.{tenths}{hundredths}"),
    }
}

#[cfg(test)]
mod tests {
    use super::decimal;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let check = |number: f64, text: &str| assert_eq!(decimal(number), text);
        check(0.0, "0");
        check(-0.001, "0");
        check(68.0, "68");
        check(-6.6, "-6.6");
        check(0.05, "0.05");
        check(-0.25, "-0.25");
        check(1.999, "2");
        check(206.125, "206.13");
    }
}
