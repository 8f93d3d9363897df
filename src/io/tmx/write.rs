//! Writing TMX.

use std::fmt::Write as _;

use super::{ATTRIBUTES, OF_UNITS, SIDES};
use crate::bitext::{Extra, TranslationUnit};
use crate::error::Result;
use crate::io::output::Output;
use crate::io::props;
use crate::io::xml::{is_lawful, push_attribute, push_text};
use crate::io::{UnitWriter, WriterOptions};

/// Writes TMX.
pub struct TmxWriter {
    output: Output,
}

impl TmxWriter {
    /// Writes the header to `output`.
    ///
    /// # Errors
    /// A full disk.
    pub fn new(mut output: Output, options: &WriterOptions) -> Result<Self> {
        output.put(format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
             <!DOCTYPE tmx SYSTEM \"tmx14.dtd\">\n\
             <tmx version=\"1.4\">\n\
             <header creationtool=\"alinea\" creationtoolversion=\"{}\" segtype=\"sentence\" \
             o-tmf=\"alinea\" adminlang=\"en\" srclang=\"{}\" datatype=\"plaintext\"/>\n\
             <body>\n",
            env!("CARGO_PKG_VERSION"),
            options.source_language,
        ))?;
        Ok(TmxWriter { output })
    }
}

impl UnitWriter for TmxWriter {
    fn write(&mut self, unit: &TranslationUnit) -> Result<()> {
        let article = &unit.article;
        let mut out = String::from("<tu");
        let attributes = Attributes::of(unit);
        if !attributes.0.iter().any(|extra| &*extra.name == "tuid") {
            let id = article.id.replace(char::is_whitespace, "_");
            out.push_str(" tuid=\"");
            push_attribute(&mut out, &format!("{id}:{}", unit.bead));
            out.push('"');
        }
        for extra in &attributes.0 {
            push_named(&mut out, &extra.name, extra.value.as_str());
        }
        out.push_str(">\n");
        push_props(&mut out, unit, &attributes)?;
        for (side, language, text) in [
            (SIDES[0], &article.source_language, unit.source_text()),
            (SIDES[1], &article.target_language, unit.target_text()),
        ] {
            // Writing to a string does not fail.
            write!(out, "<tuv xml:lang=\"{language}\"").ok();
            push_side(&mut out, side, &unit.extra);
            out.push_str("<seg>");
            push_text(&mut out, &text, |out, c| {
                let code = u32::from(c);
                write!(out, "<ph type=\"x-control\">U+{code:04X}</ph>").ok();
            });
            out.push_str("</seg></tuv>\n");
        }
        out.push_str("</tu>\n");
        self.output.put(out)
    }

    fn written(&self) -> Option<u64> {
        Some(self.output.written())
    }

    fn finish(mut self: Box<Self>) -> Result<()> {
        self.output.put("</body>\n</tmx>\n")?;
        self.output.finish()
    }
}

/// The extras of a unit that are attributes of its `tu`.
struct Attributes<'a>(Vec<&'a Extra>);

impl<'a> Attributes<'a> {
    fn of(unit: &'a TranslationUnit) -> Self {
        let extra = &unit.extra;
        if extra.is_empty() {
            return Attributes(Vec::new());
        }
        let source = unit.article.source_language.as_str();
        let fits = |extra: &&Extra| match (&*extra.name, extra.value.as_str()) {
            ("srclang", language) => language == "*all*" || language.eq_ignore_ascii_case(source),
            (name, value) => is_value(name, value),
        };
        let names = ATTRIBUTES.into_iter();
        let named = names.filter_map(|name| props::first(extra, name, is_lawful));
        Attributes(named.filter(fits).collect())
    }

    fn has(&self, extra: &Extra) -> bool {
        self.0.iter().any(|other| std::ptr::eq(*other, extra))
    }
}

