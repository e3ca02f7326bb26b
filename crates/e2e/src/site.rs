//! The files a test serves: `dist/`, or a copy of it that a test may move or damage.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tokio::net::TcpListener;
use tokio::task::JoinHandle;

/// A folder to be served, and the address below it at which the page lies.
#[derive(Debug)]
pub struct Site {
    folder: PathBuf,
    page: String,
}

impl Site {
    /// The site as it was built.
    #[must_use]
    pub fn dist() -> Site {
        Site { folder: workspace().join("dist"), page: String::new() }
    }

    /// The example of the JavaScript package in a page, as it was built.
    #[must_use]
    pub fn package_example() -> Site {
        Site { folder: workspace().join("crates/js"), page: "examples/browser.html".to_owned() }
    }

    /// A copy of the built site below `page` (`""`, or `"a/b/"`) of a folder that belongs to the test `name` alone.
    ///
    /// # Errors
    /// When the site was not built, or cannot be copied.
    pub fn copy(name: &str, page: &str) -> Result<Site> {
        let folder = scratch().join("sites").join(name);
        if folder.exists() {
            fs::remove_dir_all(&folder)?;
        }
        copy_folder(&workspace().join("dist"), &folder.join(page))
            .context("copying dist/ (cargo xtask build)")?;
        Ok(Site { folder, page: page.to_owned() })
    }

    /// A file of the copied site, to be damaged.
    ///
    /// # Errors
    /// When there is no such file, or this is not a copy.
    pub fn file(&self, name: &str) -> Result<PathBuf> {
        ensure!(self.folder.starts_with(scratch()), "a test changes only its own copy of the site");
        let file = self.folder.join(&self.page).join(name);
        ensure!(file.is_file(), "the site has no {name}");
        Ok(file)
    }

    /// Serves the site on a free port.
    pub(crate) async fn serve(&self) -> Result<Server> {
        ensure!(self.folder.is_dir(), "the site is not built (cargo xtask build)");
        let listener = TcpListener::bind(("127.0.0.1", 0)).await?;
        let address = format!("http://{}/{}", listener.local_addr()?, self.page);
        let folder = self.folder.clone();
        let task = tokio::spawn(async move {
            if let Err(error) = static_server::serve(listener, &folder).await {
                eprintln!("server: {error}");
            }
        });
        Ok(Server { address, task })
    }
}

/// A site being served, until it is dropped.
#[derive(Debug)]
pub(crate) struct Server {
    /// Where the page is.
    pub(crate) address: String,
    task: JoinHandle<()>,
}

impl Drop for Server {
    fn drop(&mut self) {
        self.task.abort();
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
