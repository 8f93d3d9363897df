//! What the page's script reads: JSON with short names, texts made harmless, offsets in UTF-16.
//!
//! A bead is an object of `n` (its number), `i` (the four bounds of its indices), `s` and `t` (segments),
//! and where they are known `p` (score), `q` (quality), `f` (parts, in the order of
//! [`ScoreParts::NAMES`](crate::bitext::ScoreParts::NAMES)), `d` (the rule that dropped it), `x` (the beads
//! with which it crosses) and `w`: five numbers a supporting pair, its kind and the start and length of
//! both words. Offsets count UTF-16 units of the segments joined, as a browser counts.

use std::ops::Range;

use serde::Serialize;
use serde_json::json;

use crate::bitext::Side;

use super::gathered::{GatheredArticle, GatheredBead};
use super::words::SupportingPair;
use super::{CorpusReport, HISTOGRAM};
use crate::report::html::harmless;

#[derive(Serialize)]
struct BeadJson {
    n: usize,
    i: [usize; 4],
    s: Vec<String>,
    t: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    p: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    q: Option<f64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    f: Option<[f64; 6]>,
    #[serde(skip_serializing_if = "Option::is_none")]
    d: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    x: Vec<usize>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    w: Vec<usize>,
}

#[derive(Serialize)]
struct ArticleJson {
    beads: Vec<BeadJson>,
    #[serde(skip_serializing_if = "Option::is_none")]
    shades: Option<String>,
}

/// An article's block.
pub(super) fn article(
    article: &GatheredArticle,
    pairs: &[Vec<SupportingPair>],
    shades: Option<String>,
) -> String {
    let beads = article.beads.iter().zip(pairs);
    let beads = beads.map(|(one, pairs)| bead(one, pairs)).collect();
    in_script(&ArticleJson { beads, shades })
}

fn bead(bead: &GatheredBead, pairs: &[SupportingPair]) -> BeadJson {
    let unit = &bead.unit;
    let (source, target) = (&unit.source.indices, &unit.target.indices);
    let crossing = unit.crossing.as_deref();
    let others = crossing.iter().flat_map(|crossing| &crossing.beads);
    BeadJson {
        n: unit.bead,
        i: [source.start, source.end, target.start, target.end],
        s: segments(&unit.source),
        t: segments(&unit.target),
        p: unit.score.map(short),
        q: unit.quality.map(short),
        f: unit.parts.map(|parts| parts.values().map(short)),
        d: bead.dropped.as_deref().map(harmless),
        x: others
            .copied()
            .filter(|&other| other != unit.bead)
            .collect(),
        w: words(&unit.source_text(), &unit.target_text(), pairs),
    }
}

fn segments(side: &Side) -> Vec<String> {
    side.segments.iter().map(|text| harmless(text)).collect()
}

/// Three decimals, which is what is shown.
fn short(value: f64) -> f64 {
    (value * 1000.0).round() / 1000.0
}

fn words(source: &str, target: &str, pairs: &[SupportingPair]) -> Vec<usize> {
    let [source, target] = [
        utf16(source, pairs.iter().map(|pair| &pair.source)),
        utf16(target, pairs.iter().map(|pair| &pair.target)),
    ];
    let all = pairs.iter().zip(source.into_iter().zip(target));
    all.flat_map(|(pair, (source, target))| {
        let kind = pair.kind as usize;
        [kind, source.0, source.1, target.0, target.1]
    })
    .collect()
}

/// Start and length of each range of bytes, in UTF-16 units. Linear in the text and the ranges'
/// logarithm.
fn utf16<'r>(text: &str, ranges: impl Iterator<Item = &'r Range<usize>>) -> Vec<(usize, usize)> {
    let ranges: Vec<&Range<usize>> = ranges.collect();
    let mut order: Vec<usize> = (0..ranges.len()).collect();
    order.sort_by_key(|&at| ranges[at].start);
    let mut out = vec![(0, 0); ranges.len()];
    let (mut bytes, mut units) = (0, 0);
    let length = |text: &str| text.encode_utf16().count();
    for at in order {
        let range = ranges[at];
        units += length(&text[bytes..range.start]);
        bytes = range.start;
        out[at] = (units, length(&text[range.clone()]));
    }
    out
}

/// The page's own block: the counts, and the articles in the order in which they are shown.
pub(super) fn index(report: &CorpusReport<'_>) -> String {
    let articles = report.articles().map(|(article, figures)| {
        let about = &article.article;
        let title = about.metadata.get("title").map(|title| harmless(title));
        json!({
            "id": harmless(&about.id),
            "title": title,
            "languages": [about.source_language, about.target_language],
            "joined": [about.source_language.separator(), about.target_language.separator()],
            "score": about.score.map(short),
            "beads": figures.beads,
            "null": figures.null,
            "doubtful": figures.doubtful,
            "crossing": figures.crossing,
            "dropped": figures.dropped,
            "concern": short(figures.concern),
        })
    });
    let set_aside = report.set_aside.iter().map(|row| {
        json!([
            harmless(&row.article),
            harmless(&row.status),
            harmless(&row.reason)
        ])
    });
    in_script(&json!({
        "title": harmless(&report.options.title),
        "doubtful": report.options.doubtful,
        "classes": HISTOGRAM,
        "figures": report.figures,
        "setAside": set_aside.collect::<Vec<_>>(),
        "articles": articles.collect::<Vec<_>>(),
    }))
}

/// JSON that can stand in a `script` element: no `<` ends it, whatever the texts hold.
fn in_script(value: &impl Serialize) -> String {
    // Strings and numbers only: nothing here fails.
    let text = serde_json::to_string(value).unwrap_or_default();
    text.replace('<', "\\u003c")
}

#[cfg(test)]
mod tests {
    use super::super::gathered::tests::unit;
    use super::super::{Gathered, SupportKind};
    use super::*;

    #[test]
    fn hostile_text_cannot_leave_its_block() {
        let mut gathered = Gathered::default();
        let hostile = "</script><script>alert(1)</script><!--\u{202e}";
        gathered.add(unit(hostile, 0, hostile, hostile), Some(hostile.into()));
        let articles = gathered.into_articles();
        let json = article(&articles[0], &[Vec::new()], None);
        assert!(!json.contains('<') && !json.contains('\u{202e}'), "{json}");
        let read: serde_json::Value = serde_json::from_str(&json).expect("JSON");
        let text = read["beads"][0]["s"][0].as_str().expect("a text");
        assert_eq!(text, hostile.replace('\u{202e}', "\u{fffd}"));
    }

    #[test]
    fn offsets_are_those_of_a_browser() {
        let (source, target) = ("𝄞 é 12", "12");
        let pair = SupportingPair {
            source: 8..10,
            target: 0..2,
            kind: SupportKind::Number,
        };
        assert_eq!(words(source, target, &[pair]), [0, 5, 2, 0, 2]);
    }
}
