//! The rules by name, one file a family: what each measures, and the threshold that ships.

mod boilerplate;
mod confidence;
mod copy;
mod language;
mod length;
mod letters;
mod numbers;
mod presence;
mod punctuation;
mod repeats;

pub use copy::copied_share;
pub use language::foreign_share;
pub use numbers::{LoneNumber, NumbersApart, numbers_apart};
pub use punctuation::{End, end};
pub use repeats::repeated_share;

use super::config::FilterConfig;
use super::judge::Drop;
use super::pair::Pair;

/// Judges a pair by itself. Closures are rules.
pub trait Rule: Send + Sync {
    /// Why the pair is to be dropped; `None` to keep it, also where the rule cannot tell.
    fn judge(&self, pair: &Pair<'_>) -> Option<Drop>;
}

impl<F: Fn(&Pair<'_>) -> Option<Drop> + Send + Sync> Rule for F {
    fn judge(&self, pair: &Pair<'_>) -> Option<Drop> {
        self(pair)
    }
}

/// On which side of its threshold a figure is kept.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Bound {
    /// Anything over 0 is dropped; the threshold cannot be set.
    Never,
    /// What is under the threshold is dropped; it may be set up to this.
    Least(f64),
    /// What is over the threshold is dropped; it may be set up to this.
    Most(f64),
}

/// What a rule measured.
#[derive(Debug, Clone, PartialEq)]
pub struct Figure {
    value: f64,
    detail: Option<String>,
}

impl Figure {
    fn with(value: f64, detail: impl Into<String>) -> Self {
        Figure {
            value,
            detail: Some(detail.into()),
        }
    }
}

impl From<f64> for Figure {
    fn from(value: f64) -> Self {
        Figure {
            value,
            detail: None,
        }
    }
}

