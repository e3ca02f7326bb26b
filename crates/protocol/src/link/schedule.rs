//! Schedules as text: a letter for each choice, runs with their lengths.
//!
//! Arrow: choices <-> **text** in links, on the command line and in reports. `a16c6b` is choice 0 sixteen times, choice
//! 2 six times, choice 1 once. Behind `z` come `Ba`, `Bb`, ...: capitals are the higher digits to the base 26.
//! `a13+512` is `a13b13c13...`: 512 runs, each of the next choice. `-` is no choice at all.

use std::fmt::Write as _;

use super::LinkError;

/// Choices in a schedule at most.
const CHOICES_MAX: usize = u16::MAX as usize;

/// Runs of the next choice each that are written as one, at least.
const PROGRESSION_MIN: usize = 4;

const LETTERS: u16 = 26;

/// The same choice several times.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Run {
    choice: u16,
    /// 1 or more
    len: usize,
}

impl Run {
    /// Whether `next` is a run of the next choice, as long as this one.
    fn leads_to(self, next: Self) -> bool {
        self.choice.checked_add(1) == Some(next.choice) && self.len == next.len
    }

    fn write(self, out: &mut String) {
        let mut letters = vec![letter(b'a', self.choice % LETTERS)];
        let mut rest = self.choice / LETTERS;
        while rest > 0 {
            letters.push(letter(b'A', rest % LETTERS));
            rest /= LETTERS;
        }
        out.extend(letters.iter().rev());
        if self.len > 1 {
            let _ = write!(out, "{}", self.len);
        }
    }
}

fn letter(first: u8, nr: u16) -> char {
    char::from(first + u8::try_from(nr).expect("less than 26"))
}

/// Writes a schedule; a choice is an index among the choices of its state.
pub fn encode_schedule(schedule: &[u16]) -> String {
    let runs: Vec<Run> =
        schedule.chunk_by(|a, b| a == b).map(|run| Run { choice: run[0], len: run.len() }).collect();
    if runs.is_empty() {
        return "-".to_owned();
    }
    let mut out = String::new();
    let mut at = 0;
    while at < runs.len() {
        let len = 1 + runs[at..].windows(2).take_while(|pair| pair[0].leads_to(pair[1])).count();
        runs[at].write(&mut out);
        if len < PROGRESSION_MIN {
            at += 1;
        } else {
            let _ = write!(out, "+{len}");
            at += len;
        }
    }
    out
}

/// Reads what [`encode_schedule`] writes, also when runs are not put together; and numbers with dots between them, each
/// with `*` and how often if that is not once, as people type them: `0*16.2*6.1`.
///
/// # Errors
/// [`LinkError::Malformed`] or [`LinkError::TooLong`].
pub fn decode_schedule(text: &str) -> Result<Vec<u16>, LinkError> {
    let mut schedule = Vec::new();
    if text == "-" {
        return Ok(schedule);
    }
    if text.starts_with(|first: char| first.is_ascii_digit()) {
        return decode_numbers(text);
    }
    let mut rest = text.as_bytes();
    while !rest.is_empty() {
        let choice = take_choice(&mut rest)?;
        let len = take_number(&mut rest)?.unwrap_or(1);
        let runs = match rest.strip_prefix(b"+") {
            Some(after) => {
                rest = after;
                take_number(&mut rest)?.ok_or(LinkError::Malformed)?
            }
            None => 1,
        };
        if schedule.len() + usize::from(len) * usize::from(runs) > CHOICES_MAX {
            return Err(LinkError::TooLong);
        }
        for run in 0..runs {
            let choice = choice.checked_add(run).ok_or(LinkError::Malformed)?;
            schedule.extend(std::iter::repeat_n(choice, usize::from(len)));
        }
    }
    if schedule.is_empty() { Err(LinkError::Malformed) } else { Ok(schedule) }
}

