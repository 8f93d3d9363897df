//! Reading TMX, and choosing the two languages.

use std::path::{Path, PathBuf};

use super::{CODES, SIDES};
use crate::bitext::{Extra, Language, TranslationUnit};
use crate::error::{Error, Result};
use crate::io::fields::{Assembler, SideFields, UnitFields};
use crate::io::props;
use crate::io::xml::{Element, Piece, XmlReader, is_lawful, language_of, named_character};
use crate::io::{Notes, ReaderOptions, article_name};

/// Reads TMX `tu` by `tu`.
pub struct TmxReader {
    xml: XmlReader,
    path: PathBuf,
    notes: Notes,
    source_language: Language,
    target_language: Language,
    assembler: Assembler,
    /// Whether a unit has been read.
    any: bool,
    /// Languages of units passed over.
    passed_over: Vec<String>,
    done: bool,
}

/// What a `tu` holds.
#[derive(Default)]
struct Tu {
    props: Vec<(String, String)>,
    id: Option<String>,
    /// Its notes and attributes.
    extra: Vec<Extra>,
    texts: Vec<Tuv>,
}

/// What a `tuv` holds.
#[derive(Default)]
struct Tuv {
    language: String,
    text: String,
    /// Its notes, properties and attributes.
    more: Vec<(String, String)>,
}

impl TmxReader {
    /// Opens `path`, or standard input for `-`.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub fn open(path: &Path, options: &ReaderOptions) -> Result<Self> {
        Ok(TmxReader {
            xml: XmlReader::open_corpus(path, options)?,
            path: path.to_path_buf(),
            notes: options.notes.clone(),
            source_language: options.source_language.clone(),
            target_language: options.target_language.clone(),
            assembler: Assembler::new(options, &article_name(path)),
            any: false,
            passed_over: Vec::new(),
            done: false,
        })
    }

    fn read(&mut self) -> Result<Option<TranslationUnit>> {
        let mut root = self.any || !self.passed_over.is_empty();
        loop {
            match self.xml.next()? {
                Piece::Start(element) if !root && element.name != "tmx" => {
                    let error = Error::format("expected a `tmx` element")
                        .found(format!("`{}`", element.name));
                    return Err(self.xml.place(error));
                }
                Piece::Start(element) if element.name == "tu" => {
                    let tu = self.tu(&element)?;
                    if let Some(unit) = self.unit(tu).map_err(|e| self.xml.place(e))? {
                        self.any = true;
                        return Ok(Some(unit));
                    }
                }
                Piece::Start(element) => {
                    root = true;
                    if matches!(&*element.name, "note" | "prop") {
                        let thing = format!("<{}> of the header", element.name);
                        self.notes.left_out(&self.path, &thing, "");
                    }
                }
                Piece::Eof if !root => {
                    let error = Error::format("expected a `tmx` element").found("none");
                    return Err(self.xml.place(error));
                }
                Piece::Eof => return self.end(),
                _ => {}
            }
        }
    }

    fn end(&self) -> Result<Option<TranslationUnit>> {
        if self.any || self.passed_over.is_empty() {
            return Ok(None);
        }
        let (source, target) = (&self.source_language, &self.target_language);
        Err(self.xml.place(
            Error::format(format!(
                "expected translation units in {source} and {target}"
            ))
            .found(format!("only {}", self.passed_over.join(", ")))
            .help("name the languages"),
        ))
    }

    fn tu(&mut self, start: &Element) -> Result<Tu> {
        let mut tu = Tu::default();
        for (name, value) in start.attributes() {
            match name {
                "tuid" => tu.id = Some(value.to_owned()),
                name => tu.extra.push(Extra::text(name, value)),
            }
        }
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.name.as_str() {
                    "prop" => {
                        let name = element.get("type").unwrap_or_default().to_owned();
                        tu.props.push((name, self.xml.text_of()?));
                    }
                    "note" => tu.extra.push(Extra::text("note", self.xml.text_of()?)),
                    "tuv" => tu.texts.push(self.tuv(&element)?),
                    name => {
                        let thing = format!("<{name}>");
                        self.notes.left_out(&self.path, &thing, "");
                        self.xml.text_of()?;
                    }
                },
                Piece::End(name) if name == "tu" => return Ok(tu),
                Piece::Eof => return Ok(tu),
                _ => {}
            }
        }
    }

    fn tuv(&mut self, start: &Element) -> Result<Tuv> {
        let language = start.get("xml:lang").or(start.get("lang"));
        let mut tuv = Tuv {
            language: language.unwrap_or_default().to_owned(),
            ..Tuv::default()
        };
        let attributes = start.attributes();
        let others = attributes.filter(|(name, _)| !matches!(*name, "xml:lang" | "lang"));
        tuv.more
            .extend(others.map(|(name, value)| (name.to_owned(), value.to_owned())));
        loop {
            match self.xml.next()? {
                Piece::Start(element) => match element.name.as_str() {
                    "seg" => tuv.text.push_str(&self.xml.inline_text(&CODES, control)?),
                    "note" => tuv.more.push(("note".to_owned(), self.xml.text_of()?)),
                    "prop" => {
                        let name = element.get("type").unwrap_or_default().to_owned();
                        tuv.more.push((name, self.xml.text_of()?));
                    }
                    name => {
                        let thing = format!("<{name}>");
                        self.notes.left_out(&self.path, &thing, "");
                        self.xml.text_of()?;
                    }
                },
                Piece::End(name) if name == "tuv" => return Ok(tuv),
                Piece::Eof => return Ok(tuv),
                _ => {}
            }
        }
    }

    /// The unit of a `tu`; `None` if it has not both languages.
    fn unit(&mut self, mut tu: Tu) -> Result<Option<TranslationUnit>> {
        let source = pick(&tu.texts, &self.source_language, None);
        let target = pick(&tu.texts, &self.target_language, source);
        let (Some(source), Some(target)) = (source, target) else {
            self.pass_over(&tu);
            return Ok(None);
        };
        for (at, tuv) in tu.texts.iter().enumerate() {
            if at != source && at != target {
                let thing = format!("texts in {}", said(&tuv.language));
                self.left_out(&thing);
            }
        }
        let mut fields = UnitFields {
            source_language: language_of(&tu.texts[source].language),
            target_language: language_of(&tu.texts[target].language),
            source: SideFields::of_text(std::mem::take(&mut tu.texts[source].text)),
            target: SideFields::of_text(std::mem::take(&mut tu.texts[target].text)),
            extra: tu.extra,
            ..UnitFields::default()
        };
        for (name, value) in tu.props {
            props::read(&mut fields, &name, value)?;
        }
        for (side, at) in SIDES.into_iter().zip([source, target]) {
            for (name, value) in std::mem::take(&mut tu.texts[at].more) {
                let name = format!("{side}{name}");
                fields.extra.push(Extra::text(name, value));
            }
        }
        let mut unit = self.assembler.unit(fields)?;
        if let Some(id) = tu.id.filter(|id| !is_own_tuid(id, &unit)) {
            unit.extra.insert(0, Extra::text("tuid", id));
        }
        Ok(Some(unit))
    }

    /// Takes note of a `tu` without the two languages.
    fn pass_over(&mut self, tu: &Tu) {
        let mut languages: Vec<&str> = tu.texts.iter().map(|tuv| said(&tuv.language)).collect();
        if languages.is_empty() {
            languages.push(said(""));
        }
        for language in &languages {
            let known = self.passed_over.iter().any(|other| other == language);
            if !known && self.passed_over.len() < 20 {
                self.passed_over.push((*language).to_owned());
            }
        }
        self.left_out(&format!("units in {}", languages.join(" and ")));
    }

    /// Counts what is in other languages than those that are read.
    fn left_out(&self, thing: &str) {
        let (source, target) = (&self.source_language, &self.target_language);
        let reason = format!("for {source} and {target} are read");
        self.notes.left_out(&self.path, thing, &reason);
    }
}

