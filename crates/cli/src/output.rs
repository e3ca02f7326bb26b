//! Standard output: a reader that has had enough, as in `pagelock matrix | head`, is not a mistake.

use std::io::{self, ErrorKind, Write};

use serde::Serialize;

use crate::complaint::Failure;

/// Writes until the other end of the pipe is gone, and from then on nowhere, so that the exit code still says
/// what was found.
pub(crate) struct Quiet<W: Write> {
    inner: io::BufWriter<W>,
    is_gone: bool,
}

impl<W: Write> Quiet<W> {
    pub(crate) fn new(inner: W) -> Self {
        Self { inner: io::BufWriter::new(inner), is_gone: false }
    }

    fn unless_gone(&mut self, result: io::Result<()>) -> io::Result<()> {
        match result {
            Err(error) if error.kind() == ErrorKind::BrokenPipe => {
                self.is_gone = true;
                Ok(())
            }
            result => result,
        }
    }
}

impl<W: Write> Write for Quiet<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if !self.is_gone {
            let result = self.inner.write_all(bytes);
            self.unless_gone(result)?;
        }
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        if self.is_gone {
            return Ok(());
        }
        let result = self.inner.flush();
        self.unless_gone(result)
    }
}

/// One JSON value, indented, and a newline.
pub(crate) fn json(out: &mut dyn Write, value: &impl Serialize) -> Result<(), Failure> {
    serde_json::to_writer_pretty(&mut *out, value).map_err(io::Error::from)?;
    Ok(writeln!(out)?)
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Closed(ErrorKind);

    impl Write for Closed {
        fn write(&mut self, _: &[u8]) -> io::Result<usize> {
            Err(self.0.into())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_closed_pipe_is_no_error_and_a_full_disk_is() {
        let mut pipe = Quiet::new(Closed(ErrorKind::BrokenPipe));
        assert!(pipe.write_all(b"text").and_then(|()| pipe.flush()).is_ok());
        assert!(pipe.write_all(&vec![0; 100_000]).and_then(|()| pipe.flush()).is_ok());
        let mut disk = Quiet::new(Closed(ErrorKind::StorageFull));
        assert!(disk.write_all(b"text").and_then(|()| disk.flush()).is_err());
    }
}
