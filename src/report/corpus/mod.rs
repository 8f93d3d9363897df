//! A corpus to look at: one page with an overview, and for each article both texts side by side.
//!
//! [`Gathered`] takes the units of a corpus, those that a filter dropped as well, and brings them to
//! their articles. [`CorpusReport`] counts, puts the articles that are worth a look first in front, and
//! writes the page: the texts of each article as JSON in a block of its own, which the script in the page
//! reads when the article is opened, so that a corpus of thousands of articles opens as fast as one of
//! ten. The page loads nothing, and a policy in its head lets no script run but its own.
//!
//! What is worked out here, because a browser has no word vectors: which words of a bead support it
//! (`words`), and how alike any two segments of an article are (`shades`). Time is that of comparing the
//! words of each bead's two sides; articles are worked on in parallel and written in order, so that
//! the bytes do not depend on the threads. Memory is that of the corpus.

mod figures;
mod gathered;
mod json;
mod page;
pub(in crate::report) mod shades;
mod words;

use std::collections::BTreeMap;

use rayon::prelude::*;

use crate::bitext::Language;
use crate::corpus::ReportRow;
use crate::error::Result;
use crate::similarity::{Likeness, Tables};

pub use figures::{ArticleFigures, CorpusFigures, HISTOGRAM};
pub use gathered::{Gathered, GatheredArticle, GatheredBead};
pub use words::{SupportKind, SupportingPair, supporting_pairs};

/// Articles that are worked on before they are written, a thread.
const IN_FLIGHT: usize = 16;

/// What a report shows, and of how much.
#[derive(Debug, Clone, PartialEq)]
pub struct ReportOptions {
    /// What stands at the head of the page, and in the browser's tab.
    pub title: String,
    /// The score below which a bead is doubtful, 0 to 1.
    pub doubtful: f64,
    /// How many articles are shown with their texts, those worth a look first; all are counted. `None`
    /// for all.
    pub articles: Option<usize>,
}

impl Default for ReportOptions {
    fn default() -> Self {
        ReportOptions {
            title: "Corpus".into(),
            doubtful: 0.7,
            articles: None,
        }
    }
}

/// A page about a corpus, ready to be written.
///
/// ```
/// use alinea::corpus::{Input, Pipeline};
/// use alinea::report::corpus::{CorpusReport, Gathered, ReportOptions};
/// use alinea::similarity::Tables;
///
/// let french = Input::Text("Le train part à 8 h. Il arrive à Lyon à midi.".into());
/// let english = Input::Text("The train leaves at 8. It arrives in Lyon at noon.".into());
/// let article = Pipeline::default().run("train", &french, &english)?.article;
/// let mut gathered = Gathered::default();
/// article.units().for_each(|unit| gathered.add(unit, None));
/// let tables = Tables::default();
/// let report = CorpusReport::new(gathered, Vec::new(), &tables, ReportOptions::default());
/// assert_eq!(report.figures().beads, 2);
/// let mut page = String::new();
/// report.write(&mut |text| {
///     page.push_str(text);
///     Ok(())
/// })?;
/// assert!(page.contains("Il arrive à Lyon à midi."));
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug)]
pub struct CorpusReport<'t> {
    articles: Vec<GatheredArticle>,
    each: Vec<ArticleFigures>,
    figures: CorpusFigures,
    set_aside: Vec<ReportRow>,
    tables: &'t Tables,
    likeness: BTreeMap<(Language, Language), Likeness>,
    options: ReportOptions,
}

impl<'t> CorpusReport<'t> {
    /// Counts, and puts the articles that are worth a look first in front (ties in the order of the
    /// corpus). `set_aside` are the rows of articles that failed or had no partner; `tables` hold the word
    /// vectors of the corpus's languages, where there are any.
    pub fn new(
        gathered: Gathered,
        set_aside: Vec<ReportRow>,
        tables: &'t Tables,
        options: ReportOptions,
    ) -> Self {
        let articles = gathered.into_articles();
        let figures_of = |article: &_| ArticleFigures::of(article, options.doubtful);
        let mut both: Vec<_> = articles
            .into_iter()
            .map(|article| (figures_of(&article), article))
            .collect();
        let figures = CorpusFigures::of(both.iter().map(|(figures, article)| (figures, article)));
        both.sort_by(|a, b| b.0.concern.total_cmp(&a.0.concern));
        both.truncate(options.articles.unwrap_or(usize::MAX));
        let (each, articles): (Vec<_>, Vec<GatheredArticle>) = both.into_iter().unzip();
        let mut likeness = BTreeMap::new();
        for article in &articles {
            let (source, target) = article.languages();
            let made = || Likeness::new(tables, source, target);
            let languages = (source.clone(), target.clone());
            likeness.entry(languages).or_insert_with(made);
        }
        CorpusReport {
            articles,
            each,
            figures,
            set_aside,
            tables,
            likeness,
            options,
        }
    }

    /// The counts of the whole corpus.
    pub fn figures(&self) -> &CorpusFigures {
        &self.figures
    }

    /// The articles that the page shows, those worth a look first in front, with their figures.
    pub fn articles(&self) -> impl Iterator<Item = (&GatheredArticle, &ArticleFigures)> {
        self.articles.iter().zip(&self.each)
    }

    /// Hands the page over, piece by piece.
    ///
    /// # Errors
    /// Those of `put`.
    pub fn write(&self, put: &mut dyn FnMut(&str) -> Result<()>) -> Result<()> {
        put(&page::head(&self.options.title))?;
        let group = IN_FLIGHT * rayon::current_num_threads();
        for (at, articles) in self.articles.chunks(group).enumerate() {
            let blocks: Vec<String> = articles
                .par_iter()
                .enumerate()
                .map(|(within, article)| self.block(at * group + within, article))
                .collect();
            blocks.iter().try_for_each(|block| put(block))?;
        }
        put(&page::block("index", &json::index(self)))?;
        put(&page::tail())
    }

    fn block(&self, number: usize, article: &GatheredArticle) -> String {
        let (source, target) = article.languages();
        let likeness = &self.likeness[&(source.clone(), target.clone())];
        let pairs: Vec<_> = (article.beads.par_iter())
            .map(|bead| supporting_pairs(likeness, &bead.unit))
            .collect();
        let shades = shades::shades(article, self.tables.pair(source, target));
        let id = format!("article-{number}");
        page::block(&id, &json::article(article, &pairs, shades))
    }
}
