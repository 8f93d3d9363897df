//! Compressed files: gzip and zstd are looked through on reading and written by extension.
//!
//! On reading the first bytes decide, so that a compressed file without its extension is read as
//! well; several gzip members or zstd frames one after the other are one file. A file that says
//! `.gz` or `.zst` and is neither, or is empty, is an error.

use std::fs::File;
use std::io::{BufReader, Cursor, Read};
use std::path::{Path, PathBuf};
use std::str::FromStr;

use flate2::read::MultiGzDecoder;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

const GZIP_MAGIC: [u8; 2] = [0x1F, 0x8B];
const ZSTD_MAGIC: [u8; 4] = [0x28, 0xB5, 0x2F, 0xFD];

/// How a file is compressed, by its extension.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Compression {
    /// Not at all.
    #[default]
    None,
    /// `.gz`
    Gzip,
    /// `.zst`
    Zstd,
}

impl Compression {
    /// What the last extension of `path` says.
    ///
    /// ```
    /// use alinea::io::compression::Compression;
    /// assert_eq!(Compression::of("corpus.tmx.gz"), Compression::Gzip);
    /// assert_eq!(Compression::of("corpus.tmx"), Compression::None);
    /// ```
    pub fn of(path: impl AsRef<Path>) -> Self {
        let extension = path.as_ref().extension().and_then(|e| e.to_str());
        match extension.map(str::to_ascii_lowercase).as_deref() {
            Some("gz") => Compression::Gzip,
            Some("zst") => Compression::Zstd,
            _ => Compression::None,
        }
    }

    /// What it adds to a file's name: `.gz`, `.zst` or nothing.
    ///
    /// ```
    /// use alinea::io::compression::Compression;
    /// assert_eq!("gzip".parse::<Compression>()?.suffix(), ".gz");
    /// # Ok::<(), alinea::Error>(())
    /// ```
    pub fn suffix(self) -> &'static str {
        match self {
            Compression::None => "",
            Compression::Gzip => ".gz",
            Compression::Zstd => ".zst",
        }
    }
}

impl FromStr for Compression {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        match name.to_ascii_lowercase().as_str() {
            "none" => Ok(Compression::None),
            "gzip" | "gz" => Ok(Compression::Gzip),
            "zstd" | "zst" => Ok(Compression::Zstd),
            _ => {
                Err(Error::configuration("expected none, gzip or zstd").found(format!("`{name}`")))
            }
        }
    }
}

/// `path` without `.gz` or `.zst`.
pub fn without_compression(path: &Path) -> PathBuf {
    match Compression::of(path) {
        Compression::None => path.to_path_buf(),
        _ => path.with_extension(""),
    }
}

/// Whether `path` is `-`, which stands for standard input and standard output.
pub fn is_standard(path: &Path) -> bool {
    path.as_os_str() == "-"
}

/// Opens `path`, or standard input for `-`, and looks through gzip and zstd.
///
/// # Errors
/// A missing file, a folder, a file that may not be read, or one whose name says that it is
/// compressed when it is not.
pub fn open(path: &Path) -> Result<Box<dyn Read + Send>> {
    if is_standard(path) {
        return decompress(std::io::stdin(), path);
    }
    let file = File::open(path).map_err(|e| Error::io("read", &e).at(path))?;
    let about = file
        .metadata()
        .map_err(|e| Error::io("read", &e).at(path))?;
    if about.is_dir() {
        return Err(Error::configuration("expected a file")
            .found("a folder")
            .at(path));
    }
    decompress(file, path)
}

/// Looks through the compression of `raw`, which came from `path`.
///
/// # Errors
/// Bytes that are not what the name says.
pub fn decompress(raw: impl Read + Send + 'static, path: &Path) -> Result<Box<dyn Read + Send>> {
    let mut raw = BufReader::new(raw);
    let head = read_head(&mut raw, 4).map_err(|e| Error::io("read", &e).at(path))?;
    let (gzip, zstd) = (head.starts_with(&GZIP_MAGIC), head.starts_with(&ZSTD_MAGIC));
    let said = Compression::of(path);
    if said == Compression::Gzip && !gzip || said == Compression::Zstd && !zstd {
        let name = if said == Compression::Gzip {
            "gzip"
        } else {
            "zstd"
        };
        let error = Error::format(format!("expected a {name} file")).at(path);
        if head.is_empty() {
            return Err(error
                .found("an empty file")
                .help("bring it again, even a packed file without text has bytes"));
        }
        return Err(error
            .found("other bytes at its beginning")
            .help("take the extension off if the file is not compressed"));
    }
    let whole = Cursor::new(head).chain(raw);
    if gzip {
        return Ok(Box::new(MultiGzDecoder::new(whole)));
    }
    if zstd {
        let decoder =
            zstd::stream::read::Decoder::new(whole).map_err(|e| Error::io("read", &e).at(path))?;
        return Ok(Box::new(decoder));
    }
    Ok(Box::new(whole))
}

/// The first `length` bytes, fewer only at the end of the input.
pub(crate) fn read_head(input: &mut impl Read, length: u64) -> std::io::Result<Vec<u8>> {
    let mut head = Vec::new();
    input.by_ref().take(length).read_to_end(&mut head)?;
    Ok(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    fn gzip(text: &str) -> Vec<u8> {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(text.as_bytes()).expect("a vector");
        encoder.finish().expect("a vector")
    }

    fn read(bytes: &[u8], name: &str) -> Result<String> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        let mut text = String::new();
        open(&path)?
            .read_to_string(&mut text)
            .map_err(|e| Error::io("read", &e))?;
        Ok(text)
    }

    #[test]
    fn members_of_gzip_one_after_the_other_are_one_text() {
        let both = [gzip("un "), gzip("deux")].concat();
        assert_eq!(read(&both, "a.gz"), Ok("un deux".into()));
        // Without the extension too.
        assert_eq!(read(&both, "a.txt"), Ok("un deux".into()));
    }

    #[test]
    fn frames_of_zstd_one_after_the_other_are_one_text() {
        let frame = |t: &str| zstd::encode_all(t.as_bytes(), 1).expect("a vector");
        let both = [frame("un "), frame("deux")].concat();
        assert_eq!(read(&both, "a.zst"), Ok("un deux".into()));
    }

    #[test]
    fn a_file_that_is_not_what_its_name_says_is_an_error() {
        let error = read(b"plain", "a.gz").expect_err("is refused");
        assert!(error.to_string().contains("expected a gzip file"));
    }

    #[test]
    fn a_packed_file_without_a_byte_is_an_error() {
        for name in ["a.gz", "a.zst"] {
            let error = read(b"", name).expect_err("is refused");
            assert!(error.to_string().contains("found an empty file"), "{error}");
        }
        assert_eq!(read(&gzip(""), "a.gz"), Ok(String::new()));
    }

    #[test]
    fn a_gzip_cut_short_is_an_error() {
        let whole = gzip("une phrase qui est coupée au milieu");
        assert!(read(&whole[..whole.len() - 9], "a.gz").is_err());
    }

    #[test]
    fn a_missing_file_and_a_folder_are_said() {
        let missing = open(Path::new("/nowhere/a.txt")).err().expect("is missing");
        assert!(missing.to_string().contains("no such file"), "{missing}");
        let folder = tempfile::tempdir().expect("a folder");
        let error = open(folder.path()).err().expect("is a folder");
        assert!(error.to_string().contains("found a folder"), "{error}");
    }
}
