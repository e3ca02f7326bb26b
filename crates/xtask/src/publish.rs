//! Names and checksums of what is published. Arrow: plain files -> **published files**. Pure: bytes in, bytes out.
//!
//! Files that addresses outside of the site point to keep their names; all others are moved into one folder under
//! names with a hash of what is in them, so that a browser may keep them for ever. What files say of each other is
//! rewritten: a word that is the path of another file, seen from where the word stands, becomes that file's new path.
//! So a file is only found where its path is written out. What changes places in texts are, see [`Places`].

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Context, Result, bail, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::json;
use sha2::{Digest as _, Sha256, Sha384};

/// Files by their path from the root of the site, with `/`.
pub(crate) type Files = BTreeMap<String, Vec<u8>>;

/// Where files with hashed names are.
const HASHED_FOLDER: &str = "assets";
/// Digits of a hash in a name.
const HASH_LEN: usize = 16;

/// What keeps its name, beside every `.html`: browsers, hosts and other sites ask for these by name.
pub(crate) const STABLE: [&str; 5] = ["_headers", "build.json", "player.js", "preview.png", SERVICE_WORKER];
/// Lists all hashed files with their checksums, so it is made last.
const SERVICE_WORKER: &str = "sw.js";
const INDEX: &str = "index.html";
/// The names of everything, for tests and for the curious.
pub(crate) const MANIFEST: &str = "build.json";

/// The service worker's list.
const FILES_PLACE: &str = "@FILES@";
/// `@INTEGRITY path@` becomes the checksum of that file, as browsers take it.
const INTEGRITY_PLACE: &str = "@INTEGRITY ";

/// What texts are told: `@BUILD@`, `@VERSION@`, `@COMMIT@`, and `@BASE@` for where the site will be.
pub(crate) struct Places {
    /// The version of the workspace.
    pub(crate) version: String,
    /// The commit it is built from.
    pub(crate) commit: String,
    /// The address of the folder it will be in, with a `/` at its end; empty if that is not known.
    pub(crate) base: String,
}

/// A published file.
#[derive(Clone, Debug, PartialEq, Eq)]
struct Asset {
    name: String,
    integrity: String,
}

/// Gives every file its name, and says in `build.json` which.
pub(crate) fn publish(files: &Files, places: &Places) -> Result<Files> {
    let build = build_name(files, places);
    let mut press =
        Press { files, places, build, assets: BTreeMap::new(), open: Vec::new(), out: Files::new() };
    for name in files.keys().filter(|name| *name != SERVICE_WORKER) {
        press.press(name)?;
    }
    if files.contains_key(SERVICE_WORKER) {
        press.press(SERVICE_WORKER)?;
    }
    let manifest = press.manifest()?;
    press.out.insert(MANIFEST.to_owned(), manifest.into());
    Ok(press.out)
}

/// Names a build by all that goes into it, so equal sources have equal names.
fn build_name(files: &Files, places: &Places) -> String {
    let mut sum = Sha256::new();
    let texts = [&places.version, &places.commit, &places.base].map(String::as_bytes);
    let parts = files.iter().flat_map(|(name, bytes)| [name.as_bytes(), bytes]).chain(texts);
    for part in parts {
        sum.update((part.len() as u64).to_le_bytes());
        sum.update(part);
    }
    hex(&sum.finalize())[..12].to_owned()
}

/// The files on their way.
struct Press<'a> {
    files: &'a Files,
    places: &'a Places,
    build: String,
    /// What is done, by plain name.
    assets: BTreeMap<String, Asset>,
    /// What is under way, outermost first.
    open: Vec<String>,
    out: Files,
}

