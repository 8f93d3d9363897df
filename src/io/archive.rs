//! Archives (tar) of documents: an index of the members is made first, from their headers, and each is
//! read where it stands when it is wanted, so that the memory does not grow with the archive.
//!
//! A compressed archive (`.tar.gz`, `.tgz`, `.tar.zst`) cannot be read out of order: it is unpacked once
//! into a temporary file without a name, which takes as much room on the disk as the archive holds and
//! is gone with the process. Nothing is ever written under a member's name, so a name such as
//! `../../x` can do no harm; it is refused all the same, because ids and outputs are named after it.

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

use tar::EntryType;

use super::compression::{self, Compression};
use crate::error::{Error, Result};

/// An archive that is open.
#[derive(Debug)]
pub struct Archive {
    path: PathBuf,
    file: Mutex<File>,
}

/// A file in an archive.
#[derive(Debug, Clone)]
pub struct Member {
    archive: Arc<Archive>,
    name: String,
    offset: u64,
    length: u64,
}

/// What is in an archive.
#[derive(Debug, Default)]
pub struct Index {
    /// Its files, in the order in which they stand.
    pub members: Vec<Member>,
    /// Names that are refused, and why.
    pub refused: Vec<(String, Error)>,
}

impl Archive {
    /// Whether a file's name says that it is an archive.
    ///
    /// ```
    /// use alinea::io::archive::Archive;
    /// assert!(Archive::is_named("articles.tar.gz") && Archive::is_named("a.TGZ"));
    /// assert!(!Archive::is_named("articles.gz"));
    /// ```
    pub fn is_named(path: impl AsRef<Path>) -> bool {
        let path = path.as_ref();
        let says = |path: &Path, names: &[&str]| {
            let extension = path.extension().and_then(|e| e.to_str());
            extension.is_some_and(|e| names.iter().any(|n| n.eq_ignore_ascii_case(e)))
        };
        says(path, &["tgz", "tzst"]) || says(&compression::without_compression(path), &["tar"])
    }

    /// Opens an archive and lists its files. Of two of the same name the later counts, as in
    /// unpacking. A link to a file of the archive is that file under another name. Folders, other symbolic
    /// links and devices are passed over, and so is a member of no name.
    ///
    /// # Errors
    /// A file that cannot be read, or is no archive; a full disk when it is compressed.
    pub fn index(path: &Path) -> Result<Index> {
        let file = unpacked(path)?;
        let mut reader = file
            .try_clone()
            .map_err(|e| Error::io("read", &e).at(path))?;
        let archive = Arc::new(Archive {
            path: path.to_path_buf(),
            file: Mutex::new(file),
        });
        reader
            .rewind()
            .map_err(|e| Error::io("read", &e).at(path))?;
        let mut reader = tar::Archive::new(reader);
        let mut index = Index::default();
        let (mut last, mut links) = (0, Vec::new());
        let entries = reader.entries_with_seek().map_err(|e| bad(&e, path))?;
        for entry in entries {
            let entry = entry.map_err(|e| bad(&e, path))?;
            let kind = entry.header().entry_type();
            last = entry.raw_file_position() + entry.size();
            if kind == EntryType::Directory {
                continue;
            }
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if let (EntryType::Link | EntryType::Symlink, Some(to)) =
                (kind, entry.link_name_bytes())
            {
                let to = String::from_utf8_lossy(&to).into_owned();
                links.push((name, to, kind == EntryType::Symlink));
                continue;
            }
            match plain_name(&name) {
                Ok(name) if matches!(kind, EntryType::Regular | EntryType::Continuous) => {
                    index.members.push(Member {
                        archive: Arc::clone(&archive),
                        name,
                        offset: entry.raw_file_position(),
                        length: entry.size(),
                    });
                }
                Ok(_) if kind == EntryType::GNUSparse => {
                    let error = Error::format("expected a file that is stored whole");
                    index
                        .refused
                        .push((name, error.found("a sparse one").at(path)));
                }
                Ok(_) => {}
                Err(error) => index.refused.push((name, error.at(path))),
            }
        }
        if !ends(&archive, last).map_err(|e| Error::io("read", &e).at(path))? {
            let name = "the end of the archive".to_owned();
            let error = Error::format("expected the mark of an archive's end").found("nothing");
            let error = error
                .help("it was cut off: what stood behind is not here")
                .at(path);
            index.refused.push((name, error));
        }
        follow(links, &mut index);
        keep_the_last(&mut index.members);
        Ok(index)
    }
}

