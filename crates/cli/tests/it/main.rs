//! The tests of the command line: the built program, its output, its messages and its exit codes.

#![expect(clippy::needless_raw_string_hashes, reason = "expect-test writes them")]

#[cfg(test)]
mod check;
#[cfg(test)]
mod costs;
#[cfg(test)]
mod diff;
#[cfg(test)]
mod errors;
#[cfg(test)]
mod export;
#[cfg(test)]
mod find;
#[cfg(test)]
mod link;
#[cfg(test)]
mod matrix;
#[cfg(test)]
mod outlook;
#[cfg(test)]
mod report;
#[cfg(test)]
mod run;
#[cfg(test)]
mod sweep;

use std::path::Path;
use std::process::{Command, Output, Stdio};

use expect_test::{Expect, ExpectFile};

/// What a run of the program left behind.
struct Ran {
    code: i32,
    stdout: String,
    stderr: String,
}

/// Runs the program in a folder of its own, where the files of a test are.
fn pagelock(args: &[&str]) -> Ran {
    let output = command(args).output().expect("the program starts");
    ran(&output)
}

fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_pagelock"));
    command.args(args).current_dir(env!("CARGO_TARGET_TMPDIR")).stdin(Stdio::null());
    command
}

fn ran(output: &Output) -> Ran {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
    Ran {
        code: output.status.code().expect("the program ends by itself"),
        stdout: text(&output.stdout),
        stderr: text(&output.stderr),
    }
}

/// Puts a file into the folder the program runs in. Each test has its own names.
fn file(name: &str, content: &[u8]) {
    let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
    std::fs::write(path, content).expect("the folder of the tests can be written");
}

/// Output on stdout, with this exit code and nothing on stderr.
fn shows(args: &[&str], code: i32, expected: &Expect) {
    let ran = pagelock(args);
    expected.assert_eq(&ran.stdout);
    assert_eq!((ran.code, ran.stderr.as_str()), (code, ""), "{args:?}");
}

/// As [`shows`], for what is too wide for a source file.
fn shows_file(args: &[&str], code: i32, expected: &ExpectFile) {
    let ran = pagelock(args);
    expected.assert_eq(&ran.stdout);
    assert_eq!((ran.code, ran.stderr.as_str()), (code, ""), "{args:?}");
}

/// The JSON that a run prints, with this exit code.
fn json(args: &[&str], code: i32) -> serde_json::Value {
    let ran = pagelock(args);
    assert_eq!((ran.code, ran.stderr.as_str()), (code, ""), "{args:?}");
    serde_json::from_str(&ran.stdout).expect("`--json` prints JSON")
}
