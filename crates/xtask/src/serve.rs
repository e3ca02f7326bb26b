//! `cargo xtask serve`: the built page on this machine only.
#![expect(clippy::print_stdout, reason = "tells the address")]

use std::io::ErrorKind;

use anyhow::{Context, Result, bail};
use tokio::net::TcpListener;

use crate::dist::{self, Profile};
use crate::workspace::Workspace;

/// Where the page is served unless told otherwise.
pub(crate) const DEFAULT_PORT: u16 = 8080;
const PORTS_TRIED: u16 = 20;

/// Builds the page and serves it until the program is stopped.
pub(crate) fn run(workspace: &Workspace, first_port: u16) -> Result<()> {
    dist::build(workspace, Profile::Release)?;
    tokio::runtime::Runtime::new()?.block_on(async {
        let listener = first_free(first_port).await?;
        println!("\nPagelock is at http://{}/ (stop with Ctrl-C)", listener.local_addr()?);
        static_server::serve(listener, &workspace.root.join("dist"), "/").await.context("server")
    })
}

async fn first_free(first_port: u16) -> Result<TcpListener> {
    let last_port = first_port.saturating_add(PORTS_TRIED - 1);
    for port in first_port..=last_port {
        match TcpListener::bind(("127.0.0.1", port)).await {
            Ok(listener) => return Ok(listener),
            Err(error) if error.kind() == ErrorKind::AddrInUse => eprintln!("port {port} is taken"),
            Err(error) => return Err(error).with_context(|| format!("port {port}")),
        }
    }
    bail!("all ports from {first_port} to {last_port} are taken")
}
