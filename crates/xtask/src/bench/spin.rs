//! SPIN: models made and compiled once, searched as often as asked. Compiling is not counted.
//!
//! Arrow: case + contestant -> Promela -> pan -> **`Sample`**.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};

use super::contest::version;
use super::plan::Who;
use super::samples::Sample;
use crate::{exec, setup};

/// Compilers that optimise, the first of them that is there is taken; tcc does not, and is said to be it.
const COMPILERS: [&str; 3] = ["gcc", "clang", "tcc"];
/// A search that takes longer is ended.
const PATIENCE: Duration = Duration::from_mins(2);
/// Of the first search, which tells how much the others need.
const FIRST_DEPTH: &str = "-m5000000";
const FIRST_HASH: &str = "-w22";

/// SPIN and a compiler.
pub(crate) struct Spin {
    /// Prints the models.
    native: PathBuf,
    folder: PathBuf,
    compiler: &'static str,
    searchers: BTreeMap<(String, Who), Searcher>,
}

/// A compiled model.
struct Searcher {
    pan: PathBuf,
    /// Depth and hash table that are large enough, and no larger: both are allocated, which takes time.
    args: [String; 2],
}

/// What pan says.
struct Said {
    sample: Sample,
    depth: u64,
}

impl Spin {
    pub(crate) fn new(
        native: PathBuf,
        folder: PathBuf,
        about: &mut BTreeMap<String, String>,
    ) -> Result<Spin> {
        setup::programs(&["spin"], &["spin"])?;
        let compiler = COMPILERS.into_iter().find(|name| setup::on_path(name).is_some());
        let compiler = compiler.context("SPIN needs a C compiler: gcc, clang or tcc")?;
        about.insert("SPIN".to_owned(), version("spin", "-V")?);
        let flag = if compiler == "tcc" { "-v" } else { "--version" };
        about.insert("C compiler".to_owned(), version(compiler, flag)?);
        Ok(Spin { native, folder, compiler, searchers: BTreeMap::new() })
    }

    /// Searches once.
    pub(crate) fn search(&mut self, case: &str, who: Who) -> Result<Sample> {
        let key = (case.to_owned(), who);
        if !self.searchers.contains_key(&key) {
            let pan = self.compile(case, who)?;
            let Some(first) = run(&pan, [FIRST_DEPTH, FIRST_HASH])? else { return Ok(too_long()) };
            let bits = (first.sample.states.max(512) * 2).ilog2() + 1;
            let args = [format!("-m{}", first.depth + 1000), format!("-w{bits}")];
            self.searchers.insert(key.clone(), Searcher { pan, args });
        }
        let searcher = &self.searchers[&key];
        let said = run(&searcher.pan, [searcher.args[0].as_str(), searcher.args[1].as_str()])?;
        Ok(said.map_or_else(too_long, |said| said.sample))
    }

    fn compile(&self, case: &str, who: Who) -> Result<PathBuf> {
        let (kind, is_whole) = match who {
            Who::SpinExported => ("exported", false),
            Who::SpinExportedWhole => ("exported", true),
            Who::SpinHand => ("hand", false),
            Who::SpinHandWhole => ("hand", true),
            Who::Reduced
            | Who::Whole
            | Who::NodeReduced
            | Who::NodeWhole
            | Who::ChromiumReduced
            | Who::ChromiumWhole
            | Who::Hand
            | Who::StaterightHand
            | Who::StaterightEngine => bail!("{who:?} is not SPIN"),
        };
        let folder = self.folder.join(format!("{}-{}", case.replace('/', "-"), who.name()));
        fs::create_dir_all(&folder).with_context(|| format!("creating {}", folder.display()))?;
        let model = exec::output(exec::command(&self.native, ["promela", case, kind]))?;
        // What nothing reads stays in the states of the exported model. Steps are merged only where it is searched
        // with reductions.
        let optimise = match (kind, is_whole) {
            ("exported", _) => Some("-o2"),
            (_, true) => Some("-o3"),
            (_, false) => None,
        };
        // What was compiled in an earlier run is kept while nothing has changed.
        let (pan, stamp) = (folder.join("pan"), folder.join("stamp"));
        let made_from = format!("{} {optimise:?} {is_whole}\n{model}", self.compiler);
        if pan.is_file() && fs::read_to_string(&stamp).is_ok_and(|text| text == made_from) {
            return Ok(pan);
        }
        fs::write(folder.join("model.pml"), &model)?;
        let mut spin = exec::command("spin", optimise);
        spin.args(["-a", "model.pml"]);
        spin.current_dir(&folder);
        exec::output(spin)?;
        let vector = model.split("-DVECTORSZ=").nth(1).and_then(|rest| rest.split(' ').next());
        let mut compile =
            exec::command(self.compiler, ["-w", "-O3", "-DSAFETY", "-DNOFAIR", "-DMEMLIM=6000"]);
        compile.args(vector.map(|size| format!("-DVECTORSZ={size}")));
        compile.args(is_whole.then_some("-DNOREDUCE")).args(["-o", "pan", "pan.c"]).current_dir(&folder);
        exec::output(compile)?;
        fs::write(stamp, made_from)?;
        Ok(pan)
    }
}