fn decode_numbers(text: &str) -> Result<Vec<u16>, LinkError> {
    let mut schedule = Vec::new();
    for part in text.split('.') {
        let (choice, run) = part.split_once('*').unwrap_or((part, "1"));
        let choice: u16 = choice.parse().map_err(|_| LinkError::Malformed)?;
        let run: u16 = run.parse().map_err(|_| LinkError::Malformed)?;
        if schedule.len() + usize::from(run) > CHOICES_MAX {
            return Err(LinkError::TooLong);
        }
        schedule.extend(std::iter::repeat_n(choice, usize::from(run)));
    }
    Ok(schedule)
}

/// Capitals, then a letter.
fn take_choice(rest: &mut &[u8]) -> Result<u16, LinkError> {
    let mut choice = 0_u16;
    loop {
        let [first, after @ ..] = *rest else { return Err(LinkError::Malformed) };
        *rest = after;
        let (digit, is_last) = match first {
            b'a'..=b'z' => (first - b'a', true),
            b'A'..=b'Z' => (first - b'A', false),
            _ => return Err(LinkError::Malformed),
        };
        let shifted = choice.checked_mul(LETTERS).and_then(|choice| choice.checked_add(digit.into()));
        choice = shifted.ok_or(LinkError::Malformed)?;
        if is_last {
            return Ok(choice);
        }
    }
}

/// Decimal digits, if there are any; never 0.
fn take_number(rest: &mut &[u8]) -> Result<Option<u16>, LinkError> {
    let len = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let (digits, after) = rest.split_at(len);
    *rest = after;
    if digits.is_empty() {
        return Ok(None);
    }
    let number = std::str::from_utf8(digits).ok().and_then(|digits| digits.parse::<u16>().ok());
    number.filter(|&number| number > 0).map(Some).ok_or(LinkError::Malformed)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn schedules_are_written_as_the_documentation_says() {
        let check = |schedule: &[u16], text: &str| {
            assert_eq!(encode_schedule(schedule), text);
            assert_eq!(decode_schedule(text).as_deref(), Ok(schedule), "{text}");
        };
        check(&[], "-");
        check(&[0], "a");
        check(&[0, 0, 0, 2, 1, 1], "a3cb2");
        check(&[25, 26, 511], "zBaTr");
        // 3 * 26^3 + 18 * 26^2 + 24 * 26 + 15
        check(&[u16::MAX], "DSYp");
        // Three runs of the next choice each are written out, four are not.
        check(&[1, 1, 2, 2, 3, 3], "b2c2d2");
        check(&[1, 1, 2, 2, 3, 3, 4, 4, 4], "b2c2d2e3");
        check(&[1, 1, 2, 2, 3, 3, 4, 4, 7], "b2+4h");
        check(&[0, 1, 2, 3, 0, 1, 2, 3, 4], "a+4a+5");
    }

    #[test]
    fn five_hundred_tasks_that_take_turns_are_short() {
        let schedule: Vec<u16> = (0..512).flat_map(|task| [task; 13]).collect();
        assert_eq!(encode_schedule(&schedule), "a13+512");
        assert_eq!(decode_schedule("a13+512"), Ok(schedule));
    }

    #[test]
    fn numbers_are_read_as_people_type_them() {
        assert_eq!(decode_schedule("0*3.2.1*2").as_deref(), Ok(&[0, 0, 0, 2, 1, 1][..]));
        for text in ["0.", "0*", "0.x", "0*3a", "70000"] {
            assert_eq!(decode_schedule(text), Err(LinkError::Malformed), "{text}");
        }
        assert_eq!(decode_schedule("0*65535.0"), Err(LinkError::TooLong));
    }

    #[test]
    fn what_is_no_schedule_is_refused() {
        for text in ["", "a0", "A", "a+", "+4", "a1 ", "a-", "--", "ZZZZZa", "a70000", "\u{e9}"] {
            assert_eq!(decode_schedule(text), Err(LinkError::Malformed), "{text}");
        }
        for text in ["a65535b", "a2+65535", "a65535+65535"] {
            assert_eq!(decode_schedule(text), Err(LinkError::TooLong), "{text}");
        }
        assert_eq!(
            decode_schedule("DSYp+2"),
            Err(LinkError::Malformed),
            "there is no choice behind the last"
        );
    }
}
