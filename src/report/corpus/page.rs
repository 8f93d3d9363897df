//! The frame of the page: its policy, style and script, and the blocks of JSON between them.
//!
//! The policy names the digests of the style and the script, so that nothing else runs, wherever a text
//! should end up.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use crate::report::html;

const STYLE: &str = concat!(include_str!("../page.css"), include_str!("corpus.css"));

const SCRIPT: &str = concat!(
    "'use strict';\n",
    include_str!("words.js"),
    include_str!("../list.js"),
    include_str!("plot.js"),
    include_str!("overview.js"),
    include_str!("article.js"),
    include_str!("page.js"),
);

/// All that stands before the blocks.
pub(super) fn head(title: &str) -> String {
    let title = html::text(title);
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    );
    format!(
        "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
         <meta http-equiv=\"Content-Security-Policy\" content=\"{policy}\">\n\
         <meta name=\"generator\" content=\"alinea {}\">\n<meta name=\"color-scheme\" content=\"light dark\">\n\
         <title>{title}</title>\n<style>{STYLE}</style>\n</head>\n<body class=\"corpus\">\n{}",
        env!("CARGO_PKG_VERSION"),
        include_str!("page.html"),
    )
}

/// A block of data; `json` must hold no `<`.
pub(super) fn block(id: &str, json: &str) -> String {
    format!("<script type=\"application/json\" id=\"{id}\">{json}</script>\n")
}

/// All that stands after the blocks.
pub(super) fn tail() -> String {
    format!("<script>{SCRIPT}</script>\n</body>\n</html>\n")
}

fn digest(text: &str) -> String {
    STANDARD.encode(Sha256::digest(text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_policy_names_the_script_that_is_there() {
        // A carriage return would be read as a line feed, and the digest would not fit.
        assert!(!STYLE.contains('\r') && !SCRIPT.contains('\r'));
        assert!(!SCRIPT.contains("</script") && !STYLE.contains("</style"));
        // Known from `printf abc | openssl dgst -sha256 -binary | base64` (OpenSSL 3.0.19).
        assert_eq!(
            digest("abc"),
            "ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="
        );
        assert!(head("x").contains(&digest(SCRIPT)));
    }

    #[test]
    fn a_title_stays_text() {
        assert!(!head("</title><script>alert(1)</script>").contains("<script>"));
    }
}
