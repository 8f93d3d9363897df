//! Units for the tests of this room.

use std::sync::Arc;

use crate::bitext::{Article, Language, Side, TranslationUnit};

use super::pair::Pair;

/// A unit of a French and an English text; an empty text is an empty side.
pub(super) fn unit(source: &str, target: &str) -> TranslationUnit {
    let side = |text: &str| Side {
        indices: 0..usize::from(!text.is_empty()),
        paragraphs: Vec::new(),
        segments: if text.is_empty() {
            Vec::new()
        } else {
            vec![text.to_owned()]
        },
    };
    TranslationUnit {
        article: Arc::new(Article {
            id: "test".into(),
            source_language: Language::french(),
            target_language: Language::english(),
            metadata: Default::default(),
            score: None,
        }),
        bead: 0,
        source: side(source),
        target: side(target),
        score: None,
        parts: None,
        quality: None,
        crossing: None,
        review: None,
        extra: Vec::new(),
    }
}

/// Whether a rule, at the threshold that ships, drops a pair.
pub(super) fn drops(rule: &str, source: &str, target: &str) -> bool {
    let info = super::RULES
        .iter()
        .find(|info| info.name == rule)
        .expect("a rule");
    let unit = unit(source, target);
    super::rules::measure(info, info.threshold)
        .is_some_and(|rule| rule.judge(&Pair::new(&unit, None)).is_some())
}
