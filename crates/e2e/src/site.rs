//! The files a test serves: `dist/`, or a copy of it that a test may move, damage or bring up to date.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, anyhow, ensure};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use sha2::{Digest as _, Sha384};
use tokio::runtime::Runtime;

/// Below which path sites are served: `/`, or such as `/x/y/`.
const PREFIX_VARIABLE: &str = "PAGELOCK_PREFIX";
/// Where they are served unless it says otherwise: whatever works here works at the root.
const PREFIX: &str = "/x/y/";
/// The line of the page that has it kept for when there is no network.
const OFFLINE: &str = r#"<meta name="pagelock-offline" content="./sw.js">"#;
/// How long hosts have browsers keep files with a hash in their name.
const IMMUTABLE: &str = "Cache-Control: public, max-age=31536000, immutable";

/// A folder to be served, and the address below it at which the page lies.
#[derive(Clone, Debug)]
pub struct Site {
    folder: PathBuf,
    page: String,
    prefix: String,
}

impl Site {
    /// The site as it was built.
    #[must_use]
    pub fn dist() -> Site {
        let prefix = std::env::var(PREFIX_VARIABLE).unwrap_or_else(|_| PREFIX.to_owned());
        Site { folder: workspace().join("dist"), page: String::new(), prefix }
    }

    /// The example of the JavaScript package in a page, as it was built.
    #[must_use]
    pub fn package_example() -> Site {
        Site {
            folder: workspace().join("crates/js"),
            page: "examples/browser.html".to_owned(),
            prefix: PREFIX.to_owned(),
        }
    }

    /// The same at another place of its host.
    #[must_use]
    pub fn below(self, prefix: &str) -> Site {
        Site { prefix: prefix.to_owned(), ..self }
    }

    /// A copy of the built site below `page` (`""`, or `"a/b/"`) of a folder that belongs to the test `name` alone. Its
    /// files change under their names, so browsers are not told to keep them, nor does the page keep itself.
    ///
    /// # Errors
    /// When the site was not built, or cannot be copied.
    pub fn copy(name: &str, page: &str) -> Result<Site> {
        let site = Site::faithful_copy(name, page)?;
        let (headers, index) = (site.file("_headers")?, site.file("index.html")?);
        let text = fs::read_to_string(&headers)?;
        ensure!(text.contains(IMMUTABLE), "_headers does not say `{IMMUTABLE}`");
        fs::write(&headers, text.replace(IMMUTABLE, "Cache-Control: no-cache"))?;
        let html = fs::read_to_string(&index)?;
        ensure!(html.contains(OFFLINE), "index.html does not say `{OFFLINE}`");
        fs::write(&index, html.replace(OFFLINE, ""))?;
        Ok(site)
    }

    /// A copy of the built site, as it is.
    ///
    /// # Errors
    /// When the site was not built, or cannot be copied.
    pub fn faithful_copy(name: &str, page: &str) -> Result<Site> {
        let folder = scratch().join("sites").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        copy_folder(&workspace().join("dist"), &folder.join(page))
            .context("copying dist/ (cargo xtask build)")?;
        Ok(Site { folder, page: page.to_owned(), ..Site::dist() })
    }

