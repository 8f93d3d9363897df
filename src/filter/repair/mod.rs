//! Repairs of a unit's text before it is judged: what was broken on the way from one program to
//! another and can be put right without doubt.
//!
//! Each repair works on every segment of both sides. White space and characters of a script's own
//! (French no-break spaces before `; : ! ?`, joiners of emoji) stay.

mod characters;
mod mojibake;

use crate::bitext::{Side, TranslationUnit};
use crate::normalize::{entities, without_known_tags};

use super::config::RepairConfig;

pub use characters::{controls, spaces, unicode};
pub use mojibake::mojibake;

/// The repairs in the order in which they are made.
pub const REPAIRS: [&str; 6] = [
    "mojibake", "tags", "entities", "controls", "spaces", "unicode",
];

/// Repairs a text if there is something to repair.
type Repair = fn(&str) -> Option<String>;

/// Repairs a unit in place and names the repairs that changed something, in order.
///
/// ```
/// use alinea::filter::{config::RepairConfig, repair};
/// # use alinea::bitext::{Article, Language, Side, TranslationUnit};
/// # let side = |text: &str| Side { indices: 0..1, paragraphs: vec![], segments: vec![text.into()] };
/// # let article = Article { id: "a".into(), source_language: Language::french(),
/// #     target_language: Language::english(), metadata: Default::default(), score: None };
/// # let mut unit = TranslationUnit { article: article.into(), bead: 0, source: side("L&#39;Ã©tÃ© "),
/// #     target: side("Summer"), score: None, parts: None, quality: None, crossing: None, review: None,
/// #     extra: vec![] };
/// assert_eq!(unit.source.segments, ["L&#39;Ã©tÃ© "]);
/// let repairs = repair(&mut unit, &RepairConfig::default());
/// assert_eq!(unit.source.segments, ["L'été"]);
/// assert_eq!(repairs, ["mojibake", "entities", "spaces"]);
/// ```
pub fn repair(unit: &mut TranslationUnit, config: &RepairConfig) -> Vec<&'static str> {
    let steps: [(bool, Repair); REPAIRS.len()] = [
        (config.mojibake, mojibake),
        // Before references: what is escaped is text.
        (config.tags, without_known_tags),
        (config.entities, entities),
        (config.controls, controls),
        (config.spaces, spaces),
        (config.unicode, unicode),
    ];
    let mut made = Vec::new();
    for (name, (_, step)) in REPAIRS.iter().zip(steps).filter(|(_, (on, _))| *on) {
        let source = repair_side(&mut unit.source, step);
        let target = repair_side(&mut unit.target, step);
        if source || target {
            made.push(*name);
        }
    }
    made
}

fn repair_side(side: &mut Side, step: Repair) -> bool {
    let mut changed = false;
    for segment in &mut side.segments {
        if let Some(better) = step(segment) {
            *segment = better;
            changed = true;
        }
    }
    changed
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::filter::testing::unit;

    #[test]
    fn tags_go_and_escaped_ones_are_text() {
        let mut unit = unit(
            "<li>Tapez &lt;br&gt; pour finir.</li>",
            "Type <i>it</i> to end.",
        );
        let made = repair(&mut unit, &RepairConfig::default());
        assert_eq!(made, ["tags", "entities"]);
        assert_eq!(unit.source.segments, ["Tapez <br> pour finir."]);
        assert_eq!(unit.target.segments, ["Type it to end."]);
    }
}
