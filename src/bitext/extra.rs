//! What a corpus says of a unit and this crate has no field for: it is carried from what is read to what
//! is written, and nothing looks into it.

use std::sync::Arc;

/// A column, a field, a property or a note of a unit, by its name.
///
/// A name may come more than once (a unit with two notes), in the order of the file.
///
/// ```
/// use alinea::bitext::Extra;
/// let note = Extra::text("note", "à revoir");
/// assert_eq!((&*note.name, note.value.as_str()), ("note", "à revoir"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Extra {
    /// Its name, as it stands in the file.
    pub name: Arc<str>,
    /// Its value.
    pub value: ExtraValue,
}

/// The value of an [`Extra`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ExtraValue {
    /// A text.
    Text(String),
    /// Another value of JSON (a number, a truth value, `null`, a list, an object) as it stood, on one
    /// line.
    Json(String),
}

impl Extra {
    /// A text under a name.
    pub fn text(name: impl Into<Arc<str>>, text: impl Into<String>) -> Self {
        Extra {
            name: name.into(),
            value: ExtraValue::Text(text.into()),
        }
    }
}

impl ExtraValue {
    /// The text, or the JSON as it stands: for formats that hold texts only.
    pub fn as_str(&self) -> &str {
        match self {
            ExtraValue::Text(text) | ExtraValue::Json(text) => text,
        }
    }
}