/// Adds the members that links stand for: `tar` writes the second name of a file as a link to the first. A
/// symbolic link to what is no file of the archive is passed over; another is refused.
fn follow(links: Vec<(String, String, bool)>, index: &mut Index) {
    for (name, to, symbolic) in links {
        let place = match (symbolic, name.rsplit_once('/')) {
            (true, Some((folder, _))) => within(folder, &to),
            _ => plain_name(&to).ok(),
        };
        let found = index.members.iter().rev();
        let found = found
            .clone()
            .find(|member| Some(&member.name) == place.as_ref());
        match (found.cloned(), plain_name(&name)) {
            (Some(member), Ok(name)) => index.members.push(Member { name, ..member }),
            (None, Ok(_)) if !symbolic => {
                let error = Error::format("expected a file, or a link to one in the archive");
                index
                    .refused
                    .push((name, error.found(format!("a link to `{to}`"))));
            }
            (_, Err(error)) => index.refused.push((name, error)),
            _ => {}
        }
    }
}

/// The name that a way from a folder of the archive leads to, if it stays in the archive.
fn within(folder: &str, way: &str) -> Option<String> {
    let mut names: Vec<&str> = folder.split('/').filter(|name| *name != ".").collect();
    if way.starts_with('/') {
        return None;
    }
    for name in way.split('/') {
        match name {
            "" | "." => {}
            ".." => drop(names.pop()?),
            name => names.push(name),
        }
    }
    Some(names.join("/"))
}

/// Whether a block of zeros, which ends an archive, stands behind the last member.
fn ends(archive: &Archive, last: u64) -> std::io::Result<bool> {
    let mut file = match archive.file.lock() {
        Ok(file) => file,
        Err(poisoned) => poisoned.into_inner(),
    };
    file.seek(SeekFrom::Start(last.div_ceil(512) * 512))?;
    let mut block = Vec::new();
    (&mut *file).take(512).read_to_end(&mut block)?;
    Ok(block.len() == 512 && block.iter().all(|byte| *byte == 0))
}

impl Member {
    /// Its name in the archive, set off by `/`, without `./` in front.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The archive's path and the name, as errors show it: `articles.tar/fr/a.txt`.
    pub fn place(&self) -> PathBuf {
        self.archive.path.join(&self.name)
    }

    /// Its bytes, as they stand in the archive.
    ///
    /// # Errors
    /// An archive that was cut short or cannot be read.
    pub fn read(&self) -> Result<Vec<u8>> {
        let failed = |e: &std::io::Error| Error::io("read", e).at(self.place());
        let mut bytes = Vec::new();
        {
            let mut file = match self.archive.file.lock() {
                Ok(file) => file,
                // A thread that failed while it read left nothing behind but a position.
                Err(poisoned) => poisoned.into_inner(),
            };
            let sought = file.seek(SeekFrom::Start(self.offset));
            sought.map_err(|e| failed(&e))?;
            let mut part = Read::take(&mut *file, self.length);
            part.read_to_end(&mut bytes).map_err(|e| failed(&e))?;
        }
        if bytes.len() as u64 != self.length {
            return Err(Error::format(format!("expected {} bytes", self.length))
                .found(format!("{}, and then the end of the archive", bytes.len()))
                .at(self.place()));
        }
        Ok(bytes)
    }
}

impl PartialEq for Member {
    fn eq(&self, other: &Self) -> bool {
        (&self.archive.path, &self.name, self.offset)
            == (&other.archive.path, &other.name, other.offset)
    }
}

impl Eq for Member {}

/// The archive itself, or what it unpacks to.
fn unpacked(path: &Path) -> Result<File> {
    let failed = |e: &std::io::Error| Error::io("read", e).at(path);
    let named = Compression::of(path) == Compression::None
        && path
            .extension()
            .is_some_and(|e| e.eq_ignore_ascii_case("tar"));
    if named {
        return File::open(path).map_err(|e| failed(&e));
    }
    let mut packed = compression::open(path)?;
    let mut file = tempfile::tempfile().map_err(|e| Error::io("make a temporary file", &e))?;
    std::io::copy(&mut packed, &mut file).map_err(|e| {
        Error::io("unpack", &e)
            .at(path)
            .help("it is unpacked into the folder for temporary files; TMPDIR names another")
    })?;
    Ok(file)
}

/// A name without `./`, unless it leads out of the archive.
fn plain_name(name: &str) -> Result<String> {
    let pieces: Vec<&str> = name
        .split('/')
        .filter(|p| !p.is_empty() && *p != ".")
        .collect();
    if name.starts_with('/') || pieces.contains(&"..") || pieces.is_empty() || name.contains('\0') {
        return Err(Error::format("expected a name that stays in the archive")
            .found(format!("`{}`", name.escape_debug())));
    }
    Ok(pieces.join("/"))
}

fn keep_the_last(members: &mut Vec<Member>) {
    let mut seen = std::collections::HashSet::new();
    members.reverse();
    members.retain(|member| seen.insert(member.name.clone()));
    members.reverse();
}

