//! Our numbers as named properties, for the formats that have a place for properties of any name
//! (TMX, XLIFF, PO).
//!
//! | name | value |
//! | --- | --- |
//! | `x-article`, `x-article-score` | id and score of the article |
//! | `x-bead`, `x-type` | number and type of the bead; the type is for the reader of the file |
//! | `x-source-indices`, `x-target-paragraphs`, … | numbers with spaces between them |
//! | `x-score`, `x-quality` | 0 to 1 |
//! | `x-parts` | `length=0.5 lexical=0.25 …` |
//! | `x-review` | what a person said of the bead: `accepted`, `corrected`, `edited`, with spaces between |
//! | `x-review-comment-json` | what a person noted, as a JSON text |
//! | `x-meta-NAME` | a piece of metadata |
//! | `x-metadata-json` | metadata whose names cannot stand in a property's name, as an object |
//! | `x-field-NAME` | what else is known of the unit, where the format has no other place for it |
//! | `x-fields-json` | the same under names that cannot stand in a property's name, as an object |
//!
//! A property of another name is carried through under its name.
//!
//! A value that has a character its format cannot hold is a JSON text, and the name ends in `-json`.

use super::extras;
use super::fields::{UnitFields, from_spaced, is_score, is_type, number, spaced};
use crate::bitext::{Article, Extra, ExtraValue, Metadata, Review, ScoreParts, TranslationUnit};
use crate::error::{Error, Result};

/// Name of the property for metadata that no other can hold.
const METADATA_JSON: &str = "x-metadata-json";

/// Name of the property for fields that no other can hold.
const FIELDS_JSON: &str = "x-fields-json";

/// Our properties with names of their own.
const OURS: [&str; 13] = [
    "x-article",
    "x-article-score",
    "x-bead",
    "x-type",
    "x-score",
    "x-quality",
    "x-parts",
    "x-review",
    "x-review-comment",
    "x-source-indices",
    "x-target-indices",
    "x-source-paragraphs",
    "x-target-paragraphs",
];

/// Names and values.
pub(crate) type Props = Vec<(String, String)>;

/// What is known of the article, and its metadata after it.
pub(crate) fn of_article(article: &Article, holds: fn(char) -> bool) -> Result<Props> {
    let mut props = Props::new();
    push(&mut props, "x-article", &article.id, holds)?;
    if let Some(score) = article.score {
        push(&mut props, "x-article-score", &score.to_string(), holds)?;
    }
    props.extend(of_metadata(&article.metadata, holds)?);
    Ok(props)
}

/// What is known of the bead.
pub(crate) fn of_bead(unit: &TranslationUnit) -> Props {
    let mut props = Props::new();
    let mut put = |name: &str, value: String| props.push((name.to_owned(), value));
    put("x-bead", unit.bead.to_string());
    put("x-type", unit.bead_type().to_string());
    for (name, side) in [("source", &unit.source), ("target", &unit.target)] {
        put(&format!("x-{name}-indices"), spaced(side.indices.clone()));
        if !side.paragraphs.is_empty() {
            let paragraphs = spaced(side.paragraphs.iter().copied());
            put(&format!("x-{name}-paragraphs"), paragraphs);
        }
    }
    if let Some(score) = unit.score {
        put("x-score", score.to_string());
    }
    if let Some(quality) = unit.quality {
        put("x-quality", quality.to_string());
    }
    if let Some(parts) = unit.parts {
        let named = ScoreParts::NAMES.iter().zip(parts.values());
        let named: Vec<_> = named
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        put("x-parts", named.join(" "));
    }
    if let Some(review) = &unit.review {
        put("x-review", review_words(review));
        if !review.comment.is_empty() {
            // A text always becomes JSON.
            let comment = serde_json::to_string(&review.comment).unwrap_or_default();
            put("x-review-comment-json", on_one_line(comment));
        }
    }
    props
}

fn review_words(review: &Review) -> String {
    let words = [
        (review.accepted, "accepted"),
        (review.corrected, "corrected"),
        (review.edited, "edited"),
    ];
    let words: Vec<&str> = words.iter().filter(|w| w.0).map(|w| w.1).collect();
    words.join(" ")
}

fn read_review(text: &str, review: &mut Review) {
    let has = |word: &str| text.split_whitespace().any(|w| w == word);
    review.accepted = has("accepted");
    review.corrected = has("corrected");
    review.edited = has("edited");
}

/// One property a piece of metadata; `holds` says which characters a value may have.
pub(crate) fn of_metadata(metadata: &Metadata, holds: fn(char) -> bool) -> Result<Props> {
    let mut props = Props::new();
    let mut others = Metadata::new();
    for (name, value) in metadata {
        if is_plain(name) {
            push(&mut props, &format!("x-meta-{name}"), value, holds)?;
        } else {
            others.insert(name.clone(), value.clone());
        }
    }
    if !others.is_empty() {
        props.push((METADATA_JSON.to_owned(), json(&others)?));
    }
    Ok(props)
}

