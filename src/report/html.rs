//! What all pages share: the frame with its style, and text made safe.

use html_escape::{encode_double_quoted_attribute, encode_text};

/// The style of all pages.
pub const STYLE: &str = include_str!("page.css");

/// `text` as the content of an element; controls that change the direction of what follows as U+FFFD.
///
/// ```
/// use alinea::report::html::text;
/// assert_eq!(text("a < b & <script>"), "a &lt; b &amp; &lt;script&gt;");
/// ```
pub fn text(text: &str) -> String {
    encode_text(&harmless(text)).into_owned()
}

/// `text` as the value of an attribute between double quotes.
pub fn attribute(text: &str) -> String {
    encode_double_quoted_attribute(&harmless(text)).into_owned()
}

/// Without characters that HTML does not allow, and without those that turn the text around it.
pub(super) fn harmless(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\t' | '\n' => c,
            '\u{0}'..='\u{1f}' | '\u{7f}'..='\u{9f}' => '\u{fffd}',
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
            '\u{fdd0}'..='\u{fdef}' => '\u{fffd}',
            _ => c,
        })
        .collect()
}

/// A whole page: nothing is loaded from elsewhere, and a policy in its head forbids it.
pub fn page(title: &str, body: &str) -> String {
    let title = text(title);
    let style = STYLE;
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n\
         <meta name=\"generator\" content=\"alinea {}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>\n{style}</style>\n</head>\n<body>\n{body}</body>\n</html>\n",
        env!("CARGO_PKG_VERSION")
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_text_stays_text() {
        let hostile = "</title><script>alert(1)</script>\u{202e}\u{0}\"";
        let page = page(
            hostile,
            &format!("<p title=\"{}\">x</p>\n", attribute(hostile)),
        );
        assert!(!page.contains("<script>"), "{page}");
        assert!(page.contains("&quot;\">x</p>"), "{page}");
        assert!(!page.contains(['\u{202e}', '\u{0}']));
    }
}
