//! SPIN and a C compiler as one function: a model in, what a search of all its states finds out.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// What SPIN's search of every state found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    /// States stored.
    pub(crate) states: u64,
    /// Invalid end states: those in which nobody can move.
    pub(crate) stuck: u64,
}

const INSTALL: &str = "install it (Debian: apt-get install spin tcc), or run `cargo xtask test`, which does";

/// A folder in which one model after the other is searched.
pub(crate) struct Spin {
    folder: PathBuf,
}

impl Spin {
    /// A folder of that name below the one for temporary files of tests.
    pub(crate) fn new(name: &str) -> Self {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        fs::create_dir_all(&folder).expect("the folder for temporary files can be written");
        Self { folder }
    }

    /// Searches every state of a model of about so many states.
    pub(crate) fn search(&self, model: &str, states: u64) -> Result<Found, String> {
        fs::write(self.folder.join("model.pml"), model).map_err(|error| error.to_string())?;
        // Without -o2 SPIN leaves out variables that nothing reads, and merges states that differ in them.
        self.run("spin", &["-o2", "-a", "model.pml"])?;
        let vector = model.split("-DVECTORSZ=").nth(1).and_then(|rest| rest.split(' ').next());
        let vector = format!("-DVECTORSZ={}", vector.ok_or("the model does not say how large a state is")?);
        // tcc compiles fifty times as fast as gcc, which makes up for a search half as fast.
        let flags = ["-w", "-DSAFETY", "-DNOREDUCE", "-DNOFAIR", &vector, "-o", "pan", "pan.c"];
        self.run("tcc", &flags)?;
        let pan = self.folder.join("pan");
        let depth = format!("-m{}", states * 2 + 1000);
        let hash = format!("-w{}", (states * 2).max(1024).ilog2() + 1);
        let output = self.run(&pan.to_string_lossy(), &[&depth, &hash, "-c0", "-e", "-n"])?;
        read(&output)
    }

    fn run(&self, program: &str, args: &[&str]) -> Result<String, String> {
        let mut command = Command::new(program);
        let Output { status, stdout, stderr } = command
            .args(args)
            .current_dir(&self.folder)
            .output()
            .map_err(|error| format!("cannot run `{program}`: {error}; {INSTALL}"))?;
        let text = format!("{}{}", String::from_utf8_lossy(&stdout), String::from_utf8_lossy(&stderr));
        if status.success() { Ok(text) } else { Err(format!("`{program}` failed: {text}")) }
    }
}

fn read(output: &str) -> Result<Found, String> {
    let is_partial = output.contains("Search not completed")
        || output.contains("max search depth too small")
        || output.contains("out of memory");
    if is_partial {
        return Err(format!("SPIN did not visit every state: {output}"));
    }
    let states = output.lines().find_map(|line| line.split(" states, stored").next()?.trim().parse().ok());
    let stuck = output.lines().find_map(|line| line.split("errors: ").nth(1)?.trim().parse().ok());
    match (states, stuck) {
        (Some(states), Some(stuck)) => Ok(Found { states, stuck }),
        _ => Err(format!("cannot read what SPIN says: {output}")),
    }
}