/// Measures a pair; `None` where the rule cannot tell.
type Measure = fn(&Pair<'_>) -> Option<Figure>;

/// A rule that ships.
#[derive(Debug, Clone, Copy)]
pub struct RuleInfo {
    /// Its name, in configurations and reports.
    pub name: &'static str,
    /// What its figure is and when it drops.
    pub what: &'static str,
    /// On which side of the threshold it keeps.
    pub bound: Bound,
    /// The threshold that ships.
    pub threshold: f64,
    /// Whether it is on by default.
    pub on: bool,
    /// `None` for what only the whole corpus can tell.
    measure: Option<Measure>,
}

/// No limit to what a threshold may be set to.
const ANY: f64 = f64::INFINITY;

const fn never(name: &'static str, measure: Measure, what: &'static str) -> RuleInfo {
    RuleInfo {
        name,
        what,
        bound: Bound::Never,
        threshold: 0.0,
        on: true,
        measure: Some(measure),
    }
}

const fn rule(
    name: &'static str,
    measure: Measure,
    bound: Bound,
    threshold: f64,
    what: &'static str,
) -> RuleInfo {
    RuleInfo {
        name,
        what,
        bound,
        threshold,
        on: true,
        measure: Some(measure),
    }
}

const fn off(rule: RuleInfo) -> RuleInfo {
    RuleInfo { on: false, ..rule }
}

const fn corpus(name: &'static str, what: &'static str) -> RuleInfo {
    RuleInfo {
        name,
        what,
        bound: Bound::Never,
        threshold: 0.0,
        on: true,
        measure: None,
    }
}

/// All rules in the order in which they judge.
pub const RULES: &[RuleInfo] = &[
    never("unpaired", presence::unpaired, "one side has no segment"),
    never(
        "empty",
        presence::empty,
        "a side has neither letters nor digits",
    ),
    never(
        "encoding",
        presence::encoding,
        "characters that no repair could read",
    ),
    off(rule(
        "short",
        length::short,
        Bound::Least(ANY),
        3.0,
        "least words of the shorter side",
    )),
    rule(
        "long",
        length::long,
        Bound::Most(ANY),
        5000.0,
        "most characters of the longer side",
    ),
    rule(
        "long-word",
        length::long_word,
        Bound::Most(ANY),
        80.0,
        "most characters of a word, addresses apart",
    ),
    rule(
        "markup",
        boilerplate::markup,
        Bound::Most(1.0),
        0.25,
        "most of the characters in tags",
    ),
    rule(
        "code",
        boilerplate::code,
        Bound::Most(1.0),
        0.15,
        "most of the characters that are signs of code",
    ),
    rule(
        "urls",
        boilerplate::urls,
        Bound::Most(1.0),
        0.5,
        "most of the characters in addresses",
    ),
    rule(
        "breadcrumbs",
        boilerplate::breadcrumbs,
        Bound::Most(ANY),
        2.0,
        "most separators of a path of links",
    ),
    rule(
        "letters",
        letters::letters,
        Bound::Least(1.0),
        0.4,
        "least of the characters that are letters",
    ),
    rule(
        "script",
        letters::script,
        Bound::Least(1.0),
        0.6,
        "least of the letters in the script of their language",
    ),
    rule(
        "repeats",
        repeats::repeats,
        Bound::Most(1.0),
        0.5,
        "most of the words that repeat what stood before",
    ),
    rule(
        "capitals",
        letters::capitals,
        Bound::Most(1.0),
        0.9,
        "most of the words with a capital, on both sides",
    ),
    rule(
        "ratio",
        length::ratio,
        Bound::Most(ANY),
        2.5,
        "most times one side is longer than the other",
    ),
    rule(
        "copy",
        copy::copy,
        Bound::Most(1.0),
        0.7,
        "most of the words that stand on both sides",
    ),
    rule(
        "language",
        language::language,
        Bound::Most(1.0),
        0.5,
        "most of a side that is in another language",
    ),
    rule(
        "numbers",
        numbers::numbers,
        Bound::Most(ANY),
        0.9,
        "most weight of numbers on one side only",
    ),
    never(
        "punctuation",
        punctuation::punctuation,
        "one side ends as a sentence does, the other breaks off",
    ),
    rule(
        "score",
        confidence::score,
        Bound::Least(1.0),
        0.4,
        "least probability of the bead in its article",
    ),
    rule(
        "quality",
        confidence::quality,
        Bound::Least(1.0),
        0.2,
        "least probability that the sides are translations",
    ),
    corpus(
        "duplicate",
        "both texts stood in the corpus before; the best of them is kept",
    ),
    corpus(
        "near-duplicate",
        "so they did but for case, accents, marks, spaces and numbers",
    ),
];

/// A rule that ships, with its threshold.
struct Measured {
    info: &'static RuleInfo,
    measure: Measure,
    threshold: f64,
}

impl Rule for Measured {
    fn judge(&self, pair: &Pair<'_>) -> Option<Drop> {
        let figure = (self.measure)(pair)?;
        let drops = match self.info.bound {
            Bound::Least(_) => figure.value < self.threshold,
            Bound::Never | Bound::Most(_) => figure.value > self.threshold,
        };
        drops.then_some(Drop {
            rule: self.info.name,
            // As scores are: more digits would mean nothing.
            figure: (figure.value * 1e6).round() / 1e6,
            threshold: self.threshold,
            detail: figure.detail,
        })
    }
}

/// A rule at a threshold; `None` for those that only the whole corpus can tell.
pub(super) fn measure(info: &'static RuleInfo, threshold: f64) -> Option<Box<dyn Rule>> {
    let measure = info.measure?;
    Some(Box::new(Measured {
        info,
        measure,
        threshold,
    }))
}

/// The rules that a configuration turns on, in order.
pub(super) fn rules(config: &FilterConfig) -> Vec<Box<dyn Rule>> {
    let on = |info: &'static RuleInfo| measure(info, config.threshold(info.name)?);
    RULES.iter().filter_map(on).collect()
}
