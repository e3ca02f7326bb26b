//! `bench-native`: searches what its standard input asks for, a line each, and answers with a line of JSON.
//!
//! `CASE WAY`, where the way is `reduced`, `whole`, `hand`, `stateright-hand` or `stateright-engine`. With arguments,
//! `bench-native promela CASE exported|hand`, it prints a model for SPIN. `cargo xtask bench` is who asks.
#![cfg_attr(not(target_arch = "wasm32"), expect(clippy::print_stdout, reason = "a command line program"))]

#[cfg(not(target_arch = "wasm32"))]
mod program {
    use std::io::{self, BufRead, Write};
    use std::process::ExitCode;
    use std::sync::Arc;
    use std::time::{Duration, Instant};

    use pagelock_bench::explore::{Found, explore};
    use pagelock_bench::hand::Ring;
    use pagelock_bench::measure::{Measured, Way, search};
    use pagelock_bench::stateright::Interpreted;
    use pagelock_bench::{Case, matrix, promela, stateright};
    use serde_json::{Value, json};

    type Result<T> = std::result::Result<T, Box<dyn std::error::Error>>;

    /// A search that is over sooner is repeated until this has passed, and the median counts.
    const ENOUGH: Duration = Duration::from_millis(50);
    const REPEATS_MAX: usize = 20;

    pub(crate) fn main() -> ExitCode {
        let args: Vec<String> = std::env::args().skip(1).collect();
        let done = match &*args {
            [command, case, kind] if command == "promela" => print_model(case, kind),
            [] => serve(),
            _ => Err("usage: bench-native [promela CASE exported|hand]".into()),
        };
        match done {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => {
                eprintln!("error: {error}");
                ExitCode::FAILURE
            }
        }
    }

    fn print_model(case: &str, kind: &str) -> Result<()> {
        let case: Case = case.parse()?;
        let text = match kind {
            "exported" => promela::exported(case)?,
            "hand" => promela::by_hand(ring(case)?),
            _ => return Err(format!("`{kind}` is no kind of model").into()),
        };
        print!("{text}");
        Ok(())
    }

    fn serve() -> Result<()> {
        let mut slowest = Value::Null;
        for line in io::stdin().lock().lines() {
            let line = line?;
            let (case, way) = line.split_once(' ').ok_or("a request is `CASE WAY`")?;
            let answer = match case {
                "matrix" => {
                    let (all, one) = search_matrix(way.parse()?);
                    slowest = one;
                    all
                }
                // Of the matrix that was searched last.
                "matrix-slowest" => slowest.clone(),
                _ => answer(case.parse()?, way)?,
            };
            println!("{answer}");
            io::stdout().flush()?;
        }
        Ok(())
    }

    fn answer(case: Case, way: &str) -> Result<Value> {
        Ok(match way {
            "hand" => {
                let ring = ring(case)?;
                timed(|| explore(&ring), found)
            }
            "stateright-hand" => {
                let ring = ring(case)?;
                timed(|| stateright::search(ring), found)
            }
            "stateright-engine" => {
                let machine = Arc::new(case.setup().machine);
                timed(|| stateright::search(Interpreted(Arc::clone(&machine))), found)
            }
            _ => {
                let way = way.parse()?;
                let machine = case.setup().machine;
                timed(|| search(&machine, way), |measured| measured)
            }
        })
    }

    /// All cells one after the other: their sum, and the one that took longest.
    fn search_matrix(way: Way) -> (Value, Value) {
        let once = |measured: &Measured, milliseconds: f64, verdict: &str| {
            let Measured { states, transitions, memory, .. } = measured;
            json!({
                "milliseconds": milliseconds,
                "states": states,
                "transitions": transitions,
                "memory": memory,
                "verdict": verdict,
            })
        };
        let mut sum = Measured { states: 0, transitions: 0, memory: 0, verdict: String::new() };
        let (mut time, mut slowest) = (0.0, (0.0, Value::Null));
        for cell in matrix::cells() {
            let start = Instant::now();
            let measured = search(&cell.machine, way);
            let milliseconds = start.elapsed().as_secs_f64() * 1e3;
            time += milliseconds;
            sum.states += measured.states;
            sum.transitions += measured.transitions;
            sum.memory = sum.memory.max(measured.memory);
            if milliseconds > slowest.0 {
                slowest = (milliseconds, once(&measured, milliseconds, &cell.name));
            }
        }
        (once(&sum, time, "all cells"), slowest.1)
    }

    fn ring(case: Case) -> Result<Ring> {
        match case {
            Case::ShortRing(short, writers) => Ok(Ring { short, writers }),
            Case::Ring(..) | Case::Mlock(_) | Case::Pool(..) | Case::PoolMlock(..) => {
                Err(format!("{case} is not written by hand").into())
            }
        }
    }

    fn found(found: Found) -> Measured {
        let verdict = if found.stuck == 0 { "ok" } else { "deadlock" };
        let Found { states, transitions, memory, .. } = found;
        Measured { states, transitions, memory, verdict: verdict.to_owned() }
    }

    fn timed<T>(mut work: impl FnMut() -> T, read: impl FnOnce(T) -> Measured) -> Value {
        let begin = Instant::now();
        let mut times = Vec::new();
        let last = loop {
            let start = Instant::now();
            let result = work();
            times.push(start.elapsed().as_secs_f64() * 1e3);
            if begin.elapsed() >= ENOUGH || times.len() == REPEATS_MAX {
                break read(result);
            }
        };
        times.sort_by(f64::total_cmp);
        json!({
            "milliseconds": times[times.len() / 2],
            "states": last.states,
            "transitions": last.transitions,
            "memory": last.memory,
            "verdict": last.verdict,
        })
    }
}

#[cfg(not(target_arch = "wasm32"))]
fn main() -> std::process::ExitCode {
    program::main()
}

#[cfg(target_arch = "wasm32")]
fn main() {}
