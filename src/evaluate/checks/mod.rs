//! Checks of a translation that need no reference: what a careful reader sees without knowing how it
//! should have been put.
//!
//! A [`Checker`] reads source and output once each ([`CheckedText`]), links their words by vectors and
//! spelling ([`Likeness`](crate::similarity::Likeness)) and asks every check of [`CHECKS`]. Each
//! measures a figure, up is worse, and finds something where the figure reaches its limit; a
//! [`Finding`] names the check, the figure and what a translator should look at. Beside them stand
//! the stretches of either side that have no counterpart ([`Stretch`]) and the quality of the pair
//! ([`QualityScorer`](crate::score::QualityScorer)).
//!
//! | check | figure | from |
//! | --- | --- | --- |
//! | `empty` | 1 where the output says nothing and the source does | 1 |
//! | `language` | share of stretches in another language than the target, 0 to 1 | 0.51 |
//! | `copy` | share of words that stand on both sides, 0 to 1 | 0.7 |
//! | `untranslated` | words of the source language that stand in the output too | 1 |
//! | `numbers` | weight of numbers on one side only, about their number | 0.9 |
//! | `dates` | months and days of the week on one side only | 1 |
//! | `names` | weight of names on one side only, more where both sides have some | 1 |
//! | `quotations` | quotations that the other side has no marks for | 1 |
//! | `brackets` | brackets left open or closed unopened, beyond those of the source | 1 |
//! | `length` | times that one side is longer than the other, in characters | 1.9 |
//! | `repeats` | words that the output says twice in a row, beyond the source | 1 |
//! | `ending` | 1 where one side ends as a sentence and the other breaks off, or only one asks | 1 |
//!
//! Limits were chosen on newstest2012 alone; `docs/checks.md` has what each check finds and how often
//! it cries wolf. No check fails on data: of an empty text, of a language without word vectors or
//! without a list of months, those that need them say nothing.

mod checker;
mod dates;
mod extent;
mod marks;
mod names;
mod numbers;
mod stretches;
mod untranslated;
mod whole;

use serde::Serialize;

pub use checker::{CheckedText, Checker, Judgement};
pub use stretches::Stretch;

use checker::Look;

/// What a check found.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Finding {
    /// The check's name.
    pub check: &'static str,
    /// How much, up is worse; the unit is the check's.
    pub figure: f64,
    /// What to look at.
    pub detail: String,
}

/// What a check measured, with what to look at.
#[derive(Debug, Clone, PartialEq)]
struct Figure {
    value: f64,
    detail: String,
}

impl Figure {
    fn new(value: f64, detail: impl Into<String>) -> Self {
        Figure {
            value,
            detail: detail.into(),
        }
    }
}

/// A check that ships.
#[derive(Debug, Clone, Copy)]
pub struct Check {
    /// Its name.
    pub name: &'static str,
    /// What its figure is.
    pub what: &'static str,
    /// The figure from which it finds something.
    pub limit: f64,
    /// `None` where there is nothing to say.
    measure: fn(&Look<'_>) -> Option<Figure>,
}

const fn check(
    name: &'static str,
    measure: fn(&Look<'_>) -> Option<Figure>,
    limit: f64,
    what: &'static str,
) -> Check {
    Check {
        name,
        what,
        limit,
        measure,
    }
}

/// All checks, in the order in which they are asked.
pub const CHECKS: &[Check] = &[
    check("empty", whole::empty, 1.0, "the output says nothing"),
    check(
        "language",
        whole::language,
        0.51,
        "share of stretches in another language than the target",
    ),
    check("copy", whole::copy, 0.7, "share of words on both sides"),
    check(
        "untranslated",
        untranslated::untranslated,
        1.0,
        "words left in the source language",
    ),
    check(
        "numbers",
        numbers::numbers,
        0.9,
        "weight of numbers on one side only",
    ),
    check(
        "dates",
        dates::dates,
        1.0,
        "months and days of the week on one side only",
    ),
    check(
        "names",
        names::names,
        1.0,
        "weight of names on one side only",
    ),
    check(
        "quotations",
        marks::quotations,
        1.0,
        "quotations without marks on the other side",
    ),
    check(
        "brackets",
        marks::brackets,
        1.0,
        "brackets without their partner",
    ),
    check(
        "length",
        extent::length,
        1.9,
        "times that one side is longer than the other",
    ),
    check(
        "repeats",
        extent::repeats,
        1.0,
        "words that the output says twice in a row",
    ),
    check(
        "ending",
        marks::ending,
        1.0,
        "one side breaks off, or only one asks",
    ),
];

/// Texts in a row for a detail: `“a”, “b”`.
fn listed<'t>(texts: impl IntoIterator<Item = &'t str>) -> String {
    let quoted: Vec<String> = texts.into_iter().map(|text| format!("“{text}”")).collect();
    quoted.join(", ")
}

/// A detail of what each side has alone: `“a” is not in the output; “b” is not in the source`.
fn alone(source: &[&str], target: &[&str]) -> String {
    let side = |texts: &[&str], other: &str| {
        let verb = if texts.len() == 1 { "is" } else { "are" };
        (!texts.is_empty()).then(|| {
            format!(
                "{} {verb} not in the {other}",
                listed(texts.iter().copied())
            )
        })
    };
    let sides = [side(source, "output"), side(target, "source")];
    sides.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, LazyLock};

