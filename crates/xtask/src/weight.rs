//! What a visitor downloads: the files of `dist/`, with their size after gzip, which is what a static host sends; and
//! what they may weigh. Files are told by the names they had before they were published. Judging is pure.
#![expect(clippy::print_stdout, reason = "lists the sizes")]

use std::fs;
use std::io::Read;
use std::path::Path;

use anyhow::{Context, Result};
use flate2::Compression;
use flate2::read::GzEncoder;

use crate::dist::files_below;
use crate::publish::{MANIFEST, plain_names};

/// What each wasm may weigh after gzip: the page, its engine, and what of the engine is loaded when it is asked for.
const BUDGETS: [(&str, usize); 4] = [
    ("pagelock-web_bg.wasm", 350 * 1024),
    ("pagelock-worker_bg.wasm", 250 * 1024),
    ("pagelock-search_bg.wasm", 250 * 1024),
    ("pagelock-study_bg.wasm", 250 * 1024),
];
/// All scripts there are: what starts the page and the workers, the glue of each wasm, what fetches for all of them,
/// what keeps the site for when there is no network, and the player, which is for pages of others.
const SCRIPTS: [&str; 10] = [
    "bootstrap.js",
    "offline.js",
    "pagelock-search.js",
    "pagelock-study.js",
    "pagelock-web.js",
    "pagelock-worker.js",
    "part.js",
    "player.js",
    "sw.js",
    "worker.js",
];

/// A published file.
pub(crate) struct Weight {
    name: String,
    bytes: usize,
    gzip: usize,
}

/// The files of a published site.
pub(crate) fn of(dist: &Path) -> Result<Vec<Weight>> {
    let manifest = fs::read_to_string(dist.join(MANIFEST)).context(MANIFEST)?;
    let plain = plain_names(&manifest)?;
    let weigh = |file: &std::path::PathBuf| {
        let bytes = fs::read(file)?;
        let mut gzip = Vec::new();
        GzEncoder::new(&bytes[..], Compression::best()).read_to_end(&mut gzip)?;
        let name = file.strip_prefix(dist)?.display().to_string();
        let name = plain.get(&name).cloned().unwrap_or(name);
        Ok(Weight { name, bytes: bytes.len(), gzip: gzip.len() })
    };
    files_below(dist)?.iter().map(weigh).collect()
}

/// Lists them, and what may be in them.
pub(crate) fn print(files: &[Weight]) {
    println!("{:>9} {:>9}  dist/", "bytes", "gzip");
    for file in files {
        let budget = BUDGETS.iter().find(|(name, _)| *name == file.name);
        let of = budget.map(|(_, most)| format!(" (at most {most})")).unwrap_or_default();
        println!("{:>9} {:>9}  {}{of}", file.bytes, file.gzip, file.name);
    }
    let (bytes, gzip) = files.iter().fold((0, 0), |(b, g), file| (b + file.bytes, g + file.gzip));
    println!("{bytes:>9} {gzip:>9}  in all");
}

/// What is too heavy, and what should not be there.
pub(crate) fn judge(files: &[Weight]) -> Vec<String> {
    let mut complaints = Vec::new();
    for (name, most) in BUDGETS {
        match files.iter().find(|file| file.name == name) {
            Some(file) if file.gzip > most => {
                complaints.push(format!(
                    "{name} has {} bytes after gzip, {} too many",
                    file.gzip,
                    file.gzip - most
                ));
            }
            Some(_) => {}
            None => complaints.push(format!("{name} is missing")),
        }
    }
    let is_script = |name: &str| Path::new(name).extension().is_some_and(|ending| ending == "js");
    let is_other = |file: &&Weight| is_script(&file.name) && !SCRIPTS.contains(&file.name.as_str());
    complaints
        .extend(files.iter().filter(is_other).map(|file| format!("{} is no script of ours", file.name)));
    complaints
}

#[cfg(test)]
mod tests {
    use super::{Weight, judge};

    fn files(worker: usize, others: &[&str]) -> Vec<Weight> {
        let weights = [
            ("pagelock-web_bg.wasm", 358_400),
            ("pagelock-worker_bg.wasm", worker),
            ("pagelock-search_bg.wasm", 256_000),
            ("pagelock-study_bg.wasm", 256_000),
        ];
        let others = others.iter().map(|name| (*name, 1));
        let weights = weights.into_iter().chain(others);
        weights.map(|(name, gzip)| Weight { name: name.to_owned(), bytes: gzip, gzip }).collect()
    }

    #[test]
    fn a_budget_is_what_may_be_used_up() {
        assert!(judge(&files(256_000, &["player.js", "worker.js", "styles/base.css"])).is_empty());
        let heavy = "pagelock-worker_bg.wasm has 256001 bytes after gzip, 1 too many";
        assert_eq!(judge(&files(256_001, &[])), [heavy]);
    }

    #[test]
    fn other_scripts_and_missing_parts_are_told() {
        assert_eq!(judge(&files(1, &["vendor/axe.min.js"])), ["vendor/axe.min.js is no script of ours"]);
        assert_eq!(judge(&files(1, &[])[1..]), ["pagelock-web_bg.wasm is missing"]);
    }
}