    /// A file of the copied site, by the name it had before it was published, to be damaged.
    ///
    /// # Errors
    /// When there is no such file, or this is not a copy.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        ensure!(self.folder.starts_with(scratch()), "a test changes only its own copy of the site");
        let file = self.root().join(self.published(name)?);
        ensure!(file.is_file(), "the site has no {name}");
        Ok(file)
    }

    /// The name under which a file was published.
    ///
    /// # Errors
    /// When the site was not built.
    pub fn published(&self, name: &str) -> Result<String> {
        let manifest = fs::read(self.root().join("build.json")).context("cargo xtask build")?;
        let manifest: Value = serde_json::from_slice(&manifest)?;
        Ok(manifest["files"][name]["name"].as_str().unwrap_or(name).to_owned())
    }

    /// The name of the build.
    ///
    /// # Errors
    /// When the site was not built.
    pub fn build(&self) -> Result<String> {
        let manifest: Value = serde_json::from_slice(&fs::read(self.root().join("build.json"))?)?;
        Ok(manifest["build"].as_str().context("build.json names no build")?.to_owned())
    }

    /// Gives a file of the copied site other contents, and says so wherever its checksum stands.
    ///
    /// # Errors
    /// As [`Site::file`].
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> Result<()> {
        self.put(&self.file(name)?, bytes.as_ref(), Naming::Same)
    }

    /// Makes the copied site another build: its name changes wherever it stands, and so do the names of the files in
    /// which it does. Files of the old build are gone.
    ///
    /// # Errors
    /// When this is not a copy, or cannot be written.
    pub fn rebuild(&self, build: &str) -> Result<()> {
        ensure!(self.folder.starts_with(scratch()), "a test changes only its own copy of the site");
        let old = self.build()?;
        ensure!(build.len() == old.len() && build != old, "{build} is no other name like {old}");
        while let Some(file) = texts(&self.root())?.into_iter().find(|file| has(file, &old)) {
            let text = fs::read_to_string(&file)?.replace(&old, build);
            self.put(&file, text.as_bytes(), Naming::New)?;
        }
        Ok(())
    }

    /// Writes a file, and what others say of it.
    fn put(&self, file: &Path, bytes: &[u8], naming: Naming) -> Result<()> {
        let before = fs::read(file)?;
        let name = file.file_name().and_then(|name| name.to_str()).context("a file without a name")?;
        let is_hashed = file.parent().is_some_and(|folder| folder.ends_with("assets"));
        let new_name = match naming {
            Naming::New if is_hashed => renamed(name)?,
            Naming::Same | Naming::New => name.to_owned(),
        };
        fs::remove_file(file)?;
        fs::write(file.with_file_name(&new_name), bytes)?;
        let changes = [(name.to_owned(), new_name), (integrity(&before), integrity(bytes))];
        let changes: Vec<_> = changes.into_iter().filter(|(old, new)| old != new).collect();
        let is_behind = |file: &PathBuf| changes.iter().any(|(old, _)| has(file, old));
        while let Some(other) = texts(&self.root())?.into_iter().find(is_behind) {
            let text = fs::read_to_string(&other)?;
            let text = changes.iter().fold(text, |text, (old, new)| text.replace(old, new));
            self.put(&other, text.as_bytes(), naming)?;
        }
        Ok(())
    }

    fn root(&self) -> PathBuf {
        self.folder.join(&self.page)
    }

    /// Serves the site on a free port.
    pub(crate) fn serve(&self) -> Result<Server> {
        ensure!(self.folder.is_dir(), "the site is not built (cargo xtask build)");
        let listener = TcpListener::bind(("127.0.0.1", 0))?;
        listener.set_nonblocking(true)?;
        let origin = format!("http://{}", listener.local_addr()?);
        let (folder, prefix) = (self.folder.clone(), self.prefix.clone());
        // Of its own, so that its connections end with it.
        let runtime = Runtime::new()?;
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).expect("it does not block");
            if let Err(error) = static_server::serve(listener, &folder, &prefix).await {
                eprintln!("server: {error}");
            }
        });
        Ok(Server { address: format!("{origin}{}{}", self.prefix, self.page), runtime: Some(runtime) })
    }
}

/// Whether a file that changes keeps its name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Naming {
    /// Damaged, or exchanged.
    Same,
    /// As a build gives it another one.
    New,
}

/// Another name of the same shape: the digits of its hash turned round.
fn renamed(name: &str) -> Result<String> {
    let (stem, extension) = name.rsplit_once('.').with_context(|| format!("{name} has no ending"))?;
    let (stem, hash) = stem.rsplit_once('-').with_context(|| format!("{name} has no hash"))?;
    let turned: String = hash.chars().rev().collect();
    // Contents may change twice on the way to a new build, names once.
    let new = if hash.starts_with("new") { hash.to_owned() } else { format!("new{}", &turned[3..]) };
    Ok(format!("{stem}-{new}.{extension}"))
}

/// A checksum as browsers take it.
fn integrity(bytes: &[u8]) -> String {
    format!("sha384-{}", STANDARD.encode(Sha384::digest(bytes)))
}

fn has(file: &Path, part: &str) -> bool {
    fs::read_to_string(file).is_ok_and(|text| text.contains(part))
}

/// The files in which others can be named.
fn texts(folder: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            found.extend(texts(&path)?);
        } else if path
            .extension()
            .is_some_and(|end| ["html", "js", "css", "json"].iter().any(|text| end == *text))
        {
            found.push(path);
        }
    }
    found.sort();
    Ok(found)
}

/// A site being served, until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where the page is.
    pub(crate) address: String,
    runtime: Option<Runtime>,
}

impl Server {
    /// Ends it, with all its connections.
    pub(crate) fn stop(&mut self) -> Result<()> {
        self.runtime
            .take()
            .ok_or_else(|| anyhow!("the server has been stopped already"))?
            .shutdown_background();
        Ok(())
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

/// Where tests keep files.
pub(crate) fn scratch() -> PathBuf {
    workspace().join("target/e2e")
}

/// The root of the repository.
pub(crate) fn workspace() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

fn copy_folder(from: &Path, to: &Path) -> Result<()> {
    fs::create_dir_all(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let target = to.join(entry.file_name());
        if entry.file_type()?.is_dir() {
            copy_folder(&entry.path(), &target)?;
        } else {
            fs::copy(entry.path(), target)?;
        }
    }
    Ok(())
}