    use super::*;
    use crate::bitext::Language;
    use crate::score::{QualityModel, QualityScorer};
    use crate::similarity::Tables;

    /// From French to English, with the vectors that ship.
    pub(super) static CHECKER: LazyLock<Checker> =
        LazyLock::new(|| checker(Language::french(), Language::english()));

    fn checker(source: Language, target: Language) -> Checker {
        let (model, tables) = (QualityModel::default(), Tables::default());
        let scorer = QualityScorer::new(&model, &tables, &source, &target);
        Checker::new(Arc::new(scorer), &source, &target)
    }

    /// The detail of what a check finds.
    pub(super) fn found(check: &str, source: &str, target: &str) -> Option<String> {
        assert!(
            CHECKS.iter().any(|c| c.name == check),
            "{check} is no check"
        );
        let (source, target) = (CHECKER.source(source), CHECKER.target(target));
        let mut findings = CHECKER.check(&source, &target).into_iter();
        let finding = findings.find(|finding| finding.check == check)?;
        Some(finding.detail)
    }

    #[test]
    fn a_good_translation_has_no_finding() {
        for (french, english) in [
            (
                "« Le 3 mars 2012, dit M. Morel, nous étions 1 250 à Bruxelles (Belgique). »",
                "“On March 3, 2012,” says Mr Morel, “there were 1,250 of us in Brussels (Belgium).”",
            ),
            ("Pourquoi le mardi ?", "Why on Tuesdays?"),
            ("", ""),
        ] {
            let (source, target) = (CHECKER.source(french), CHECKER.target(english));
            assert_eq!(CHECKER.check(&source, &target), [], "{english}");
        }
    }

    #[test]
    fn a_language_that_nothing_is_known_of_is_checked_by_what_is_general() {
        let basque: Language = "eu".parse().expect("a code");
        let checker = checker(Language::french(), basque);
        let judged = |target: &str| {
            let source = checker.source("Le maire (à gauche) a ouvert 12 écoles hier matin.");
            let findings = checker.check(&source, &checker.target(target));
            findings.iter().map(|f| f.check).collect::<Vec<_>>()
        };
        assert_eq!(
            judged("Alkateak (ezkerrean) 12 eskola ireki zituen atzo."),
            [""; 0]
        );
        assert_eq!(
            judged("Alkateak (ezkerrean 13 eskola ireki zituen atzo."),
            ["numbers", "brackets"]
        );
    }

    #[test]
    fn names_of_checks_are_unique_and_the_table_of_this_page_has_their_limits() {
        let page = include_str!("mod.rs");
        for check in CHECKS {
            assert_eq!(CHECKS.iter().filter(|c| c.name == check.name).count(), 1);
            let line = format!("//! | `{}` |", check.name);
            let line = page.lines().find(|l| l.starts_with(&line)).expect("a line");
            assert!(line.ends_with(&format!("| {} |", check.limit)), "{line}");
        }
    }
}
