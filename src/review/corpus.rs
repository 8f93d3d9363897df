//! All articles under review: reading, the digest that the journal is tied to, what is most in doubt.

use std::collections::{BTreeSet, HashMap};

use sha2::{Digest, Sha256};

use crate::bitext::{Segment, TranslationUnit};
use crate::error::{Error, Result};

use super::article::ReviewArticle;
use super::operation::Operation;
use super::refusal::Refusal;
use super::state::{Change, ReviewBead};

/// Doubt of a bead that has no score: neither sure nor wrong.
const UNKNOWN: f64 = 0.5;

/// The articles of a corpus, in the order in which they come first.
#[derive(Debug, Clone)]
pub struct ReviewCorpus {
    articles: Vec<ReviewArticle>,
    numbers: HashMap<String, usize>,
    digest: String,
}

/// A bead that nobody has looked at, with its place.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Doubt {
    /// Number of the article, from 0.
    pub article: usize,
    /// Number of the bead in it, from 0.
    pub bead: usize,
    /// How sure the aligner is, 0 to 1; `None` where the corpus does not say.
    pub score: Option<f64>,
}

impl ReviewCorpus {
    /// Reads a corpus. Units of one article may stand apart; their order is that of the corpus.
    ///
    /// # Errors
    /// A unit that cannot be read, an article in two pairs of languages, or no unit at all.
    pub fn read(units: impl IntoIterator<Item = Result<TranslationUnit>>) -> Result<Self> {
        Self::read_with_dropped(units, Vec::new())
    }

    /// Reads a corpus and what a filter dropped from it by which rule, so that articles are whole: the
    /// dropped beads stand where their numbers put them. Those of articles that are not in the corpus are
    /// passed over.
    ///
    /// # Errors
    /// As [`read`](Self::read), and a dropped bead that is in the corpus.
    pub fn read_with_dropped(
        units: impl IntoIterator<Item = Result<TranslationUnit>>,
        dropped: Vec<(TranslationUnit, String)>,
    ) -> Result<Self> {
        let mut gathered: Vec<Vec<Found>> = Vec::new();
        let mut numbers: HashMap<String, usize> = HashMap::new();
        for unit in units {
            let unit = unit?;
            let next = gathered.len();
            let number = match numbers.get(&unit.article.id) {
                Some(&number) => number,
                None => {
                    numbers.insert(unit.article.id.clone(), next);
                    gathered.push(Vec::new());
                    next
                }
            };
            gathered[number].push((unit, None));
        }
        add_dropped(&mut gathered, &numbers, dropped)?;
        let articles = gathered.into_iter().map(article);
        let articles: Vec<ReviewArticle> = articles.collect::<Result<_>>()?;
        if articles.is_empty() {
            return Err(Error::format("expected a corpus").found("no units"));
        }
        let digest = digest(&articles);
        Ok(ReviewCorpus {
            articles,
            numbers,
            digest,
        })
    }

    /// The articles.
    pub fn articles(&self) -> &[ReviewArticle] {
        &self.articles
    }

    /// SHA-256 of the corpus as it was read, in hexadecimal: of ids, languages, texts and beads, so that
    /// neither format nor compression count.
    pub fn digest(&self) -> &str {
        &self.digest
    }

    /// The number of an article.
    pub fn number_of(&self, id: &str) -> Option<usize> {
        self.numbers.get(id).copied()
    }

    /// Does an operation on article number `article`.
    ///
    /// # Errors
    /// An article or operation that is not possible; nothing has changed then.
    pub fn apply(&mut self, article: usize, operation: &Operation) -> Result<Change> {
        let change = self.article(article)?.plan(operation);
        let change = change.map_err(Refusal::error)?;
        self.articles[article].apply(operation, &change);
        Ok(change)
    }

    /// The article of a number.
    ///
    /// # Errors
    /// A number that no article has.
    pub fn article(&self, number: usize) -> Result<&ReviewArticle> {
        self.articles.get(number).ok_or_else(|| {
            Error::configuration("expected the number of an article").found(format!("{number}"))
        })
    }

    /// All units, in the order of the articles.
    pub fn units(&self) -> impl Iterator<Item = TranslationUnit> + '_ {
        self.articles.iter().flat_map(ReviewArticle::units)
    }

    /// The beads that a person has neither accepted nor made, the least sure first (those without a
    /// score as if it were ½), then in the order of the corpus; at most `count`. And how many there are.
    pub fn doubts(&self, count: usize) -> (Vec<Doubt>, usize) {
        let mut doubts: Vec<Doubt> = Vec::new();
        for (article, reviewed) in self.articles.iter().enumerate() {
            let beads = reviewed.state().beads.iter().enumerate();
            let open = beads.filter(|(_, b)| !b.review.is_settled());
            doubts.extend(open.map(|(bead, b)| Doubt {
                article,
                bead,
                score: b.score,
            }));
        }
        let sure = |doubt: &Doubt| doubt.score.unwrap_or(UNKNOWN);
        let order = |a: &Doubt, b: &Doubt| {
            let places = (a.article, a.bead).cmp(&(b.article, b.bead));
            sure(a).total_cmp(&sure(b)).then(places)
        };
        let all = doubts.len();
        // Of hundreds of thousands only some hundred are shown.
        if count < all && count > 0 {
            doubts.select_nth_unstable_by(count - 1, order);
        }
        doubts.truncate(count);
        doubts.sort_by(order);
        (doubts, all)
    }
}

/// A unit, and the rule that dropped it.
type Found = (TranslationUnit, Option<String>);

