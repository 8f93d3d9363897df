//! HTML entities that were left in a text, once or escaped again.

use crate::normalize::resolved;

/// The text with its entities decoded (`&eacute;`, `&#39;`, `&#x27;`, `&amp;nbsp;`); `None` where
/// there is none. An entity without its semicolon is text, as in `AT&T` or `?a=1&copy=2`.
///
/// ```
/// use alinea::filter::repair::entities;
/// assert_eq!(entities("Fish &amp;amp; chips&#33;").as_deref(), Some("Fish & chips!"));
/// assert_eq!(entities("R&D; AT&T"), None);
/// ```
pub fn entities(text: &str) -> Option<String> {
    resolved(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_and_numbered_entities_are_decoded() {
        let text = "&laquo;&nbsp;L&rsquo;&eacute;t&#233;&nbsp;&raquo; &lt; &#x20AC;5";
        assert_eq!(entities(text).as_deref(), Some("«\u{a0}L’été\u{a0}» < €5"));
    }

    #[test]
    fn ampersands_are_text() {
        assert_eq!(entities("Marks & Spencer; a && b; &unknown;"), None);
    }
}
