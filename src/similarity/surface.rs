//! Marks and layout: final marks, quotation marks, identical text, paragraphs, position.
//!
//! All read off the normalized segments once, with counts from the beginning on, so that each bead takes
//! constant time.

use std::ops::Range;

use crate::bitext::{Bead, Document, Language};

/// What a segment ends in, as far as languages share it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Final {
    None,
    Stop,
    Question,
    Exclamation,
    Colon,
}

/// The surface of one segment.
#[derive(Debug)]
struct Surface {
    last: Final,
    speech: bool,
    paragraph: usize,
    opens_paragraph: bool,
    text: u64,
    empty: bool,
}

/// What the segments before a position hold.
#[derive(Debug, Clone, Copy, Default)]
struct Counts {
    quotes: u32,
    /// Segments that open with a dash of dialogue.
    dialogues: u32,
    /// Segments that begin with a quotation mark or a dash.
    turns: u32,
    /// Segments that open a paragraph.
    breaks: u32,
}

/// The surfaces of one side.
#[derive(Debug)]
struct Side {
    segments: Vec<Surface>,
    /// By position, of which there is one more.
    counts: Vec<Counts>,
}

/// The surfaces of all segments of an article pair.
#[derive(Debug)]
pub(super) struct Surfaces {
    source: Side,
    target: Side,
    paragraphs_known: bool,
}

/// How the surfaces of a bead's sides agree.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Agreement {
    pub(super) final_agrees: bool,
    pub(super) final_clashes: bool,
    /// Difference in the number of quotation marks and dialogue dashes.
    pub(super) quotes_differ: f64,
    pub(super) identical: bool,
    /// Both sides begin with a quotation mark or a dash of dialogue.
    pub(super) speech_agrees: bool,
    pub(super) speech_clashes: bool,
    /// Difference in the number of segments inside the sides that begin so.
    pub(super) speech_inside: f64,
    pub(super) paragraph_agrees: bool,
    pub(super) paragraph_clashes: bool,
    /// Difference in the number of paragraph breaks inside the sides.
    pub(super) paragraph_inside: f64,
}

impl Surfaces {
    /// From the documents and their segments' normalized texts.
    pub(super) fn new(source: (&Document, &[String]), target: (&Document, &[String])) -> Self {
        let several = |document: &Document| {
            let segments = &document.segments;
            segments.first().map(|s| s.paragraph) != segments.last().map(|s| s.paragraph)
        };
        Surfaces {
            paragraphs_known: several(source.0) && several(target.0),
            source: Side::new(source),
            target: Side::new(target),
        }
    }

    /// How the sides of a bead agree; a null bead agrees in nothing.
    pub(super) fn agreement(&self, bead: &Bead) -> Agreement {
        if bead.is_null() {
            return Agreement::default();
        }
        let (source, target) = (&bead.source, &bead.target);
        let (first, last) = self.source.ends(source);
        let (other_first, other_last) = self.target.ends(target);
        let (all, other_all) = (self.source.within(source), self.target.within(target));
        // What stands inside a side, behind its first segment.
        let inside = self.source.within(&(source.start + 1..source.end));
        let other_inside = self.target.within(&(target.start + 1..target.end));
        let differ = |a: u32, b: u32| f64::from(a.abs_diff(b));
        let asks = |f: Final| matches!(f, Final::Question | Final::Exclamation);
        // English closes a line of dialogue with a mark where French only opens it with a dash.
        let quotes_differ = if (all.dialogues > 0) != (other_all.dialogues > 0) {
            0.0
        } else {
            differ(all.quotes, other_all.quotes)
        };
        let single = source.len() == 1 && target.len() == 1;
        Agreement {
            final_agrees: last.last == other_last.last,
            final_clashes: last.last != other_last.last
                && (asks(last.last) || asks(other_last.last)),
            quotes_differ,
            speech_agrees: first.speech && other_first.speech,
            speech_clashes: first.speech != other_first.speech,
            speech_inside: differ(inside.turns, other_inside.turns),
            identical: single && first.text == other_first.text && !first.empty,
            paragraph_agrees: self.paragraphs_known
                && first.opens_paragraph
                && other_first.opens_paragraph,
            paragraph_clashes: self.paragraphs_known
                && first.opens_paragraph != other_first.opens_paragraph,
            paragraph_inside: if self.paragraphs_known {
                differ(inside.breaks, other_inside.breaks)
            } else {
                0.0
            },
        }
    }

    /// Whether a bead runs over a paragraph's end on either side.
    pub(super) fn crosses_paragraph(&self, bead: &Bead) -> bool {
        let crosses = |side: &[Surface]| match side {
            [first, .., last] => first.paragraph != last.paragraph,
            _ => false,
        };
        crosses(&self.source.segments[bead.source.clone()])
            || crosses(&self.target.segments[bead.target.clone()])
    }
}

impl Side {
    fn new((document, texts): (&Document, &[String])) -> Self {
        let Document {
            language, segments, ..
        } = document;
        let mut before = None;
        let mut side = Side {
            segments: Vec::with_capacity(segments.len()),
            counts: Vec::with_capacity(segments.len() + 1),
        };
        let mut counts = Counts::default();
        side.counts.push(counts);
        for (segment, text) in segments.iter().zip(texts) {
            let surface = Surface {
                last: final_mark(text, language),
                speech: speech(text),
                paragraph: segment.paragraph,
                opens_paragraph: before != Some(segment.paragraph),
                text: hash(text),
                empty: text.is_empty(),
            };
            let dialogue = text.starts_with('-') && !text.starts_with("--");
            counts.quotes += text.bytes().filter(|b| *b == b'"').count() as u32;
            counts.dialogues += u32::from(dialogue);
            counts.turns += u32::from(surface.speech);
            counts.breaks += u32::from(surface.opens_paragraph);
            side.segments.push(surface);
            side.counts.push(counts);
            before = Some(segment.paragraph);
        }
        side
    }

