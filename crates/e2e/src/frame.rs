//! Frames and windows: what a test asks is asked of the one that it has entered.

use anyhow::{Context, Result, ensure};
use thirtyfour::prelude::*;

use crate::browser::Browser;

impl Browser {
    /// Goes to the page itself, out of every frame.
    ///
    /// # Errors
    /// When the browser cannot.
    pub async fn leave_frames(&self) -> Result<()> {
        Ok(self.driver().enter_default_frame().await?)
    }

    /// Goes into the frame that this selector finds in the page, once it is scrolled to.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn enter_frame(&self, selector: &str) -> Result<()> {
        self.leave_frames().await?;
        let frame = self.find_css(selector).await?;
        frame.scroll_into_view().await?;
        Ok(frame.enter_frame().await?)
    }

    /// Goes into the frame in the shadow of the element with this `data-testid`, once it is scrolled to.
    ///
    /// # Errors
    /// When there is none.
    pub async fn enter_frame_of(&self, testid: &str) -> Result<()> {
        self.leave_frames().await?;
        let host = self.find(testid).await?;
        host.scroll_into_view().await?;
        let shadow = host.get_shadow_root().await.with_context(|| format!("the shadow of {testid}"))?;
        let frame = shadow.find(By::Css("iframe")).await.with_context(|| format!("the frame of {testid}"))?;
        Ok(frame.enter_frame().await?)
    }

    /// Goes to the second window, once it is open.
    ///
    /// # Errors
    /// When there is none in time.
    pub async fn enter_second_window(&self) -> Result<()> {
        let here = self.driver().window().await?;
        let mut other = None;
        let is_open = self.wait_until(async || {
            let windows = self.driver().windows().await.unwrap_or_default();
            other = windows.into_iter().find(|window| *window != here);
            other.is_some()
        });
        ensure!(is_open.await, "no second window has opened");
        Ok(self.driver().switch_to_window(other.context("a window")?).await?)
    }
}
