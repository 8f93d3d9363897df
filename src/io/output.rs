//! Where output goes: standard output, a file that appears whole or not at all, or any writer.
//!
//! A file is opened before the work begins, written under a temporary name in its folder, and
//! renamed by [`Output::finish`] once its bytes are on the disk. An output that is dropped instead
//! leaves nothing behind and leaves an older file of that name as it was. Devices and pipes
//! (`/dev/null`, a named pipe) are written directly, a symbolic link is followed.
//!
//! Files that belong together, as the parts of a corpus do, are opened in an [`OutputSet`]: each is
//! closed when it is whole, and all appear when the set is published.

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use flate2::write::GzEncoder;
use tempfile::{NamedTempFile, TempPath};

use super::compression::{Compression, is_standard};
use crate::error::{Error, Result};

/// Where output shall go.
///
/// ```
/// use alinea::io::Destination;
/// assert!(matches!(Destination::from("-"), Destination::Stdout));
/// assert!(matches!(Destination::from("corpus.tmx"), Destination::Path(_)));
/// ```
pub enum Destination {
    /// Standard output, `-` on the command line.
    Stdout,
    /// A file, or the folder or prefix of the formats that have several files.
    Path(PathBuf),
    /// A file that appears with the others of its set.
    InSet(PathBuf, OutputSet),
    /// Any writer, as tests use.
    Stream(Box<dyn Write + Send>),
}

/// Files that appear together: whole, closed, under temporary names until then. Dropped before it is
/// published, with all its clones, it leaves nothing behind.
///
/// The files take their names one after the other; a process that is killed in that moment leaves
/// some of the new beside some of the old.
#[derive(Clone, Default)]
pub struct OutputSet {
    ready: Arc<Mutex<Vec<(TempPath, PathBuf)>>>,
}

impl OutputSet {
    /// An empty set.
    pub fn new() -> Self {
        OutputSet::default()
    }

    fn ready(&self) -> MutexGuard<'_, Vec<(TempPath, PathBuf)>> {
        // A vector is whole whoever panicked.
        self.ready.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Makes all finished files appear under their names, in the order in which they were finished.
    ///
    /// # Errors
    /// A file that cannot be renamed.
    pub fn publish(&self) -> Result<()> {
        for (file, path) in self.ready().drain(..) {
            file.persist(&path)
                .map_err(|e| write_error(&e.error, Some(&path)))?;
            sync_folder(&path);
        }
        Ok(())
    }
}

impl From<&Path> for Destination {
    fn from(path: &Path) -> Self {
        if is_standard(path) {
            Destination::Stdout
        } else {
            Destination::Path(path.to_path_buf())
        }
    }
}

impl From<&str> for Destination {
    fn from(path: &str) -> Self {
        Path::new(path).into()
    }
}

impl From<PathBuf> for Destination {
    fn from(path: PathBuf) -> Self {
        path.as_path().into()
    }
}

/// One opened output. Bytes written are compressed if the file's extension says so.
pub struct Output {
    layer: Layer,
    /// The file to be, `None` for standard output and streams.
    path: Option<PathBuf>,
    /// The set that it appears with.
    set: Option<OutputSet>,
    /// Bytes written, before compression.
    written: u64,
}

enum Layer {
    Plain(BufWriter<Sink>),
    Gzip(GzEncoder<BufWriter<Sink>>),
    Zstd(zstd::stream::write::Encoder<'static, BufWriter<Sink>>),
}

enum Sink {
    Stdout(Stdout),
    Stream(Box<dyn Write + Send>),
    /// A device or a pipe, which cannot be renamed to.
    Direct(File),
    Temporary(NamedTempFile),
}

impl Output {
    /// Opens `destination`.
    ///
    /// # Errors
    /// A folder where a file is expected, a folder that does not exist or cannot be written.
    pub fn create(destination: impl Into<Destination>) -> Result<Self> {
        match destination.into() {
            Destination::Stdout => Ok(Output::plain(Sink::Stdout(io::stdout()))),
            Destination::Stream(stream) => Ok(Output::plain(Sink::Stream(stream))),
            Destination::Path(path) => Output::file(&path),
            Destination::InSet(path, set) => Ok(Output {
                set: Some(set),
                ..Output::file(&path)?
            }),
        }
    }

    fn plain(sink: Sink) -> Self {
        Output {
            layer: Layer::Plain(BufWriter::new(sink)),
            path: None,
            set: None,
            written: 0,
        }
    }