impl Press<'_> {
    /// Publishes a file after everything whose name or checksum it says.
    fn press(&mut self, name: &str) -> Result<Asset> {
        if let Some(asset) = self.assets.get(name) {
            return Ok(asset.clone());
        }
        if self.open.iter().any(|open| open == name) {
            bail!("{} and {name} name each other, so neither has a hash", self.open.join(", "));
        }
        let bytes = self.files.get(name).with_context(|| format!("there is no {name}"))?;
        self.open.push(name.to_owned());
        let bytes = match text(name, bytes)? {
            Some(text) => self.rewrite(name, text).with_context(|| name.to_owned())?.into_bytes(),
            None => bytes.clone(),
        };
        self.open.pop();
        let asset = Asset {
            name: if is_stable(name) { name.to_owned() } else { hashed(name, &bytes) },
            integrity: integrity(&bytes),
        };
        self.out.insert(asset.name.clone(), bytes);
        self.assets.insert(name.to_owned(), asset.clone());
        Ok(asset)
    }

    /// The text with its places filled and its paths renamed.
    fn rewrite(&mut self, name: &str, text: &str) -> Result<String> {
        let Places { version, commit, base } = self.places;
        let words =
            [("@BUILD@", &self.build), ("@VERSION@", version), ("@COMMIT@", commit), ("@BASE@", base)];
        let mut text = text.to_owned();
        for (place, word) in words {
            text = text.replace(place, word);
        }
        while let Some((before, rest)) = text.split_once(INTEGRITY_PLACE) {
            let (path, after) = rest.split_once('@').context("a checksum's place has no end")?;
            text = format!("{before}{}{after}", self.press(path)?.integrity);
        }
        if text.contains(FILES_PLACE) {
            text = text.replace(FILES_PLACE, &self.list()?);
        }
        self.rename(name, &text)
    }

    /// The text with all paths of other files as they are published.
    fn rename(&mut self, name: &str, text: &str) -> Result<String> {
        let here = if is_stable(name) { folder(name) } else { HASHED_FOLDER };
        let mut out = String::with_capacity(text.len());
        let mut rest = text;
        while !rest.is_empty() {
            let is_word = rest.starts_with(is_path_char);
            let end = rest.find(|c| is_path_char(c) != is_word).unwrap_or(rest.len());
            let (word, after) = rest.split_at(end);
            rest = after;
            let known = resolve(folder(name), word).filter(|path| self.files.contains_key(path));
            let Some(path) = known.filter(|path| path != name) else {
                out.push_str(word);
                continue;
            };
            let target = if is_stable(&path) { path } else { self.press(&path)?.name };
            let path = relative(here, &target);
            if word.starts_with("./") && !path.starts_with('.') {
                out.push_str("./");
            }
            out.push_str(&path);
        }
        Ok(out)
    }

    /// What the service worker keeps: the page itself, and every file with a hash in its name.
    fn list(&mut self) -> Result<String> {
        let index = self.press(INDEX)?;
        let hashed = self.assets.iter().filter(|(plain, _)| !is_stable(plain)).map(|(_, asset)| asset);
        let all = [("./", &index)].into_iter().chain(hashed.map(|asset| (&*asset.name, asset)));
        let all: Vec<_> = all.map(|(name, asset)| (name, &asset.integrity)).collect();
        Ok(serde_json::to_string_pretty(&all)?)
    }

    fn manifest(&self) -> Result<String> {
        let file = |(plain, asset): (&String, &Asset)| {
            (plain.clone(), json!({ "name": asset.name, "integrity": asset.integrity }))
        };
        let files: serde_json::Map<String, _> = self.assets.iter().map(file).collect();
        let Places { version, commit, .. } = self.places;
        let manifest = json!({ "build": self.build, "version": version, "commit": commit, "files": files });
        Ok(serde_json::to_string_pretty(&manifest)? + "\n")
    }
}

/// The file as text, if others can be named in it.
fn text<'a>(name: &str, bytes: &'a [u8]) -> Result<Option<&'a str>> {
    let (_, extension) = split(name);
    if !matches!(extension, ".html" | ".js" | ".css") {
        return Ok(None);
    }
    Ok(Some(std::str::from_utf8(bytes).with_context(|| format!("{name} is not UTF-8"))?))
}

/// Whether a file keeps its name.
fn is_stable(name: &str) -> bool {
    split(name).1 == ".html" || STABLE.contains(&name)
}

fn hashed(name: &str, bytes: &[u8]) -> String {
    let file = name.rsplit('/').next().unwrap_or(name);
    let (stem, extension) = split(file);
    format!("{HASHED_FOLDER}/{stem}-{}{extension}", &hex(&Sha256::digest(bytes))[..HASH_LEN])
}

/// A checksum as the attribute `integrity` takes it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut out, byte| {
        write!(out, "{byte:02x}").expect("a string takes everything");
        out
    })
}

/// A path and its ending, with the dot.
pub(crate) fn split(name: &str) -> (&str, &str) {
    name.rfind('.').filter(|dot| !name[*dot..].contains('/')).map_or((name, ""), |dot| name.split_at(dot))
}

/// The folder of a file; empty for the root.
pub(crate) fn folder(name: &str) -> &str {
    name.rsplit_once('/').map_or("", |(folder, _)| folder)
}

fn is_path_char(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '/')
}

/// Where a path leads from a folder; nowhere above the root.
pub(crate) fn resolve(folder: &str, path: &str) -> Option<String> {
    if path.starts_with('/') {
        return None;
    }
    let mut parts: Vec<&str> = folder.split('/').filter(|part| !part.is_empty()).collect();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()?),
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
}

/// The path from a folder to a file; folders are at most one deep.
fn relative(folder: &str, target: &str) -> String {
    match target.strip_prefix(folder).and_then(|rest| rest.strip_prefix('/')) {
        Some(rest) if !folder.is_empty() => rest.to_owned(),
        _ => "../".repeat(folder.split('/').filter(|part| !part.is_empty()).count()) + target,
    }
}

/// The plain names of published files, from a manifest.
pub(crate) fn plain_names(manifest: &str) -> Result<BTreeMap<String, String>> {
    let manifest: serde_json::Value = serde_json::from_str(manifest).context(MANIFEST)?;
    let files = manifest["files"].as_object().with_context(|| format!("{MANIFEST} lists no files"))?;
    ensure!(!files.is_empty(), "{MANIFEST} lists no files");
    let name = |(plain, file): (&String, &serde_json::Value)| {
        let name = file["name"].as_str().with_context(|| format!("{MANIFEST}: {plain} has no name"))?;
        Ok((name.to_owned(), plain.clone()))
    };
    files.iter().map(name).collect()
}

#[cfg(test)]
mod tests;
