//! The kinds of document that can be read, by extension: plain text, Markdown, HTML and DOCX.

use std::fmt;
use std::path::Path;
use std::str::FromStr;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::article::{Body, Parsed, parse_text};
use super::compression;
use super::encoding::Charset;
use super::{docx, html, markdown};
use crate::error::{Error, Result};

/// What a document is written in.
///
/// ```
/// use alinea::io::Kind;
/// assert_eq!(Kind::from_path("page.fr.HTML.gz"), Some(Kind::Html));
/// assert_eq!(Kind::from_path("notes.fr"), None);
/// assert_eq!("docx".parse::<Kind>()?, Kind::Docx);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema,
)]
#[serde(rename_all = "lowercase")]
#[schemars(inline, description = "What a document is written in.")]
pub enum Kind {
    /// Plain text.
    Text,
    /// Markdown, CommonMark with GitHub's tables and footnotes.
    Markdown,
    /// A web page.
    Html,
    /// Word's Office Open XML.
    Docx,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Kind; 4] = [Kind::Text, Kind::Markdown, Kind::Html, Kind::Docx];

    /// Its name, as on the command line.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Text => "text",
            Kind::Markdown => "markdown",
            Kind::Html => "html",
            Kind::Docx => "docx",
        }
    }

    /// The extensions of its files, without a dot, the usual one first.
    pub fn extensions(self) -> &'static [&'static str] {
        match self {
            Kind::Text => &["txt", "text"],
            Kind::Markdown => &["md", "markdown", "mdown", "mkd"],
            Kind::Html => &["html", "htm", "xhtml"],
            Kind::Docx => &["docx"],
        }
    }

    /// The kind that an extension without a dot says, in any case.
    pub fn from_extension(extension: &str) -> Option<Kind> {
        let says = |kind: &Kind| {
            let mut extensions = kind.extensions().iter();
            extensions.any(|e| e.eq_ignore_ascii_case(extension))
        };
        Kind::ALL.into_iter().find(says)
    }

    /// The kind that a file's name says, through `.gz` and `.zst`.
    pub fn from_path(path: impl AsRef<Path>) -> Option<Kind> {
        let inner = compression::without_compression(path.as_ref());
        let extension = inner.extension().and_then(|e| e.to_str())?;
        Kind::from_extension(extension)
    }

    /// Reads a document of this kind: what it says of itself, and its text.
    ///
    /// # Errors
    /// Bytes that are no text in their encoding, broken front matter, a page nested too deep, or a DOCX
    /// that is none.
    pub fn parse(self, bytes: &[u8], charset: Option<Charset>) -> Result<Parsed> {
        match self {
            Kind::Text => parse_text(bytes, charset),
            Kind::Markdown => markdown::parse(bytes, charset),
            Kind::Html => html::parse(bytes, charset),
            Kind::Docx => docx::parse(bytes),
        }
    }

    /// As [`parse`](Self::parse), of a text at hand.
    ///
    /// # Errors
    /// Broken front matter, a page nested too deep, or a kind whose documents are no texts.
    pub fn parse_str(self, text: &str) -> Result<Parsed> {
        match self {
            Kind::Text => {
                let (metadata, text) = super::article::split_metadata(text)?;
                Ok(Parsed::new(metadata, Body::Text(text)))
            }
            Kind::Markdown => markdown::parse_str(text),
            Kind::Html => html::parse_str(text),
            Kind::Docx => Err(Error::configuration("expected a file for docx")
                .found("a text")
                .help("name the file, or leave out --input-format docx")),
        }
    }
}

impl FromStr for Kind {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        let kind = Kind::ALL.into_iter().find(|k| k.name() == name);
        kind.ok_or_else(|| {
            Error::configuration("expected text, markdown, html or docx").found(format!("`{name}`"))
        })
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name())
    }
}