    fn file(asked: &Path) -> Result<Self> {
        let path = fs::canonicalize(asked).unwrap_or_else(|_| asked.to_path_buf());
        let about = fs::metadata(&path).ok();
        if about.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(Error::configuration("expected a file to write")
                .found("a folder")
                .at(asked));
        }
        let sink = if about.is_some_and(|a| !a.is_file()) {
            let device = fs::OpenOptions::new().write(true).open(&path);
            Sink::Direct(device.map_err(|e| Error::io("write", &e).at(asked))?)
        } else {
            Sink::Temporary(temporary_beside(&path).map_err(|e| e.at(asked))?)
        };
        let sink = BufWriter::with_capacity(1 << 16, sink);
        let layer = match Compression::of(asked) {
            Compression::None => Layer::Plain(sink),
            Compression::Gzip => Layer::Gzip(GzEncoder::new(sink, flate2::Compression::default())),
            Compression::Zstd => Layer::Zstd(
                zstd::stream::write::Encoder::new(sink, 0)
                    .map_err(|e| Error::io("write", &e).at(asked))?,
            ),
        };
        Ok(Output {
            layer,
            path: Some(path),
            set: None,
            written: 0,
        })
    }

    /// The file that will appear; `None` for standard output and streams.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Bytes written so far, before compression.
    pub fn written(&self) -> u64 {
        self.written
    }

    /// Writes all of `bytes`; the error names the file.
    pub fn put(&mut self, bytes: impl AsRef<[u8]>) -> Result<()> {
        let written = self.write_all(bytes.as_ref());
        written.map_err(|e| write_error(&e, self.path.as_deref()))
    }

    /// Writes what is held back, and makes the file appear under its name; one of a set waits for the
    /// set.
    ///
    /// # Errors
    /// A full disk, a reader that went away, a file that cannot be renamed.
    pub fn finish(self) -> Result<()> {
        let Output {
            layer, path, set, ..
        } = self;
        let path = path.as_deref();
        finish_layer(layer, path, set).map_err(|e| write_error(&e, path))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let count = match &mut self.layer {
            Layer::Plain(w) => w.write(bytes),
            Layer::Gzip(w) => w.write(bytes),
            Layer::Zstd(w) => w.write(bytes),
        }?;
        self.written += count as u64;
        Ok(count)
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.layer {
            Layer::Plain(w) => w.flush(),
            Layer::Gzip(w) => w.flush(),
            Layer::Zstd(w) => w.flush(),
        }
    }
}

impl Write for Sink {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match self {
            Sink::Stdout(w) => w.write(bytes),
            Sink::Stream(w) => w.write(bytes),
            Sink::Direct(w) => w.write(bytes),
            Sink::Temporary(w) => w.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match self {
            Sink::Stdout(w) => w.flush(),
            Sink::Stream(w) => w.flush(),
            Sink::Direct(w) => w.flush(),
            Sink::Temporary(w) => w.flush(),
        }
    }
}

/// Our error for a write that failed.
pub(crate) fn write_error(source: &io::Error, path: Option<&Path>) -> Error {
    let error = Error::io("write", source);
    match path {
        Some(path) => error.at(path),
        None => error,
    }
}

/// Creates `folder` and those above it.
///
/// # Errors
/// A file of that name, or a folder that cannot be made.
pub fn create_folder(folder: &Path) -> Result<()> {
    if folder.is_file() {
        return Err(Error::configuration("expected a folder to write into")
            .found("a file")
            .at(folder));
    }
    fs::create_dir_all(folder).map_err(|e| Error::io("create the folder", &e).at(folder))
}

/// A folder for what does not fit into memory, in `within` or the system's place for such; it goes when
/// it is dropped.
///
/// # Errors
/// A place that cannot be written.
pub fn temporary_folder(within: Option<&Path>, prefix: &str) -> Result<tempfile::TempDir> {
    let mut name = tempfile::Builder::new();
    name.prefix(prefix);
    match within {
        Some(within) => name
            .tempdir_in(within)
            .map_err(|e| Error::io("make a folder", &e).at(within)),
        None => name
            .tempdir()
            .map_err(|e| Error::io("make a temporary folder", &e)),
    }
}

fn temporary_beside(path: &Path) -> Result<NamedTempFile> {
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    if !folder.is_dir() {
        return Err(
            Error::configuration("the folder to write into does not exist")
                .help(format!("create `{}` first", folder.display())),
        );
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".alinea-").suffix(".part");
    #[cfg(unix)]
    {
        // What a new file gets from the umask, not tempfile's 0600.
        use std::os::unix::fs::PermissionsExt;
        builder.permissions(fs::Permissions::from_mode(0o666));
    }
    builder
        .tempfile_in(folder)
        .map_err(|e| Error::io("write in its folder", &e))
}

/// The rename itself reaches the disk with the folder; not every system can do that.
fn sync_folder(path: &Path) {
    if let Some(folder) = path.parent().and_then(|p| File::open(p).ok()) {
        folder.sync_all().ok();
    }
}

