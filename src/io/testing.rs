//! What the tests of this room share: a few units, and writing and reading them.

use std::sync::Arc;

use super::*;
use crate::bitext::{Article, ScoreParts, Side};

/// Two articles with nasty texts and null beads on both sides.
pub(crate) fn units() -> Vec<TranslationUnit> {
    let article = |id: &str, title: &str| {
        Arc::new(Article {
            id: id.into(),
            source_language: Language::french(),
            target_language: Language::english(),
            metadata: [
                ("date".to_owned(), "2023-06".to_owned()),
                ("title".to_owned(), title.to_owned()),
                ("lieu dit".to_owned(), "« Tab\there »".to_owned()),
            ]
            .into(),
            score: Some(0.75),
        })
    };
    let first = article("niger/puits", "Le \"puits\", une vie");
    let second = article("b", "Fin & <début>");
    vec![
        unit(
            &first,
            0,
            (0, &["L'été\tbrûle."]),
            (0, &["Summer", "burns."]),
        ),
        unit(&first, 1, (1, &["Omis."]), (2, &[])),
        unit(
            &first,
            2,
            (2, &["]]> & <a>\n\u{2028}fin", " \"q\" "]),
            (2, &["x\r\ny\u{85}"]),
        ),
        unit(
            &first,
            3,
            (4, &[]),
            (3, &["Ajouté 😀 \u{200F}\u{1}\u{FFFE}"]),
        ),
        unit(&second, 0, (0, &["Une."]), (0, &["One."])),
    ]
}

fn unit(
    article: &Arc<Article>,
    bead: usize,
    source: (usize, &[&str]),
    target: (usize, &[&str]),
) -> TranslationUnit {
    let side = |(start, segments): (usize, &[&str])| Side {
        indices: start..start + segments.len(),
        paragraphs: vec![start / 2; segments.len()],
        segments: segments.iter().map(|&s| s.to_owned()).collect(),
    };
    TranslationUnit {
        article: Arc::clone(article),
        bead,
        source: side(source),
        target: side(target),
        score: Some(1.0 / (bead + 3) as f64),
        quality: (bead == 0).then_some(0.625),
        parts: Some(ScoreParts::from_values([
            0.1,
            0.2,
            0.3,
            1.0,
            0.0,
            1.0 / 3.0,
        ])),
        crossing: None,
        review: None,
        extra: Vec::new(),
    }
}

/// Writes `units` with their null beads, and reads them.
pub(crate) fn read_back(format: Format, units: &[TranslationUnit]) -> Vec<TranslationUnit> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("corpus.{}", format.extension()));
    let options = WriterOptions {
        with_nulls: true,
        many_articles: true,
        ..WriterOptions::default()
    };
    let mut writer = writer(format, path.as_path(), &options).expect("opens");
    for unit in units {
        writer.write(unit).expect("writes");
    }
    writer.finish().expect("finishes");
    let reader = reader(&path, format, &ReaderOptions::default()).expect("opens");
    reader.collect::<Result<_>>().expect("reads")
}

/// Reads `text` as a file of `format`.
pub(crate) fn read_text_as(format: Format, text: &str) -> Result<Vec<TranslationUnit>> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(format!("corpus.{}", format.extension()));
    std::fs::write(&path, text).expect("a file");
    reader(&path, format, &ReaderOptions::default())?.collect()
}

/// `units` with the segments of each side joined, and without paragraphs unless `paragraphs`.
pub(crate) fn joined(units: Vec<TranslationUnit>, paragraphs: bool) -> Vec<TranslationUnit> {
    units
        .into_iter()
        .map(|mut unit| {
            let texts = [unit.source_text(), unit.target_text()];
            for (side, text) in [&mut unit.source, &mut unit.target].into_iter().zip(texts) {
                if !side.segments.is_empty() {
                    side.segments = vec![text];
                }
                if !paragraphs {
                    side.paragraphs.clear();
                }
            }
            unit
        })
        .collect()
}
