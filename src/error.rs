//! The one public error: what went wrong, in which file and line, what was expected, what was
//! found, and the option that helps.
//!
//! Rooms build it with the constructors and the `at`, `line`, `found` and `help` steps; the command
//! line renders it once. Messages are lower case and end without a full stop.

use std::fmt;
use std::path::{Path, PathBuf};

/// Shorthand for results of this crate.
pub type Result<T> = std::result::Result<T, Error>;

/// The class of an [`Error`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// The operating system refused to read or write.
    Io,
    /// The bytes are not text in the expected encoding.
    Encoding,
    /// The text is not in the shape its format asks for.
    Format,
    /// Beads that do not cover both sides exactly once and in order.
    Alignment,
    /// An option's value cannot be used.
    Configuration,
}

/// An error with its place and the help that the user can act on.
///
/// ```
/// use alinea::Error;
/// let error = Error::format("expected `[0]:[0, 1]`")
///     .found("`0-1`")
///     .at("gold.txt")
///     .line(3)
///     .help("write indices in brackets");
/// assert_eq!(
///     error.to_string(),
///     "gold.txt:3: expected `[0]:[0, 1]`, found `0-1` (help: write indices in brackets)"
/// );
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    found: Option<String>,
    path: Option<PathBuf>,
    line: Option<usize>,
    help: Option<String>,
    broken_pipe: bool,
}

impl Error {
    /// An error of `kind`; `message` says what was expected or what failed.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Error {
            kind,
            message: message.into(),
            found: None,
            path: None,
            line: None,
            help: None,
            broken_pipe: false,
        }
    }

    /// The operating system's error while doing `action`.
    pub fn io(action: &str, source: &std::io::Error) -> Self {
        let mut error = Error::new(ErrorKind::Io, format!("cannot {action}: {}", plain(source)));
        error.broken_pipe = source.kind() == std::io::ErrorKind::BrokenPipe;
        error
    }

    /// Text that is not in the shape of its format.
    pub fn format(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Format, message)
    }

    /// An option's value that cannot be used.
    pub fn configuration(message: impl Into<String>) -> Self {
        Error::new(ErrorKind::Configuration, message)
    }

    /// Names the file.
    #[must_use]
    pub fn at(mut self, path: impl AsRef<Path>) -> Self {
        self.path.get_or_insert_with(|| path.as_ref().to_path_buf());
        self
    }

    /// Names the line, counted from 1.
    #[must_use]
    pub fn line(mut self, line: usize) -> Self {
        self.line.get_or_insert(line);
        self
    }

    /// Says what stood there instead of what was expected.
    #[must_use]
    pub fn found(mut self, found: impl Into<String>) -> Self {
        self.found = Some(found.into());
        self
    }

    /// Says which option or step helps.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// The class.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The file, if one is concerned.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// The line in it, counted from 1.
    pub fn line_number(&self) -> Option<usize> {
        self.line
    }

    /// Whether the reader of our output went away, which is no failure.
    pub fn is_broken_pipe(&self) -> bool {
        self.broken_pipe
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(path) = &self.path {
            write!(f, "{}:", path.display())?;
            if let Some(line) = self.line {
                write!(f, "{line}:")?;
            }
            f.write_str(" ")?;
        } else if let Some(line) = self.line {
            write!(f, "line {line}: ")?;
        }
        f.write_str(&self.message)?;
        if let Some(found) = &self.found {
            write!(f, ", found {found}")?;
        }
        if let Some(help) = &self.help {
            write!(f, " (help: {help})")?;
        }
        Ok(())
    }
}

impl std::error::Error for Error {}

/// The system's message in our style: lower case, without its number.
fn plain(source: &std::io::Error) -> String {
    let text = source.to_string();
    let text = text.split(" (os error").next().unwrap_or(&text);
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first.to_lowercase().chain(letters).collect(),
        None => String::from("unknown error"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_missing_file_is_said_in_lower_case_without_a_number() {
        let source = std::io::Error::from_raw_os_error(2);
        let error = Error::io("read", &source).at("a.txt");
        assert_eq!(
            error.to_string(),
            "a.txt: cannot read: no such file or directory"
        );
        assert_eq!(error.kind(), ErrorKind::Io);
    }

    #[test]
    fn the_first_place_named_stays() {
        let error = Error::format("expected a number")
            .line(2)
            .line(9)
            .at("a")
            .at("b");
        assert_eq!(error.to_string(), "a:2: expected a number");
    }
}