fn finish_layer(layer: Layer, path: Option<&Path>, set: Option<OutputSet>) -> io::Result<()> {
    let buffer = match layer {
        Layer::Plain(buffer) => buffer,
        Layer::Gzip(encoder) => encoder.finish()?,
        Layer::Zstd(encoder) => encoder.finish()?,
    };
    let mut sink = buffer
        .into_inner()
        .map_err(io::IntoInnerError::into_error)?;
    sink.flush()?;
    match (sink, path) {
        (Sink::Temporary(file), Some(path)) => {
            file.as_file().sync_all()?;
            match set {
                // Closed, so that a set of many files does not hold as many open.
                Some(set) => set
                    .ready()
                    .push((file.into_temp_path(), path.to_path_buf())),
                None => {
                    file.persist(path).map_err(|e| e.error)?;
                    sync_folder(path);
                }
            }
            Ok(())
        }
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).expect("a folder");
        let mut names: Vec<_> = entries
            .map(|e| {
                e.expect("an entry")
                    .file_name()
                    .to_string_lossy()
                    .into_owned()
            })
            .collect();
        names.sort();
        names
    }

    #[test]
    fn a_dropped_output_leaves_the_older_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").expect("a file");
        let mut output = Output::create(path.as_path()).expect("opens");
        output.put("new").expect("writes");
        drop(output);
        assert_eq!(fs::read_to_string(&path).expect("a file"), "old");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn a_finished_output_replaces_the_older_file() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.txt");
        fs::write(&path, "old").expect("a file");
        let mut output = Output::create(path.as_path()).expect("opens");
        output.put("new").expect("writes");
        output.finish().expect("finishes");
        assert_eq!(fs::read_to_string(&path).expect("a file"), "new");
        assert_eq!(names(folder.path()), ["a.txt"]);
    }

    #[test]
    fn files_of_a_set_appear_together_or_not_at_all() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |set: &OutputSet, name: &str| {
            let place = Destination::InSet(folder.path().join(name), set.clone());
            let mut output = Output::create(place).expect("opens");
            output.put("un").expect("writes");
            assert_eq!(output.written(), 2);
            output.finish().expect("finishes");
        };
        let (set, dropped) = (OutputSet::new(), OutputSet::new());
        write(&set, "a.txt");
        write(&set, "b.txt.gz");
        write(&dropped, "c.txt");
        assert!(names(folder.path()).iter().all(|n| n.ends_with(".part")));
        drop(dropped);
        set.publish().expect("publishes");
        assert_eq!(names(folder.path()), ["a.txt", "b.txt.gz"]);
    }

    #[cfg(unix)]
    #[test]
    fn a_new_file_has_the_permissions_of_any_new_file() {
        use std::os::unix::fs::PermissionsExt;
        let folder = tempfile::tempdir().expect("a folder");
        let (ours, plain) = (folder.path().join("a"), folder.path().join("b"));
        Output::create(ours.as_path())
            .and_then(Output::finish)
            .expect("writes");
        fs::write(&plain, "").expect("a file");
        let mode = |p: &Path| fs::metadata(p).expect("a file").permissions().mode();
        assert_eq!(mode(&ours), mode(&plain));
    }

    #[cfg(unix)]
    #[test]
    fn a_link_is_followed_and_a_device_is_not_replaced() {
        let folder = tempfile::tempdir().expect("a folder");
        let (file, link) = (folder.path().join("file"), folder.path().join("link"));
        fs::write(&file, "old").expect("a file");
        std::os::unix::fs::symlink(&file, &link).expect("a link");
        let mut output = Output::create(link.as_path()).expect("opens");
        output.put("new").expect("writes");
        output.finish().expect("finishes");
        assert_eq!(fs::read_to_string(&file).expect("a file"), "new");
        assert!(fs::symlink_metadata(&link).expect("a link").is_symlink());

        let output = Output::create("/dev/null").expect("opens");
        output.finish().expect("finishes");
        assert!(!fs::metadata("/dev/null").expect("a device").is_file());
    }

    #[test]
    fn the_extension_compresses() {
        let folder = tempfile::tempdir().expect("a folder");
        for name in ["a.txt.gz", "a.txt.zst"] {
            let path = folder.path().join(name);
            let mut output = Output::create(path.as_path()).expect("opens");
            output.put("bonjour").expect("writes");
            output.finish().expect("finishes");
            assert_ne!(fs::read(&path).expect("a file"), b"bonjour");
            let mut text = String::new();
            let mut input = super::super::compression::open(&path).expect("opens");
            io::Read::read_to_string(&mut input, &mut text).expect("reads");
            assert_eq!(text, "bonjour");
        }
    }

    #[test]
    fn a_folder_and_a_missing_folder_are_said() {
        let folder = tempfile::tempdir().expect("a folder");
        let error = Output::create(folder.path()).err().expect("is a folder");
        assert!(error.to_string().contains("found a folder"), "{error}");
        let missing = folder.path().join("missing").join("a.txt");
        let error = Output::create(missing.as_path()).err().expect("is missing");
        assert!(error.to_string().contains("does not exist"), "{error}");
    }
}
