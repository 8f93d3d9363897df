//! Where one document comes from, and its bytes, read once.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::bitext::Segment;
use crate::error::{Error, Result};
use crate::io::archive::Member;
use crate::io::{Kind, compression};

/// Where a document comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Input {
    /// A file, or standard input for `-`.
    File(PathBuf),
    /// A text at hand.
    Text(String),
    /// The bytes of a file at hand; its name says its kind and stands in errors.
    Bytes {
        /// Name of the file.
        name: PathBuf,
        /// What is in it.
        bytes: Vec<u8>,
    },
    /// A file in an archive.
    Member(Member),
    /// A document that is cut already, and stays so.
    Segments(Vec<Segment>),
}

impl Input {
    /// Reads the input, through gzip and zstd.
    ///
    /// ```
    /// use alinea::corpus::Input;
    /// let loaded = Input::Text("Il pleut.".into());
    /// assert_eq!(loaded.load()?.bytes(), b"Il pleut.");
    /// # Ok::<(), alinea::Error>(())
    /// ```
    ///
    /// # Errors
    /// A file that cannot be read, or that is damaged.
    pub fn load(&self) -> Result<Loaded<'_>> {
        let place = self.place();
        let content = match self {
            Input::File(path) => Content::Bytes(through(compression::open(path)?, path)?),
            Input::Text(text) => Content::Text(text),
            Input::Bytes { name, bytes } => Content::Bytes(unpacked(bytes.clone(), name)?),
            Input::Member(member) => Content::Bytes(unpacked(member.read()?, &member.place())?),
            Input::Segments(segments) => Content::Segments(segments, written(segments)?),
        };
        Ok(Loaded { content, place })
    }

    /// Refuses a pipe, a socket and a device, which a batch would wait for, and could not read again. A
    /// file that is not there is for [`load`](Self::load) to say.
    pub(super) fn is_at_rest(&self) -> Result<()> {
        let Input::File(path) = self else {
            return Ok(());
        };
        match path.metadata() {
            Ok(about) if !about.is_file() && !about.is_dir() => {
                Err(Error::configuration("expected a file")
                    .found("a pipe or a device")
                    .at(path)
                    .help("write what comes from it to a file first"))
            }
            _ => Ok(()),
        }
    }

    /// The file that errors name; none for a text.
    pub fn place(&self) -> Option<PathBuf> {
        match self {
            Input::File(path) => Some(path.clone()),
            Input::Bytes { name, .. } => Some(name.clone()),
            Input::Member(member) => Some(member.place()),
            Input::Text(_) | Input::Segments(_) => None,
        }
    }

    /// The kind that the file's name says.
    pub fn kind(&self) -> Option<Kind> {
        self.place().and_then(Kind::from_path)
    }
}

/// An input that was read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Loaded<'a> {
    content: Content<'a>,
    place: Option<PathBuf>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Content<'a> {
    Text(&'a str),
    Bytes(Vec<u8>),
    Segments(&'a [Segment], Vec<u8>),
}

impl Loaded<'_> {
    /// What the document consists of, byte for byte, out of its compression: to compare it with what it
    /// was before. Segments are written as JSON.
    pub fn bytes(&self) -> &[u8] {
        match &self.content {
            Content::Text(text) => text.as_bytes(),
            Content::Bytes(bytes) | Content::Segments(_, bytes) => bytes,
        }
    }

    pub(super) fn text(&self) -> Option<&str> {
        match &self.content {
            Content::Text(text) => Some(text),
            _ => None,
        }
    }

    pub(super) fn segments(&self) -> Option<&[Segment]> {
        match &self.content {
            Content::Segments(segments, _) => Some(segments),
            _ => None,
        }
    }

    pub(super) fn place(&self) -> Option<&Path> {
        self.place.as_deref()
    }

    pub(super) fn kind(&self) -> Option<Kind> {
        self.place().and_then(Kind::from_path)
    }
}

fn through(mut reader: Box<dyn Read + Send>, path: &Path) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let read = reader.read_to_end(&mut bytes);
    read.map_err(|e| Error::io("read", &e).at(path))?;
    Ok(bytes)
}

fn unpacked(bytes: Vec<u8>, name: &Path) -> Result<Vec<u8>> {
    let reader = compression::decompress(std::io::Cursor::new(bytes), name)?;
    through(reader, name)
}

fn written(segments: &[Segment]) -> Result<Vec<u8>> {
    serde_json::to_vec(segments).map_err(|e| Error::format(format!("cannot write as JSON: {e}")))
}