/// Whether an attribute can have this value.
fn is_value(name: &str, value: &str) -> bool {
    match name {
        "segtype" => matches!(value, "block" | "paragraph" | "sentence" | "phrase"),
        "usagecount" => !value.is_empty() && value.bytes().all(|b| b.is_ascii_digit()),
        "creationdate" | "changedate" | "lastusagedate" => is_date(value),
        _ => true,
    }
}

/// Whether this is `YYYYMMDDThhmmssZ`.
fn is_date(value: &str) -> bool {
    let form = "00000000T000000Z";
    value.len() == form.len()
        && value
            .bytes()
            .zip(form.bytes())
            .all(|(b, wanted)| match wanted {
                b'0' => b.is_ascii_digit(),
                letter => b == letter,
            })
}

/// Whether a name can be the type of a `prop`.
fn stands(name: &str) -> bool {
    let taken = name == "note" || ATTRIBUTES.contains(&name);
    !name.is_empty() && !taken && name.chars().all(is_lawful)
}

/// The name within the `tuv` of an extra that stands in one.
fn of_side<'a>(side: &str, extra: &'a Extra) -> Option<&'a str> {
    let name = extra.name.strip_prefix(side)?;
    let lawful =
        !name.is_empty() && name.chars().all(is_lawful) && props::is_text_of(extra, is_lawful);
    lawful.then_some(name)
}

fn push_named(out: &mut String, name: &str, value: &str) {
    write!(out, " {name}=\"").ok();
    push_attribute(out, value);
    out.push('"');
}

fn push_prop(out: &mut String, name: &str, value: &str) {
    out.push_str("<prop type=\"");
    push_attribute(out, name);
    out.push_str("\">");
    push_text(out, value, |_, _| {});
    out.push_str("</prop>\n");
}

fn push_note(out: &mut String, note: &str) {
    out.push_str("<note>");
    push_text(out, note, |_, _| {});
    out.push_str("</note>\n");
}

fn push_props(out: &mut String, unit: &TranslationUnit, attributes: &Attributes<'_>) -> Result<()> {
    // The article's id and score, the bead, then the metadata.
    let mut props = props::of_article(&unit.article, is_lawful)?;
    let head = 1 + usize::from(unit.article.score.is_some());
    let metadata = props.split_off(head);
    props.extend(props::of_bead(unit));
    props.extend(metadata);
    if !unit.extra.is_empty() {
        for note in props::notes(&unit.extra, is_lawful) {
            push_note(out, note);
        }
        let in_side = |extra: &Extra| SIDES.iter().any(|side| of_side(side, extra).is_some());
        let others = unit.extra.iter();
        let others =
            others.filter(|e| !props::is_note(e, is_lawful) && !in_side(e) && !attributes.has(e));
        props.extend(props::of_extra(others, is_lawful, stands)?);
    }
    for (name, value) in props {
        push_prop(out, &name, &value);
    }
    Ok(())
}

/// The attributes of a `tuv` behind its language, its end, and what stands before its text.
fn push_side(out: &mut String, side: &str, extra: &[Extra]) {
    let named = extra.iter();
    let named = named.filter_map(|extra| Some((of_side(side, extra)?, extra.value.as_str())));
    let named: Vec<(&str, &str)> = named.collect();
    let is_attribute = |at: usize| {
        let name = named[at].0;
        ATTRIBUTES.contains(&name)
            && !OF_UNITS.contains(&name)
            && is_value(name, named[at].1)
            && !named[..at].iter().any(|(other, _)| *other == name)
    };
    for at in (0..named.len()).filter(|&at| is_attribute(at)) {
        push_named(out, named[at].0, named[at].1);
    }
    out.push('>');
    let (notes, props): (Vec<usize>, Vec<usize>) = (0..named.len())
        .filter(|&at| !is_attribute(at))
        .partition(|&at| named[at].0 == "note");
    for at in notes {
        push_note(out, named[at].1);
    }
    for at in props {
        push_prop(out, named[at].0, named[at].1);
    }
}