/// One property a thing that is carried through; under its own name where the format says by `stands`
/// that this can be a property's.
pub(crate) fn of_extra<'a>(
    extra: impl IntoIterator<Item = &'a Extra>,
    holds: fn(char) -> bool,
    stands: fn(&str) -> bool,
) -> Result<Props> {
    let mut props = Props::new();
    let mut others: Vec<Extra> = Vec::new();
    for extra in extra {
        let name = &*extra.name;
        let field = format!("x-field-{name}");
        match &extra.value {
            ExtraValue::Text(text) if stands(name) && !is_ours(name) && text.chars().all(holds) => {
                props.push((name.to_owned(), text.clone()));
            }
            ExtraValue::Text(text) if is_plain(name) => push(&mut props, &field, text, holds)?,
            ExtraValue::Json(value) if is_plain(name) => {
                props.push((format!("{field}-json"), on_one_line(value.clone())));
            }
            _ => others.push(extra.clone()),
        }
    }
    if let Some(others) = extras::object(&others, |_| true)? {
        props.push((FIELDS_JSON.to_owned(), on_one_line(others)));
    }
    Ok(props)
}

/// The texts of notes, where all characters can be held.
pub(crate) fn notes(extra: &[Extra], holds: fn(char) -> bool) -> impl Iterator<Item = &str> {
    let notes = extra.iter().filter(move |extra| is_note(extra, holds));
    notes.map(|extra| extra.value.as_str())
}

/// Whether an extra is one of these notes.
pub(crate) fn is_note(extra: &Extra, holds: fn(char) -> bool) -> bool {
    &*extra.name == "note" && is_text_of(extra, holds)
}

/// Whether an extra is a text of these characters.
pub(crate) fn is_text_of(extra: &Extra, holds: fn(char) -> bool) -> bool {
    matches!(&extra.value, ExtraValue::Text(text) if text.chars().all(holds))
}

/// The text of the first extra of a name, if all its characters can be held.
pub(crate) fn first<'a>(
    extra: &'a [Extra],
    name: &str,
    holds: fn(char) -> bool,
) -> Option<&'a Extra> {
    let first = extra.iter().find(|extra| *extra.name == *name)?;
    is_text_of(first, holds).then_some(first)
}

/// Whether a name can stand in a property's name behind `x-meta-` and the like.
fn is_plain(name: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || "_-.".contains(c);
    !name.is_empty() && !name.ends_with("-json") && name.chars().all(plain)
}

/// Whether a property of this name is one of ours.
pub(crate) fn is_ours(name: &str) -> bool {
    let bare = name.strip_suffix("-json").unwrap_or(name);
    OURS.contains(&bare)
        || bare.starts_with("x-meta-")
        || bare.starts_with("x-field-")
        || name == METADATA_JSON
        || name == FIELDS_JSON
}

