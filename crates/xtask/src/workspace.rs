//! Where the workspace lies and what it is made of, as cargo sees it.

use std::path::PathBuf;

use anyhow::{Context, Result};
use serde_json::Value;

use crate::exec;

/// The part of `cargo metadata` that the commands need.
pub(crate) struct Workspace {
    /// The folder of the root manifest.
    pub(crate) root: PathBuf,
    /// Cargo's target folder; a user's settings may have moved it.
    pub(crate) target: PathBuf,
    /// The member packages, as `cargo metadata` describes them.
    pub(crate) packages: Vec<Value>,
}

impl Workspace {
    /// Asks cargo about the workspace around the current folder.
    pub(crate) fn load() -> Result<Workspace> {
        let text = exec::output(exec::cargo(["metadata", "--no-deps", "--format-version", "1"]))?;
        let metadata: Value = serde_json::from_str(&text).context("cargo metadata")?;
        let folder = |key: &str| {
            metadata[key]
                .as_str()
                .map(PathBuf::from)
                .with_context(|| format!("cargo metadata without `{key}`"))
        };
        Ok(Workspace {
            root: folder("workspace_root")?,
            target: folder("target_directory")?,
            packages: metadata["packages"].as_array().context("cargo metadata without `packages`")?.clone(),
        })
    }

    /// The version that all members have.
    pub(crate) fn version(&self) -> Result<String> {
        let version = self.packages.first().and_then(|package| package["version"].as_str());
        Ok(version.context("cargo metadata without a version")?.to_owned())
    }
}