/// Puts what was dropped among the units of its article, by the numbers of the beads.
fn add_dropped(
    gathered: &mut [Vec<Found>],
    numbers: &HashMap<String, usize>,
    dropped: Vec<(TranslationUnit, String)>,
) -> Result<()> {
    let mut touched = BTreeSet::new();
    for (unit, rule) in dropped {
        if let Some(&number) = numbers.get(&unit.article.id) {
            gathered[number].push((unit, Some(rule)));
            touched.insert(number);
        }
    }
    for number in touched {
        let article = &mut gathered[number];
        article.sort_by_key(|(unit, _)| unit.bead);
        if let Some(twice) = article.windows(2).find(|w| w[0].0.bead == w[1].0.bead) {
            let unit = &twice[0].0;
            return Err(Error::format("expected beads that are not in the corpus among those dropped")
                .found(format!("bead {} of `{}` in both", unit.bead, unit.article.id))
                .help("name what was dropped from this corpus with --dropped, or leave it with --no-dropped"));
        }
    }
    Ok(())
}

/// The article of its units.
fn article(units: Vec<Found>) -> Result<ReviewArticle> {
    let mut article = match units.first() {
        Some((unit, _)) => ReviewArticle::new(unit.article.clone()),
        None => return Err(Error::format("expected an article").found("no units")),
    };
    for (unit, rule) in units {
        same_languages(&article, &unit)?;
        article.push(unit, rule);
    }
    article.alignment()?;
    Ok(article)
}

fn same_languages(article: &ReviewArticle, unit: &TranslationUnit) -> Result<()> {
    let (one, other) = (&article.article, &unit.article);
    let same = one.source_language == other.source_language
        && one.target_language == other.target_language;
    if same {
        return Ok(());
    }
    Err(Error::format(format!(
        "expected article `{}` in {} and {}",
        one.id, one.source_language, one.target_language
    ))
    .found(format!(
        "{} and {}",
        other.source_language, other.target_language
    ))
    .help("review the pairs of languages apart"))
}

/// Every text with its length before it, so that no two corpora read the same.
fn digest(articles: &[ReviewArticle]) -> String {
    let mut hash = Sha256::new();
    fn text(hash: &mut Sha256, text: &str) {
        hash.update((text.len() as u64).to_le_bytes());
        hash.update(text.as_bytes());
    }
    fn number(hash: &mut Sha256, number: usize) {
        hash.update((number as u64).to_le_bytes());
    }
    for reviewed in articles {
        let (article, state) = (&reviewed.article, reviewed.state());
        text(&mut hash, &article.id);
        text(&mut hash, article.source_language.as_str());
        text(&mut hash, article.target_language.as_str());
        for side in [&state.source, &state.target] {
            number(&mut hash, side.len());
            let texts = side.iter().map(|s: &Segment| s.text.as_str());
            texts.for_each(|t| text(&mut hash, t));
        }
        number(&mut hash, state.beads.len());
        for ReviewBead { bead, .. } in &state.beads {
            number(&mut hash, bead.source.len());
            number(&mut hash, bead.target.len());
        }
    }
    let bytes = hash.finalize();
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::testing::corpus;

    #[test]
    fn the_least_sure_come_first_and_what_was_settled_not_at_all() {
        let mut corpus = corpus();
        let places = |corpus: &ReviewCorpus, count| -> Vec<(usize, usize)> {
            let (doubts, _) = corpus.doubts(count);
            doubts.iter().map(|d| (d.article, d.bead)).collect()
        };
        assert_eq!(places(&corpus, 9), [(0, 1), (0, 2), (1, 0), (0, 0)]);
        assert_eq!(places(&corpus, 2), [(0, 1), (0, 2)]);
        let accept = Operation::Accept {
            from: 1,
            to: 2,
            accepted: true,
        };
        corpus.apply(0, &accept).expect("accepts");
        assert_eq!(places(&corpus, 9), [(0, 2), (1, 0), (0, 0)]);
        assert_eq!(corpus.doubts(1).1, 3);
    }

    #[test]
    fn another_bound_or_text_is_another_corpus() {
        let units: Vec<TranslationUnit> = corpus().units().collect();
        let digest = |units: &[TranslationUnit]| {
            let read = ReviewCorpus::read(units.iter().cloned().map(Ok)).expect("reads");
            read.digest().to_owned()
        };
        let same = digest(&units);
        assert_eq!(same.len(), 64);
        let mut other = units.clone();
        other[0].score = Some(0.1);
        assert_eq!(digest(&other), same, "a score is not what is corrected");
        other[0].source.segments[0].push('!');
        assert_ne!(digest(&other), same);
    }

    #[test]
    fn what_was_dropped_stands_in_its_place() {
        let units: Vec<TranslationUnit> = corpus().units().collect();
        let kept = [0, 2, 3].map(|at| Ok(units[at].clone()));
        let rule = || "unpaired".to_owned();
        let dropped = vec![(units[1].clone(), rule())];
        let whole = ReviewCorpus::read_with_dropped(kept.clone(), dropped).expect("reads");
        assert_eq!(whole.digest(), corpus().digest());
        assert!(whole.articles()[0].is_dropped(1) && !whole.articles()[0].is_renumbered());
        let without = ReviewCorpus::read(units.iter().skip(1).cloned().map(Ok)).expect("reads");
        assert!(without.articles()[0].is_renumbered());
        let both = vec![(units[0].clone(), rule())];
        let error = ReviewCorpus::read_with_dropped(kept, both).expect_err("is refused");
        assert!(
            error.to_string().contains("bead 0 of `a` in both"),
            "{error}"
        );
    }

    #[test]
    fn an_empty_corpus_is_refused() {
        assert!(ReviewCorpus::read([]).is_err());
    }
}
