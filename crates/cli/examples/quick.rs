//! scratch
fn main() {
    use pagelock_engine::{Limits, Search};
    use pagelock_lang::{Source, build, builtin};
    let only: Vec<String> = std::env::args().skip(1).collect();
    for s in builtin::SCENARIOS {
        if !only.is_empty() && !only.iter().any(|o| o == s.name) {
            continue;
        }
        for l in builtin::LISTINGS {
            let t = std::time::Instant::now();
            match build(Source::Builtin(s.name), Source::Builtin(l.name), &[]) {
                Err(d) => {
                    for d in d {
                        println!("{} {}", s.name, d.message);
                        println!(
                            "{}",
                            pagelock_lang::render(
                                &d,
                                builtin::scenario(&d.file)
                                    .or(builtin::listing(&d.file))
                                    .or(builtin::INCLUDES.iter().find(|t| t.name == d.file).map(|t| t.text))
                                    .unwrap_or("")
                            )
                        );
                    }
                    return;
                }
                Ok(b) => {
                    let want = b
                        .raw
                        .expect
                        .iter()
                        .find(|e| e.listing.value == l.name)
                        .unwrap()
                        .verdict
                        .value
                        .clone();
                    let r = Search::new(&b.machine, Limits::default()).finish();
                    println!(
                        "{} {:24} {:22} {:?} words={} states={} trans={} depth={} {:?} {:?} sched={} {}",
                        if r.summary() == want { "  " } else { "!!" },
                        s.name,
                        l.name,
                        r.summary(),
                        b.machine.words(),
                        r.states,
                        r.transitions,
                        r.depth,
                        r.coverage,
                        t.elapsed(),
                        r.schedule.len(),
                        want
                    );
                }
            }
        }
    }
}
