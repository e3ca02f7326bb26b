//! `cargo xtask`: builds, serves and tests Pagelock. The README's commands are here, and nothing else is needed:
//! what a command lacks (the wasm target, lint components, a browser) it installs.
#![expect(clippy::print_stdout, reason = "a command line program")]

mod bench;
mod dist;
mod exec;
mod links;
mod package;
mod page;
mod publish;
mod screenshots;
mod serve;
mod setup;
mod tally;
mod test;
mod tidy;
mod tlc;
mod wasm_pack;
mod weight;
mod workspace;

use std::process::ExitCode;

use anyhow::{Context, Result, bail};

use crate::dist::Profile;
use crate::test::{Extent, Maker};
use crate::workspace::Workspace;

const USAGE: &str = "\
usage: cargo xtask <command>

  serve [--port N]        build, then serve dist/ on 127.0.0.1 (port 8080, or the next free one)
  test [--quick|--full]   lints, native tests, SPIN, wasm tests in headless Chromium, end-to-end tests;
                          --quick stops before SPIN and the browser, --full adds wasm-pack, TLC and Firefox
  test --browser firefox  the end-to-end tests that are run in Firefox, alone
  build [--debug]         build the static site into dist/
  dist [--base URL]       build, and fail when the page or its worker weighs more than it may; with the address of
                          the folder it will be in, previews and the page for wrong addresses name it in full
  bench [--rounds N] [--long S] [--only CASE] [--json FILE] [--from FILE] [--write]
                          measure searches beside SPIN, stateright and a model by hand, natively and in wasm;
                          --write puts the tables into docs/performance.md, --from takes those of a --json
  package [--test|--wasm-pack]
                          build the JavaScript package into crates/js/pkg/; --test tests it in Node.js,
                          --wasm-pack does both with what wasm-pack makes
  screenshots             make docs/screenshots/ and www/preview.png anew, from the built page in Chromium
  tidy                    the house rules a program can check
";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    match run(&args) {
        Ok(code) => code,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(args: &[&str]) -> Result<ExitCode> {
    let workspace = Workspace::load()?;
    match args {
        ["serve"] => serve::run(&workspace, serve::DEFAULT_PORT)?,
        ["serve", "--port", port] => {
            let port = port.parse().with_context(|| format!("`{port}` is not a port number"))?;
            serve::run(&workspace, port)?;
        }
        ["test"] => return test::run(&workspace, Extent::Standard),
        ["test", "--quick"] => return test::run(&workspace, Extent::Quick),
        ["test", "--full"] => return test::run(&workspace, Extent::Full),
        ["test", "--browser", "firefox"] => return test::run_firefox(&workspace),
        ["build"] => dist::build(&workspace, Profile::Release)?,
        ["build", "--debug"] => dist::build(&workspace, Profile::Debug)?,
        ["package"] => package::build(&workspace)?,
        ["package", "--test"] => return test::run_package(&workspace, Maker::Ourselves),
        ["package", "--wasm-pack"] => return test::run_package(&workspace, Maker::WasmPack),
        ["dist"] => dist::publish(&workspace, "")?,
        ["dist", "--base", base] => dist::publish(&workspace, base)?,
        ["bench", rest @ ..] => bench::run(&workspace, &bench::Options::read(rest)?)?,
        ["screenshots"] => screenshots::run(&workspace)?,
        ["tidy"] => tidy::check(&workspace)?,
        [] | ["help" | "--help" | "-h"] => print!("{USAGE}"),
        _ => bail!("unknown arguments `{}`\n\n{USAGE}", args.join(" ")),
    }
    Ok(ExitCode::SUCCESS)
}