/// Appends a property, as JSON if its value needs it.
fn push(props: &mut Props, name: &str, value: &str, holds: fn(char) -> bool) -> Result<()> {
    props.push(if value.chars().all(holds) {
        (name.to_owned(), value.to_owned())
    } else {
        (format!("{name}-json"), json(&value)?)
    });
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String> {
    let json = serde_json::to_string(value)
        .map_err(|e| Error::format(format!("cannot write a property as JSON: {e}")))?;
    Ok(on_one_line(json))
}

/// JSON without any character that XML cannot hold or that a program may take for a line's end.
pub(crate) fn on_one_line(json: String) -> String {
    // JSON itself escapes the characters below U+0020; these can only stand inside its texts.
    let awkward = |c: char| {
        matches!(
            c,
            '\u{FFFE}' | '\u{FFFF}' | '\u{7F}'..='\u{9F}' | '\u{2028}' | '\u{2029}'
        )
    };
    if !json.contains(awkward) {
        return json;
    }
    let mut out = String::with_capacity(json.len() + 8);
    for c in json.chars() {
        if awkward(c) {
            out.push_str(&format!("\\u{:04x}", u32::from(c)));
        } else {
            out.push(c);
        }
    }
    out
}

/// Reads one property; those of other names are carried through.
pub(crate) fn read(fields: &mut UnitFields, name: &str, value: String) -> Result<()> {
    put(fields, name, value).map_err(|e| e.help(format!("look at the property `{name}`")))
}

fn put(fields: &mut UnitFields, name: &str, value: String) -> Result<()> {
    let bad = |e: serde_json::Error| Error::format("expected JSON").found(e.to_string());
    if !is_ours(name) {
        fields.extra.push(Extra::text(name, value));
        return Ok(());
    }
    if name == FIELDS_JSON {
        return match extras::push_object(&mut fields.extra, &value) {
            true => Ok(()),
            false => Err(Error::format("expected a JSON object").found("something else")),
        };
    }
    if let Some(name) = name.strip_prefix("x-field-") {
        match name.strip_suffix("-json") {
            Some(name) => extras::push_json(&mut fields.extra, name, &value),
            None => fields.extra.push(Extra::text(name, value)),
        }
        return Ok(());
    }
    if name == METADATA_JSON {
        let others: Metadata = serde_json::from_str(&value).map_err(bad)?;
        fields.metadata.extend(others);
        return Ok(());
    }
    let (name, value) = match name.strip_suffix("-json") {
        Some(name) => (name, serde_json::from_str::<String>(&value).map_err(bad)?),
        None => (name, value),
    };
    if !is_our_value(name, &value) {
        fields.extra.push(Extra::text(name, value));
        return Ok(());
    }
    match name {
        "x-article" => fields.article = Some(value),
        "x-article-score" => fields.article_score = Some(number(&value)?),
        "x-bead" => fields.bead = Some(number(&value)?),
        "x-score" => fields.score = Some(number(&value)?),
        "x-quality" => fields.quality = Some(number(&value)?),
        "x-parts" => fields.parts = Some(read_parts(&value)?),
        "x-review" => read_review(&value, fields.review.get_or_insert_default()),
        "x-review-comment" => fields.review.get_or_insert_default().comment = value,
        "x-source-indices" => fields.source.indices = Some(from_spaced(&value)?),
        "x-target-indices" => fields.target.indices = Some(from_spaced(&value)?),
        "x-source-paragraphs" => fields.source.paragraphs = from_spaced(&value)?,
        "x-target-paragraphs" => fields.target.paragraphs = from_spaced(&value)?,
        _ => {
            if let Some(name) = name.strip_prefix("x-meta-") {
                fields.metadata.insert(name.to_owned(), value);
            }
        }
    }
    Ok(())
}

/// Whether a property of one of our names may be ours: translators' tools have scores, types and reviews of
/// their own, which are carried through.
fn is_our_value(name: &str, value: &str) -> bool {
    match name {
        "x-score" | "x-quality" | "x-article-score" => is_score(value),
        "x-type" => is_type(value),
        "x-parts" => {
            let mut parts = value.split_whitespace();
            parts.all(|part| {
                part.split_once('=').is_some_and(|(name, value)| {
                    ScoreParts::NAMES.contains(&name) && is_score(value)
                })
            })
        }
        "x-review" => {
            let mut words = value.split_whitespace();
            words.all(|word| ["accepted", "corrected", "edited"].contains(&word))
        }
        _ => true,
    }
}

fn read_parts(text: &str) -> Result<ScoreParts> {
    let mut values = [0.0; ScoreParts::NAMES.len()];
    for part in text.split_whitespace() {
        let (name, value) = part.split_once('=').unwrap_or((part, ""));
        if let Some(at) = ScoreParts::NAMES.iter().position(|&n| n == name) {
            values[at] = number(value)?;
        }
    }
    Ok(ScoreParts::from_values(values))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::units;

    #[test]
    fn properties_on_one_line_come_back() {
        let on_one_line = |c: char| !c.is_control();
        let mut units = units();
        units[1].review = Some(Review {
            accepted: true,
            edited: true,
            comment: "« doux »\nou\u{2028}\u{FFFE}\"net\"".into(),
            ..Review::default()
        });
        for unit in units {
            let article = of_article(&unit.article, on_one_line).expect("writes");
            let mut fields = UnitFields::default();
            for (name, value) in article.into_iter().chain(of_bead(&unit)) {
                assert!(value.chars().all(on_one_line), "{name}");
                read(&mut fields, &name, value).expect("reads");
            }
            assert_eq!(fields.metadata, unit.article.metadata);
            assert_eq!(fields.article.as_deref(), Some(&*unit.article.id));
            assert_eq!((fields.score, fields.quality), (unit.score, unit.quality));
            assert_eq!(fields.parts, unit.parts);
            assert_eq!(fields.review, unit.review);
        }
    }

    #[test]
    fn a_bad_number_names_its_property() {
        let mut fields = UnitFields::default();
        let error = read(&mut fields, "x-bead", "high".into()).expect_err("is refused");
        assert!(error.to_string().contains("`x-bead`"), "{error}");
    }

    #[test]
    fn values_that_are_not_ours_under_our_names_are_carried_through() {
        let mut fields = UnitFields::default();
        let others = [
            ("x-score", "85"),
            ("x-parts", "left door"),
            ("x-review", "todo"),
            ("x-type", "news"),
        ];
        for (name, value) in others {
            read(&mut fields, name, value.into()).expect("reads");
        }
        assert!(fields.score.is_none() && fields.parts.is_none() && fields.review.is_none());
        assert_eq!(
            fields.extra,
            others.map(|(name, value)| Extra::text(name, value))
        );
    }
}
