//! The corpus with its corrections: any format, or a folder of gold.

use std::path::Path;

use crate::error::{Error, Result};
use crate::io::{
    Destination, Format, Output, WriterOptions, article_path, output, vecalign, writer,
};

use super::article::ReviewArticle;
use super::corpus::ReviewCorpus;

/// What was written.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Exported {
    /// Articles.
    pub articles: usize,
    /// Their beads.
    pub beads: usize,
    /// Articles left out, because a person has not settled every bead.
    pub left_out: usize,
}

/// Writes the articles in `format`, without the beads that a filter dropped and nobody settled (formats of
/// alignments have all, and null beads come where they are asked for); with `settled` only those of which a person accepted or made every
/// bead.
///
/// # Errors
/// As [`writer`].
pub fn export(
    corpus: &ReviewCorpus,
    format: Format,
    destination: &Path,
    options: &WriterOptions,
    settled: bool,
) -> Result<Exported> {
    let options = WriterOptions {
        many_articles: options.many_articles || corpus.articles().len() > 1,
        ..options.clone()
    };
    let mut writer = writer(format, Destination::from(destination), &options)?;
    let mut exported = Exported::default();
    for article in corpus.articles() {
        if settled && !article.is_settled() {
            exported.left_out += 1;
            continue;
        }
        for unit in article.units() {
            // An alignment covers both sides; a corpus has what the filter kept and what a person settled.
            let asked_for = format.is_alignment() || options.with_nulls && unit.is_null();
            if asked_for || !article.is_dropped(unit.bead) {
                writer.write(&unit)?;
                exported.beads += 1;
            }
        }
        exported.articles += 1;
    }
    writer.finish()?;
    Ok(exported)
}

/// Writes of each article `ID.gold` (vecalign's format, without scores) and the segments it counts, one a
/// line: `ID.fr` and `ID.en`, or whatever the languages are. `evaluate alignment --gold` and
/// `train weights --gold` read such a folder.
///
/// # Errors
/// A folder that cannot be written, an id that is no file name, two sides in the same language.
pub fn export_gold(corpus: &ReviewCorpus, folder: &Path, settled: bool) -> Result<Exported> {
    output::create_folder(folder)?;
    let mut exported = Exported::default();
    for article in corpus.articles() {
        if settled && !article.is_settled() {
            exported.left_out += 1;
            continue;
        }
        write_gold(article, folder)?;
        exported.articles += 1;
        exported.beads += article.state().beads.len();
    }
    Ok(exported)
}

fn write_gold(article: &ReviewArticle, folder: &Path) -> Result<()> {
    let named = &article.article;
    let (source, target) = (&named.source_language, &named.target_language);
    if source == target {
        return Err(
            Error::configuration("expected two languages, each names a file")
                .found(format!("{source} twice in article `{}`", named.id)),
        );
    }
    let put = |extension: &str, text: String| -> Result<()> {
        let path = article_path(folder, &named.id, extension)?;
        if let Some(parent) = path.parent() {
            output::create_folder(parent)?;
        }
        let mut file = Output::create(path)?;
        file.put(text)?;
        file.finish()
    };
    let state = article.state();
    let beads = state.beads.iter().map(|b| vecalign::line_of(&b.bead, None));
    for (language, side) in [(source, &state.source), (target, &state.target)] {
        let lines = side.iter().map(|s| one_line(&s.text) + "\n");
        put(language.as_str(), lines.collect())?;
    }
    put("gold", beads.collect())
}

/// A segment on its line: line breaks within it become spaces.
fn one_line(text: &str) -> String {
    let breaks = |c: char| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}' | '\u{2029}');
    text.replace(breaks, " ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::TranslationUnit;
    use crate::io::{ReaderOptions, reader};
    use crate::review::testing::corpus;
    use crate::review::{Operation, Which};

    fn corrected() -> ReviewCorpus {
        let mut corpus = corpus();
        let link = Operation::Link { bead: 1, other: 2 };
        let edit = Operation::Edit {
            side: Which::Source,
            segment: 0,
            text: "Il pleut fort.".into(),
        };
        let accept = Operation::Accept {
            from: 0,
            to: 1,
            accepted: true,
        };
        for operation in [link, edit, accept] {
            corpus.apply(0, &operation).expect("is possible");
        }
        corpus
    }

    #[test]
    fn a_memory_has_the_corrections_and_says_whose_they_are() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("a.tmx");
        let options = WriterOptions::default();
        let done = export(&corrected(), Format::Tmx, &path, &options, false).expect("writes");
        assert_eq!((done.articles, done.beads, done.left_out), (2, 3, 0));
        let units = reader(&path, Format::Tmx, &ReaderOptions::default()).expect("opens");
        let units: Vec<TranslationUnit> = units.collect::<Result<_>>().expect("reads");
        let review = units[0].review.as_ref().expect("a review");
        assert!(review.accepted && review.edited && !review.corrected);
        assert_eq!(units[0].source_text(), "Il pleut fort.");
        assert_eq!(units[1].target_text(), "The wind blows.");
        assert!(units[1].review.as_ref().expect("a review").corrected);
        assert_eq!((units[1].score, units[2].review.as_ref()), (None, None));
    }

    #[test]
    fn gold_is_of_articles_that_a_person_settled() {
        let folder = tempfile::tempdir().expect("a folder");
        let done = export_gold(&corrected(), folder.path(), true).expect("writes");
        assert_eq!((done.articles, done.left_out), (1, 1));
        let text = |name: &str| std::fs::read_to_string(folder.path().join(name));
        assert_eq!(text("a.gold").expect("gold"), "[0]:[0]\n[1]:[1]\n");
        assert_eq!(
            text("a.en").expect("a text"),
            "It rains.\nThe wind blows.\n"
        );
        assert!(text("niger/b.gold").is_err());
        export_gold(&corrected(), folder.path(), false).expect("writes");
        assert_eq!(text("niger/b.gold").expect("gold"), "[0, 1]:[0]\n");
    }
}
