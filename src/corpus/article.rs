//! One article of a job: read, aligned, judged; by the settings of all, or by its own where it has some.
//!
//! An article may name its languages and options ([`PairInput::languages`], [`PairInput::options`]). What
//! they need beside the job's own pipeline and filter is made when the first such article comes, and kept
//! for those after it.

use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use crate::align::{Aligner, BeadTypes};
use crate::bitext::{ArticlePair, Bead, Language, TranslationUnit};
use crate::error::{Error, Result};
use crate::filter::{Filter, FilterConfig};
use crate::io::records::{CodedError, ErrorCode, ParagraphsOption, RecordOptions};
use crate::score::{QualityModel, QualityScorer};
use crate::segment::Paragraphs;
use crate::similarity::Lexicon;

use super::input::Loaded;
use super::inputs::PairInput;
use super::language::wrong_languages;
use super::models::load_tables;
use super::pipeline::Pipeline;
use super::record::{AlignedRecord, Judged};

/// Pipelines with settings of their own that are kept at a time.
const KEPT: usize = 32;

/// How articles are judged, unless one says otherwise.
#[derive(Debug, Clone)]
pub struct ArticleSettings {
    /// Repairs, rules and thresholds.
    pub rules: FilterConfig,
    /// Whether units are repaired and judged by the rules.
    pub clean: bool,
    /// Whether crossings are written as pairs of their own, in place of their beads.
    pub crossing: bool,
    /// Whether null beads are kept, whatever the rules.
    pub nulls: bool,
    /// The score, 0 to 1, below which an article has failed.
    pub floor: f64,
    /// Where the word vectors of other languages are.
    pub models: Option<PathBuf>,
}

impl Default for ArticleSettings {
    /// The rules that ship, and no floor.
    fn default() -> Self {
        ArticleSettings {
            rules: FilterConfig::default(),
            clean: true,
            crossing: false,
            nulls: false,
            floor: 0.0,
            models: None,
        }
    }
}

/// How articles are read, aligned and judged. It is shared between threads.
pub struct ArticleJob {
    tools: Arc<Tools>,
    settings: ArticleSettings,
    /// By languages and options.
    made: Mutex<BTreeMap<String, Arc<Tools>>>,
}

/// What became of an article that was run.
#[derive(Debug)]
pub struct Ran {
    /// The article, or why there is none.
    pub aligned: std::result::Result<AlignedRecord, CodedError>,
    /// Notes on its making.
    pub notes: Vec<String>,
    /// Whether a document is clearly in another language than it is said to be.
    pub wrong_language: bool,
}

/// What an article is done with.
struct Tools {
    pipeline: Pipeline,
    filter: Filter,
}

impl Tools {
    fn new(pipeline: Pipeline, rules: &FilterConfig) -> Self {
        let (source, target) = (pipeline.source_language(), pipeline.target_language());
        let tables = &pipeline.aligner.tables;
        let scorer = QualityScorer::new(&QualityModel::default(), tables, source, target);
        let filter = Filter::new(rules, Some(Arc::new(scorer)));
        Tools { pipeline, filter }
    }
}

/// The rules, or none.
fn rules(settings: &ArticleSettings, clean: bool) -> FilterConfig {
    if clean {
        settings.rules.clone()
    } else {
        FilterConfig::none()
    }
}

impl ArticleJob {
    /// A job that does articles with `pipeline` and judges them as `settings` say.
    pub fn new(pipeline: Pipeline, settings: ArticleSettings) -> Self {
        let rules = rules(&settings, settings.clean);
        ArticleJob {
            tools: Arc::new(Tools::new(pipeline, &rules)),
            settings,
            made: Mutex::default(),
        }
    }

    /// How articles without settings of their own are read and aligned.
    pub fn pipeline(&self) -> &Pipeline {
        &self.tools.pipeline
    }

    /// How they are judged.
    pub fn settings(&self) -> &ArticleSettings {
        &self.settings
    }

    /// Whether exact duplicates are to be dropped from the corpus, and near ones.
    pub fn duplicates(&self) -> (bool, bool) {
        self.tools.filter.duplicates()
    }

