//! The filter: one unit in, a judgement out.

use std::sync::Arc;

use crate::bitext::TranslationUnit;
use crate::score::QualityScorer;

use super::config::{FilterConfig, RepairConfig};
use super::keys::{DUPLICATE, NEAR_DUPLICATE};
use super::pair::Pair;
use super::repair::repair;
use super::rules::{Rule, rules};

/// Why a unit is dropped.
#[derive(Debug, Clone, PartialEq)]
pub struct Drop {
    /// The rule's name.
    pub rule: &'static str,
    /// What the rule measured.
    pub figure: f64,
    /// The most or the least that it allows.
    pub threshold: f64,
    /// What it saw, for the eye.
    pub detail: Option<String>,
}

/// What became of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Judgement {
    /// The unit with its text repaired.
    pub unit: TranslationUnit,
    /// The repairs that changed something, by name, in order.
    pub repairs: Vec<&'static str>,
    /// Probability that the sides are translations of one another, 0 to 1; `None` without a scorer,
    /// and where an earlier rule dropped the unit.
    pub quality: Option<f64>,
    /// Why it is to be dropped; `None` for a unit to keep.
    pub drop: Option<Drop>,
}

/// Judges units by a configuration. It may be shared between threads.
///
/// ```
/// use alinea::filter::{Filter, FilterConfig};
/// # use alinea::bitext::{Article, Language, Side, TranslationUnit};
/// # let side = |text: &str| Side { indices: 0..1, paragraphs: vec![], segments: vec![text.into()] };
/// # let article = std::sync::Arc::new(Article { id: "a".into(), source_language: Language::french(),
/// #     target_language: Language::english(), metadata: Default::default(), score: None });
/// # let unit = |source: &str, target: &str| TranslationUnit { article: article.clone(), bead: 0,
/// #     source: side(source), target: side(target), score: None, parts: None, quality: None, crossing: None, review: None,
/// #     extra: vec![] };
/// let filter = Filter::new(&FilterConfig::default(), None);
/// let kept = filter.judge(&unit("Elle a vendu 1&nbsp;234 livres.", "She sold 1,234 books."));
/// assert_eq!((kept.repairs, kept.drop), (vec!["entities"], None));
///
/// let dropped = filter.judge(&unit("Elle a vendu 1 234 livres.", "She sold 12,347 books."));
/// assert_eq!(dropped.drop.unwrap().rule, "numbers");
/// ```
pub struct Filter {
    repair: RepairConfig,
    rules: Vec<Box<dyn Rule>>,
    scorer: Option<Arc<QualityScorer>>,
    duplicate: bool,
    near_duplicate: bool,
}

impl Filter {
    /// A filter for units of the scorer's two languages; without a scorer no unit's quality is known,
    /// and no unit is dropped for it.
    pub fn new(config: &FilterConfig, scorer: Option<Arc<QualityScorer>>) -> Self {
        Filter {
            repair: config.repair,
            rules: rules(config),
            scorer,
            duplicate: config.threshold(DUPLICATE).is_some(),
            near_duplicate: config.threshold(NEAR_DUPLICATE).is_some(),
        }
    }

    /// Adds a rule of one's own, asked after the others. Closures are rules.
    #[must_use]
    pub fn with_rule(mut self, rule: impl Rule + 'static) -> Self {
        self.rules.push(Box::new(rule));
        self
    }

    /// Whether exact duplicates are to be dropped, and near ones.
    pub fn duplicates(&self) -> (bool, bool) {
        (self.duplicate, self.near_duplicate)
    }

    /// Repairs a unit and judges it.
    pub fn judge(&self, unit: &TranslationUnit) -> Judgement {
        let mut unit = unit.clone();
        let repairs = repair(&mut unit, &self.repair);
        let pair = Pair::new(&unit, self.scorer.as_deref());
        let drop = self.rules.iter().find_map(|rule| rule.judge(&pair));
        // A unit that is kept is ranked among its duplicates by its quality, whatever the rules.
        let quality = match &drop {
            None => pair.quality(),
            Some(_) => pair.quality_if_known(),
        };
        unit.quality = quality.or(unit.quality);
        Judgement {
            unit,
            repairs,
            quality,
            drop,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Language;
    use crate::filter::testing::unit;
    use crate::score::QualityModel;
    use crate::similarity::Tables;

    fn scorer() -> Option<Arc<QualityScorer>> {
        let (french, english) = (Language::french(), Language::english());
        let model = QualityModel::default();
        let scorer = QualityScorer::new(&model, &Tables::default(), &french, &english);
        Some(Arc::new(scorer))
    }

    fn rule(source: &str, target: &str) -> Option<&'static str> {
        let filter = Filter::new(&FilterConfig::default(), scorer());
        filter.judge(&unit(source, target)).drop.map(|d| d.rule)
    }

    #[test]
    fn a_translation_is_kept_with_its_quality() {
        let filter = Filter::new(&FilterConfig::default(), scorer());
        let judged = filter.judge(&unit(
            "Le maire a ouvert la nouvelle école hier matin.",
            "The mayor opened the new school yesterday morning.",
        ));
        assert_eq!(judged.drop, None);
        assert!(judged.quality.is_some_and(|q| q > 0.5), "{judged:?}");
    }

    #[test]
    fn a_neighbour_and_a_beginning_are_dropped() {
        let french = "Le maire a ouvert la nouvelle école hier matin, et les enfants ont chanté.";
        let wrong = "Nobody has seen the black cat since the storm of last winter, she said.";
        assert_eq!(rule(french, wrong), Some("quality"));
        assert!(rule(french, "The mayor").is_some());
    }

    #[test]
    fn damage_that_is_repaired_is_no_reason_to_drop() {
        let source = "Le maire a ouvert la nouvelle Ã©cole hier matin, et c&#39;Ã©tait une fÃªte.";
        let target = "The  mayor opened the new school yesterday morning, and it was a feast.";
        let filter = Filter::new(&FilterConfig::default(), scorer());
        let judged = filter.judge(&unit(source, target));
        assert_eq!(judged.drop, None);
        assert_eq!(judged.repairs, ["mojibake", "entities", "spaces"]);
        let strict = FilterConfig::from_toml("[repair]\nmojibake = false").expect("reads");
        let judged = Filter::new(&strict, scorer()).judge(&unit(source, target));
        assert!(judged.unit.source.segments[0].contains('Ã'));
    }

    #[test]
    fn a_rule_of_ones_own_comes_last() {
        let filter = Filter::new(&FilterConfig::default(), None).with_rule(|pair: &Pair<'_>| {
            pair.source.text.contains("secret").then_some(Drop {
                rule: "secret",
                figure: 1.0,
                threshold: 0.0,
                detail: None,
            })
        });
        let rule =
            |source: &str, target: &str| filter.judge(&unit(source, target)).drop.map(|d| d.rule);
        assert_eq!(rule("Un secret.", "A secret."), Some("secret"));
        assert_eq!(rule("Un secret.", ""), Some("unpaired"));
        assert_eq!(rule("Un mot.", "A word."), None);
    }

    #[test]
    fn the_threshold_of_quality_is_the_one_asked_for() {
        let mut config = FilterConfig::default();
        config.set("quality", 0.999_999).expect("a rule");
        let judged = Filter::new(&config, scorer()).judge(&unit("Il pleut.", "It rains."));
        let drop = judged.drop.expect("is dropped");
        assert_eq!((drop.rule, drop.threshold), ("quality", 0.999_999));
        assert_eq!(judged.quality, Some(drop.figure));
    }
}
