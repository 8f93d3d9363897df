//! Same text, same characters: what is done to a text before it is compared with another.
//!
//! Nothing here is ever written out; outputs carry the original text. [`text`] maps typographic
//! variants to one form (Unicode NFC, apostrophes, quotation marks and guillemets, French spaces,
//! ligatures, soft hyphens) and [`numbers`] gives digit grouping and decimal marks one form, by the
//! language's convention: `1 234,5` in French and `1,234.5` in English are both `1234.5`.

mod markup;
mod typography;
mod numbers;
mod calendar;

pub use calendar::{month, number_word, weekday};
pub use markup::{entities, without_known_tags, without_markup};
pub use numbers::{Number, canonical_numbers, numbers};
pub use typography::{fold, typography};

use crate::bitext::Language;

/// The text in the form in which texts are compared: typography first, then numbers.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::normalize::text;
/// let french = text("« L’œuvre vaut 1 234,5 € ! »", &Language::french());
/// assert_eq!(french, "\"L'oeuvre vaut 1234.5 €!\"");
/// let english = text("“It is worth €1,234.5!”", &Language::english());
/// assert_eq!(english, "\"It is worth €1234.5!\"");
/// ```
pub fn text(text: &str, language: &Language) -> String {
    canonical_numbers(&typography(text), language)
}