/// What a language is called that may be none.
fn said(language: &str) -> &str {
    match language {
        "" => "no language",
        language => language,
    }
}

/// Whether a `tuid` is the one that the unit is written with anyway.
fn is_own_tuid(tuid: &str, unit: &TranslationUnit) -> bool {
    let Some((id, bead)) = tuid.rsplit_once(':') else {
        return false;
    };
    let plain = bead == "0" || !bead.starts_with(['0', '+']);
    let ours = unit.article.id.chars();
    let ours = ours.map(|c| {
        if c.is_whitespace() || !is_lawful(c) {
            '_'
        } else {
            c
        }
    });
    plain && bead.parse() == Ok(unit.bead) && id.chars().eq(ours)
}

impl Iterator for TmxReader {
    type Item = Result<TranslationUnit>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.done {
            return None;
        }
        let unit = self.read();
        self.done = !matches!(unit, Ok(Some(_)));
        unit.transpose()
    }
}

/// The character that a `<ph type="x-control">U+0001</ph>` stands for.
fn control(element: &Element, code: &str) -> Option<char> {
    let ours = element.get("type") == Some("x-control");
    ours.then(|| named_character(code)).flatten()
}

/// Which text is in `language`: by the whole code, else by the primary one.
fn pick(texts: &[Tuv], language: &Language, taken: Option<usize>) -> Option<usize> {
    let find = |same: &dyn Fn(&Language) -> bool| {
        (0..texts.len())
            .filter(|&at| Some(at) != taken)
            .find(|&at| language_of(&texts[at].language).is_some_and(|l| same(&l)))
    };
    find(&|l| l == language).or_else(|| find(&|l| l.primary() == language.primary()))
}
