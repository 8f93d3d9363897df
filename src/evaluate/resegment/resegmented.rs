//! An output cut anew.

use std::ops::Range;

use super::document::Document;
use super::units::unspaced;

/// A text and where its pieces stand, one a reference segment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Resegmented {
    text: String,
    ranges: Vec<Range<usize>>,
}

impl Resegmented {
    /// `ends` holds where each segment that has text ends, in units.
    pub(super) fn new(document: Document, ends: &[usize]) -> Self {
        let mut ranges = Vec::with_capacity(document.segments);
        let (mut at, mut next) = (0, 0);
        for number in 0..document.segments {
            let mut end = at;
            if document.numbers.get(next) == Some(&number) {
                end = ends[next];
                next += 1;
            } else if ends.is_empty() && number + 1 == document.segments {
                // No segment has text: the last one takes what there is.
                end = document.stream.units.len();
            }
            ranges.push(document.stream.range(at..end));
            at = end;
        }
        Resegmented {
            text: document.stream.text,
            ranges,
        }
    }

    /// The output, its lines joined by line breaks.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Bytes of [`text`](Self::text) of each segment's piece, in order; between two pieces, before the
    /// first and behind the last stands only white space. Empty where the segment has no text. Without
    /// reference segments there is none.
    pub fn ranges(&self) -> &[Range<usize>] {
        &self.ranges
    }

    /// The pieces as they stand in the text, line breaks of the output inside them.
    pub fn pieces(&self) -> impl Iterator<Item = &str> {
        self.ranges.iter().map(|range| &self.text[range.clone()])
    }

    /// The pieces without line breaks: where the output broke a line inside a piece stands a space,
    /// or nothing between characters of scripts without spaces.
    pub fn segments(&self) -> Vec<String> {
        self.pieces().map(one_line).collect()
    }
}

fn one_line(piece: &str) -> String {
    let mut lines = piece.split('\n').map(str::trim).filter(|l| !l.is_empty());
    let mut joined = lines.next().unwrap_or_default().to_string();
    for line in lines {
        let spaced = |c: Option<char>| !c.is_some_and(unspaced);
        if spaced(joined.chars().next_back()) || spaced(line.chars().next()) {
            joined.push(' ');
        }
        joined.push_str(line);
    }
    joined
}

/// Where each segment that has text ends in units, by the true pieces; `None` where they do not fit.
pub(super) fn true_ends<T: AsRef<str>>(document: &Document, truth: &[T]) -> Option<Vec<usize>> {
    let black = |text: &str| text.chars().filter(|c| !c.is_whitespace()).count();
    if truth.len() != document.segments || document.ends.is_empty() {
        return None;
    }
    let stream = &document.stream;
    let mut chars = vec![0];
    for unit in &stream.units {
        chars.push(chars.last()? + black(&stream.text[unit.start..unit.end]));
    }
    let (mut ends, mut seen) = (Vec::new(), 0);
    for (number, piece) in truth.iter().enumerate() {
        let more = black(piece.as_ref());
        seen += more;
        if document.numbers.get(ends.len()) == Some(&number) {
            ends.push(chars.binary_search(&seen).ok()?);
        } else if more > 0 {
            return None;
        }
    }
    (ends.last() == Some(&stream.units.len())).then_some(ends)
}