    /// The first and the last of these segments, of which there is one at least.
    fn ends(&self, range: &Range<usize>) -> (&Surface, &Surface) {
        (&self.segments[range.start], &self.segments[range.end - 1])
    }

    /// What these segments hold.
    fn within(&self, range: &Range<usize>) -> Counts {
        let (from, to) = (&self.counts[range.start], &self.counts[range.end]);
        Counts {
            quotes: to.quotes - from.quotes,
            dialogues: to.dialogues - from.dialogues,
            turns: to.turns - from.turns,
            breaks: to.breaks - from.breaks,
        }
    }
}

/// Whether a segment begins with a quotation mark or a dash before a letter, or before a Spanish mark and one.
fn speech(text: &str) -> bool {
    let rest = text.trim_start_matches(['-', '"', '\'', ' ', '(', '–', '—', '−', '_', '¿', '¡']);
    let mark = &text[..text.len() - rest.len()];
    mark.contains(['-', '"', '–', '—', '−', '\''])
        && rest.chars().next().is_some_and(char::is_alphabetic)
}

fn final_mark(text: &str, language: &Language) -> Final {
    let inner = text.trim_end_matches(['"', '\'', ')', ']', ' ']);
    match inner.chars().last() {
        Some('.' | '。' | '।') => Final::Stop,
        Some('?' | '？' | '؟') => Final::Question,
        // The Greek question mark.
        Some(';') if language.primary() == "el" => Final::Question,
        Some('!' | '！') => Final::Exclamation,
        Some(':' | '：') => Final::Colon,
        _ => Final::None,
    }
}

fn hash(text: &str) -> u64 {
    use std::hash::{BuildHasher, BuildHasherDefault};
    BuildHasherDefault::<rustc_hash::FxHasher>::default().hash_one(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A document of one paragraph a text.
    fn document(language: Language, texts: &[&str]) -> (Document, Vec<String>) {
        let mut document = Document::from_segments(language, texts.iter().copied());
        for (paragraph, segment) in document.segments.iter_mut().enumerate() {
            segment.paragraph = paragraph;
        }
        let own = texts
            .iter()
            .map(|t| crate::normalize::typography(t))
            .collect();
        (document, own)
    }

    fn agreement(source: &[&str], target: &[&str], bead: &Bead) -> Agreement {
        agreement_in(Language::french(), source, target, bead)
    }

    fn agreement_in(
        language: Language,
        source: &[&str],
        target: &[&str],
        bead: &Bead,
    ) -> Agreement {
        let source = document(language, source);
        let target = document(Language::english(), target);
        Surfaces::new((&source.0, &source.1), (&target.0, &target.1)).agreement(bead)
    }

    #[test]
    fn a_semicolon_asks_in_greek_only() {
        let bead = Bead::new(0..1, 0..1);
        let french = agreement(&["Il vint ;"], &["He came."], &bead);
        assert!(!french.final_clashes && !french.final_agrees);
        let greek = |target| agreement_in("el".parse().unwrap(), &["Γιατί;"], &[target], &bead);
        assert!(greek("Why?").final_agrees && greek("Because.").final_clashes);
    }

    #[test]
    fn a_question_and_a_statement_clash() {
        let clash = agreement(&["Pourquoi ?"], &["Because."], &Bead::new(0..1, 0..1));
        assert!(clash.final_clashes && !clash.final_agrees);
        let agree = agreement(&["« Pourquoi ? »"], &["“Why?”"], &Bead::new(0..1, 0..1));
        assert!(agree.final_agrees && agree.quotes_differ == 0.0);
    }

    #[test]
    fn a_turn_of_dialogue_begins_with_a_dash_or_a_quotation_mark() {
        for text in [
            "— Oui.",
            "- Oui.",
            "« Oui. »",
            "“Yes.”",
            "--Oui",
            "'Yes,' she said.",
            "—¿Quién es?",
        ] {
            assert!(speech(&crate::normalize::typography(text)), "{text}");
        }
        for text in ["Oui.", "", "¿Quién?", "-12 °C", "--max-side N", "3 - 4"] {
            let begins = speech(&crate::normalize::typography(text));
            assert_eq!(begins, text == "--max-side N", "{text}");
        }
        let agree = agreement(
            &["— Oui ?"],
            &["\u{201c}Yes?\u{201d}"],
            &Bead::new(0..1, 0..1),
        );
        assert!(agree.speech_agrees && !agree.speech_clashes);
        let two = agreement(&["— Oui.", "— Non."], &["Yes. No."], &Bead::new(0..2, 0..1));
        assert!(two.speech_clashes && two.speech_inside == 1.0);
    }

    #[test]
    fn a_null_bead_agrees_in_nothing() {
        let none = agreement(&["Oui."], &["Yes."], &Bead::new(0..1, 0..0));
        assert!(!none.final_agrees && !none.identical);
    }

    #[test]
    fn paragraphs_count_only_where_both_sides_have_them() {
        let bead = Bead::new(0..2, 0..1);
        assert_eq!(
            agreement(&["A.", "B."], &["A.", "B."], &bead).paragraph_inside,
            1.0
        );
        assert_eq!(
            agreement(&["A.", "B."], &["A."], &bead).paragraph_inside,
            0.0
        );
    }
}