fn too_long() -> Sample {
    let milliseconds = PATIENCE.as_secs_f64() * 1e3;
    Sample { milliseconds, states: 0, transitions: 0, memory: 0, verdict: "unknown, bounded".to_owned() }
}

/// Runs pan over all states; nothing if it takes too long. It counts errors and writes no trails.
fn run(pan: &Path, args: [&str; 2]) -> Result<Option<Said>> {
    let output = pan.with_extension("out");
    let mut command = exec::command(pan, args);
    command.args(["-c0", "-n"]).stdin(Stdio::null()).current_dir(pan.parent().context("pan has no folder")?);
    command.stdout(fs::File::create(&output)?).stderr(Stdio::null());
    let start = Instant::now();
    let mut child = command.spawn().with_context(|| format!("cannot start {}", pan.display()))?;
    loop {
        if let Some(status) = child.try_wait()? {
            ensure!(status.success(), "pan failed ({status})");
            break;
        }
        if start.elapsed() > PATIENCE {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        // Short against every search that is worth comparing.
        std::thread::sleep(Duration::from_micros(100));
    }
    let milliseconds = start.elapsed().as_secs_f64() * 1e3;
    read(&fs::read_to_string(&output)?, milliseconds).map(Some)
}

fn read(output: &str, milliseconds: f64) -> Result<Said> {
    let ended = ["Search not completed", "max search depth too small", "out of memory"];
    if let Some(why) = ended.iter().find(|why| output.contains(**why)) {
        bail!("SPIN did not visit every state: {why}");
    }
    let before = |mark: &str| {
        let text = output.lines().find_map(|line| Some(line.split_once(mark)?.0.trim()));
        text.and_then(|text| text.parse::<f64>().ok()).with_context(|| format!("SPIN says no{mark}"))
    };
    let after = |mark: &str| {
        let text = output.lines().find_map(|line| line.split_once(mark)?.1.trim().split([',', ' ']).next());
        text.and_then(|text| text.parse::<u64>().ok()).with_context(|| format!("SPIN says no {mark}"))
    };
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "counts")]
    let sample = Sample {
        milliseconds,
        states: before(" states, stored")? as u64,
        transitions: before(" transitions (= stored+matched)")? as u64,
        memory: (before("\ttotal actual memory usage")? * f64::from(1 << 20)) as u64,
        verdict: if after("errors:")? == 0 { "ok" } else { "deadlock" }.to_owned(),
    };
    Ok(Said { sample, depth: after("depth reached")? })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As SPIN 6.5.2 prints it, shortened.
    const OUTPUT: &str = "\
State-vector 44 byte, depth reached 31, errors: 6
      824 states, stored
     1034 states, matched
     1858 transitions (= stored+matched)
        0 atomic steps

    1.000\ttotal actual memory usage

pan: elapsed time 0 seconds
";

    #[test]
    fn what_spin_says_is_read() {
        let said = read(OUTPUT, 1.5).unwrap();
        let verdict = "deadlock".to_owned();
        let sample = Sample { milliseconds: 1.5, states: 824, transitions: 1858, memory: 1 << 20, verdict };
        assert_eq!((said.sample, said.depth), (sample, 31));
    }

    #[test]
    fn a_search_that_is_cut_short_is_no_result() {
        assert!(read(&OUTPUT.replace("pan:", "error: max search depth too small\npan:"), 1.0).is_err());
        assert!(read("", 1.0).is_err());
    }
}