fn bad(error: &std::io::Error, path: &Path) -> Error {
    Error::format("expected a tar archive")
        .found(error.to_string())
        .at(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An archive of these files; the names are written as they are.
    fn tar(files: &[(&str, &[u8])]) -> Vec<u8> {
        let mut builder = tar::Builder::new(Vec::new());
        for (name, bytes) in files {
            let mut header = tar::Header::new_gnu();
            header.as_mut_bytes()[..name.len()].copy_from_slice(name.as_bytes());
            header.set_size(bytes.len() as u64);
            header.set_mode(0o644);
            header.set_cksum();
            builder.append(&header, *bytes).expect("a vector");
        }
        builder.into_inner().expect("a vector")
    }

    fn index(bytes: &[u8], name: &str) -> Result<Index> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(name);
        std::fs::write(&path, bytes).expect("a file");
        Archive::index(&path)
    }

    #[test]
    fn an_archive_that_was_cut_off_between_members_says_so() {
        let bytes = tar(&[("a.txt", b"un"), ("b.txt", b"deux")]);
        assert!(index(&bytes, "a.tar").expect("an index").refused.is_empty());
        let found = index(&bytes[..1024], "a.tar").expect("an index");
        assert_eq!((found.members.len(), found.refused.len()), (1, 1));
        let said = found.refused[0].1.to_string();
        assert!(said.contains("it was cut off"), "{said}");
    }

    #[test]
    fn links_to_files_of_the_archive_are_these_files() {
        let mut builder = tar::Builder::new(tar(&[("fr/a.txt", b"un")])[..1024].to_vec());
        let mut link = |kind, name: &str, to: &str| {
            let mut header = tar::Header::new_gnu();
            header.set_entry_type(kind);
            header.set_size(0);
            builder
                .append_link(&mut header, name, to)
                .expect("a vector");
        };
        link(tar::EntryType::Link, "fr/2024/b.txt", "fr/a.txt");
        link(tar::EntryType::Symlink, "fr/2024/c.txt", "../a.txt");
        link(tar::EntryType::Symlink, "fr/latest", "2024");
        link(tar::EntryType::Link, "fr/d.txt", "fr/lost.txt");
        let bytes = builder.into_inner().expect("a vector");
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tar");
        std::fs::write(&path, bytes).expect("a file");
        let index = Archive::index(&path).expect("an index");
        let names: Vec<&str> = index.members.iter().map(Member::name).collect();
        assert_eq!(names, ["fr/a.txt", "fr/2024/b.txt", "fr/2024/c.txt"]);
        for member in &index.members {
            assert_eq!(member.read().expect("reads"), b"un");
        }
        let refused: Vec<&str> = index.refused.iter().map(|(name, _)| &**name).collect();
        assert_eq!(refused, ["fr/d.txt"]);
    }

    #[test]
    fn members_are_read_where_they_stand() {
        let bytes = tar(&[
            ("./fr/a.txt", b"un"),
            ("en/a.txt", b"one"),
            ("fr/a.txt", b"deux"),
        ]);
        let zstd = zstd::encode_all(bytes.as_slice(), 1).expect("a vector");
        for (bytes, name) in [(bytes, "a.tar"), (zstd, "a.tar.zst")] {
            let found = index(&bytes, name).expect("an index").members;
            let names: Vec<&str> = found.iter().map(Member::name).collect();
            assert_eq!(names, ["en/a.txt", "fr/a.txt"]);
            assert_eq!(found[1].read(), Ok(b"deux".to_vec()));
            assert_eq!(found[0].read(), Ok(b"one".to_vec()));
        }
    }

    #[test]
    fn names_that_lead_out_are_refused_and_the_rest_stays() {
        let bytes = tar(&[
            ("../a.txt", b"x"),
            ("fr/../../b", b"x"),
            ("/c.txt", b"x"),
            ("d.txt", b"x"),
        ]);
        let index = index(&bytes, "a.tar").expect("an index");
        assert_eq!(index.members.len(), 1);
        let names: Vec<&str> = index.refused.iter().map(|(n, _)| n.as_str()).collect();
        assert_eq!(names, ["../a.txt", "fr/../../b", "/c.txt"]);
        let said = index.refused[0].1.to_string();
        assert!(
            said.contains("stays in the archive, found `../a.txt`"),
            "{said}"
        );
    }

    #[test]
    fn what_is_no_archive_or_was_cut_short_is_said() {
        let error = index(&b"Il pleut. ".repeat(100), "a.tar").expect_err("is refused");
        assert!(
            error.to_string().contains("expected a tar archive"),
            "{error}"
        );
        let bytes = tar(&[("a.txt", &[b'x'; 5000])]);
        let cut = index(&bytes[..2000], "a.tar");
        let said = match cut {
            Ok(index) => index.members[0].read().expect_err("is cut").to_string(),
            Err(error) => error.to_string(),
        };
        assert!(said.contains("expected"), "{said}");
    }
}