    /// The languages of an article.
    pub fn languages<'a>(&'a self, input: &'a PairInput) -> [&'a Language; 2] {
        let [source, target] = &input.languages;
        let pipeline = self.pipeline();
        [
            source.as_ref().unwrap_or(pipeline.source_language()),
            target.as_ref().unwrap_or(pipeline.target_language()),
        ]
    }

    /// Whether an article is in the languages of the job.
    pub fn is_in_languages(&self, input: &PairInput) -> bool {
        let pipeline = self.pipeline();
        self.languages(input) == [pipeline.source_language(), pipeline.target_language()]
    }

    /// Aligns and judges an article. What keeps it from being aligned is an error of the article: settings
    /// that cannot be, documents that cannot be read, are in another language or are no translations of one
    /// another, and a failure of the program itself.
    pub fn run(
        &self,
        input: &PairInput,
        loaded: &[Loaded<'_>; 2],
        lexicon: Option<&Lexicon>,
    ) -> Ran {
        let (mut notes, mut wrong_language) = (Vec::new(), false);
        let told = (&mut notes, &mut wrong_language);
        let aligned = caught(|| self.aligned(input, loaded, lexicon, told));
        Ran {
            aligned,
            notes,
            wrong_language,
        }
    }

    fn aligned(
        &self,
        input: &PairInput,
        [source, target]: &[Loaded<'_>; 2],
        lexicon: Option<&Lexicon>,
        (notes, wrong_language): (&mut Vec<String>, &mut bool),
    ) -> std::result::Result<AlignedRecord, CodedError> {
        let unreadable = |e: Error| ErrorCode::Unreadable.with(e);
        let tools = self.tools(input).map_err(|e| ErrorCode::BadField.with(e))?;
        let floor = input
            .options
            .min_article_score
            .unwrap_or(self.settings.floor);
        let read = tools.pipeline.read_pair(input, source, target);
        let (pair, mut read) = read.map_err(unreadable)?;
        for error in wrong_languages(&pair, [source.place(), target.place()]) {
            *wrong_language = true;
            // Who takes every article, or says which beads it has, is told and gets it.
            if floor > 0.0 && input.beads.is_none() {
                return Err(ErrorCode::WrongLanguage.with(error));
            }
            read.push(match error.path() {
                Some(_) => error.to_string(),
                None => format!("{}: {error}", input.id),
            });
        }
        let lexicon = lexicon.filter(|_| self.is_in_languages(input));
        let processed = tools.pipeline.finish_pair(input, pair, read, lexicon);
        let processed = processed.map_err(unreadable)?;
        *notes = processed.notes;
        let article = processed.article;
        if input.beads.is_none() && article.score < floor {
            return Err(ErrorCode::NotTranslations.with(no_translations(floor, article.score)));
        }
        let nulls = input.options.with_nulls.unwrap_or(self.settings.nulls);
        let crossing = input.options.crossing.unwrap_or(self.settings.crossing);
        let mut record = AlignedRecord::new(&article, crossing, |unit| {
            if nulls && unit.is_null() {
                Judged::default()
            } else if input.beads.is_some() {
                // The score of a pair that was given is its quality, which has a rule of its own.
                let score = None;
                let unit = TranslationUnit {
                    score,
                    ..unit.clone()
                };
                tools.filter.judge(&unit).into()
            } else {
                tools.filter.judge(unit).into()
            }
        });
        if let Some(probability) = input.probability {
            let metadata = &mut record.article.metadata;
            metadata.insert("match_probability".into(), probability.to_string());
        }
        Ok(record)
    }

    /// The pair of an article with its sure beads, to learn from; `None` if it cannot be read.
    pub(super) fn sure_beads(&self, input: &PairInput) -> Option<(ArticlePair, Vec<Bead>)> {
        let tools = self.tools(input).ok()?;
        input.source.is_at_rest().ok()?;
        input.target.is_at_rest().ok()?;
        let read = tools.pipeline.read(&input.id, &input.source, &input.target);
        let (pair, _) = read.ok()?;
        let beads = tools.pipeline.aligner.sure_beads(&pair);
        Some((pair, beads))
    }

    /// What an article is done with: what there is for all, or what is made for its settings.
    fn tools(&self, input: &PairInput) -> Result<Arc<Tools>> {
        // These are looked at article by article.
        let options = RecordOptions {
            min_article_score: None,
            crossing: None,
            with_nulls: None,
            clean: input
                .options
                .clean
                .filter(|&clean| clean != self.settings.clean),
            ..input.options.clone()
        };
        if self.is_in_languages(input) && options == RecordOptions::default() {
            return Ok(Arc::clone(&self.tools));
        }
        let languages = self.languages(input);
        let key = serde_json::to_string(&(languages, &options))
            .map_err(|e| Error::format(format!("cannot write as JSON: {e}")))?;
        // A map is whole whoever panicked.
        let mut made = self.made.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(tools) = made.get(&key) {
            return Ok(Arc::clone(tools));
        }
        let tools = Arc::new(self.make(languages, &options)?);
        if made.len() >= KEPT {
            made.clear();
        }
        made.insert(key, Arc::clone(&tools));
        Ok(tools)
    }

    fn make(&self, [source, target]: [&Language; 2], options: &RecordOptions) -> Result<Tools> {
        let base = self.pipeline();
        let paragraphs = match options.paragraphs {
            Some(ParagraphsOption::Auto) => Paragraphs::Auto,
            Some(ParagraphsOption::Blank) => Paragraphs::Blank,
            Some(ParagraphsOption::Line) => Paragraphs::Line,
            None => base.paragraphs(),
        };
        let mut pipeline = Pipeline::new(source.clone(), target.clone(), paragraphs);
        pipeline.segmented = options.segmented.unwrap_or(base.segmented);
        pipeline.charset = options.encoding.or(base.charset);
        pipeline.kind = options.input_format.or(base.kind);
        let types = base.aligner.types;
        let side = options.max_side.unwrap_or(types.side());
        let together = types.total().min(side.saturating_mul(2));
        let mut tables = base.aligner.tables.clone();
        if let Some(folder) = &self.settings.models {
            load_tables(&mut tables, folder, &[source, target])?;
        }
        pipeline.aligner = Aligner {
            types: BeadTypes::new(side, options.max_total.unwrap_or(together))?,
            hard_paragraphs: options
                .hard_paragraphs
                .unwrap_or(base.aligner.hard_paragraphs),
            weights: base.aligner.weights.clone(),
            tables,
        };
        let clean = options.clean.unwrap_or(self.settings.clean);
        Ok(Tools::new(pipeline, &rules(&self.settings, clean)))
    }
}

fn no_translations(floor: f64, score: f64) -> Error {
    Error::format(format!(
        "expected translations of one another, with a score of at least {floor}"
    ))
    .found(format!("{score:.3}"))
    .help("look at the two documents; --min-article-score 0 builds them all the same")
}

/// What `work` gives; its panic is an error of its own.
pub(super) fn caught<T>(
    work: impl FnOnce() -> std::result::Result<T, CodedError>,
) -> std::result::Result<T, CodedError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|panic| {
        let text = panic.downcast_ref::<&str>().copied();
        let said = text
            .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
            .unwrap_or("no message");
        Err(ErrorCode::Internal.with(Error::format(format!(
            "alinea itself failed on this article: {said}; please report it"
        ))))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Input;

    const FRENCH: &str = "Il pleut à Lyon.\nLe vent souffle.\nIl fait froid.";
    const ENGLISH: &str = "It is raining in Lyon.\nThe wind is blowing.\nIt is cold.";

    fn input(options: RecordOptions) -> PairInput {
        let text = |t: &str| Input::Text(t.into());
        PairInput {
            options,
            ..PairInput::new("pluie", text(FRENCH), text(ENGLISH))
        }
    }

    fn run(job: &ArticleJob, input: &PairInput) -> std::result::Result<AlignedRecord, CodedError> {
        let loaded = [&input.source, &input.target].map(|side| side.load().expect("loads"));
        job.run(input, &loaded, None).aligned
    }

    #[test]
    fn an_article_with_options_of_its_own_is_done_by_them() {
        let job = ArticleJob::new(Pipeline::default(), ArticleSettings::default());
        let plain = run(&job, &input(RecordOptions::default())).expect("aligns");
        assert_eq!(plain.source_segments, 3);
        let options = RecordOptions {
            max_side: Some(1),
            paragraphs: Some(ParagraphsOption::Blank),
            min_article_score: Some(1.0),
            ..RecordOptions::default()
        };
        let error = run(&job, &input(options)).expect_err("is below the floor");
        assert_eq!(error.code, ErrorCode::NotTranslations);
        let options = RecordOptions {
            max_side: Some(99),
            ..RecordOptions::default()
        };
        let error = run(&job, &input(options)).expect_err("is no size");
        assert_eq!(error.code, ErrorCode::BadField);
        assert!(error.to_string().contains("found 99"), "{error}");
    }

    #[test]
    fn what_is_made_for_settings_is_kept_and_bounded() {
        let job = ArticleJob::new(Pipeline::default(), ArticleSettings::default());
        let of = |side, total| {
            input(RecordOptions {
                max_side: Some(side),
                max_total: Some(total),
                ..RecordOptions::default()
            })
        };
        let first = job.tools(&of(2, 3)).expect("makes");
        assert!(Arc::ptr_eq(&first, &job.tools(&of(2, 3)).expect("makes")));
        assert!(!Arc::ptr_eq(&first, &job.tools));
        let same = RecordOptions {
            clean: Some(true),
            crossing: Some(true),
            ..RecordOptions::default()
        };
        assert!(Arc::ptr_eq(
            &job.tools,
            &job.tools(&input(same)).expect("is there")
        ));
        for total in 2..=32 {
            job.tools(&of(16, total)).expect("makes");
            job.tools(&of(8, total.min(16))).expect("makes");
        }
        assert!(job.made.lock().expect("whole").len() <= KEPT);
    }

    #[test]
    fn a_panic_is_an_error_of_the_article() {
        let error = caught::<()>(|| panic!("no bead {}", 3)).expect_err("panicked");
        assert_eq!(error.code, ErrorCode::Internal);
        assert!(error.to_string().contains("no bead 3"), "{error}");
    }
}
