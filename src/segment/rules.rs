//! The rule-based segmenter: finds terminal marks, looks around them, decides.
//!
//! One pass over the bytes. A table of 256 flags skips everything that cannot be a mark; at each mark `context` reads both sides and [`RuleSegmenter::ends`] gives the verdict. A mark looks back over a token of bounded length and ahead over the next few words, so the whole is linear in the length of the paragraph.

use std::ops::Range;
use std::sync::OnceLock;

use super::abbreviations::{Class, Lexicon, Opener};
use super::chars::{INTEREST, Terminal, bullet, initials, roman, terminal, vowel};
use super::context::{Left, Mark, Opening, Reading, Right, left, mark, opened_before, right};
use super::{Segmenter, trimmed};

/// Sentences by rules and lists of abbreviations.
///
/// French and English have full lists, German, Spanish, Italian, Portuguese and Dutch short ones; any other language gets the general rules, which know the full stops of CJK, Arabic, Devanagari, Greek and a few more.
///
/// A mark ends a sentence if what follows can begin one: a capital, a digit, a letter without case, a sign; not a lower-case letter, a comma, a closing bracket. A full stop must further not belong to an abbreviation, an initial, an ordinal or a list marker; abbreviations that may stand last (`etc.`, `p.m.`, `U.S.`) are judged by the next word: pronouns, articles and conjunctions with a capital are good evidence of a new sentence. When the evidence is even, the sentence goes on after an abbreviation and ends after any other word.
///
/// Fails on abbreviations that are not listed and stand before a capital, on capitalised nouns behind them that are not listed as openers, and on headings, which have no mark at all and stay with the sentence behind them.
///
/// ```
/// use alinea::segment::{RuleSegmenter, Segmenter};
///
/// let english = RuleSegmenter::new("en-GB");
/// assert_eq!(english.sentences("It rained at 5 p.m. The crowd left.").len(), 2);
/// assert_eq!(english.sentences("Dr. No met Mr. J. Smith at 5 p.m. on Monday.").len(), 1);
/// ```
#[derive(Clone, Debug)]
pub struct RuleSegmenter {
    /// The primary subtag, in lower case.
    language: String,
    /// What is known of it, once it is needed: text that comes segmented never does.
    lexicon: OnceLock<Lexicon>,
    /// Numbers with a full stop are ordinals (German `3. Mai`).
    ordinals: bool,
    /// A capital behind a semicolon begins an item.
    capital_joint: bool,
    reading: Reading,
}

/// What the scan has seen since the paragraph's start.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Start of the running sentence.
    sentence: usize,
    /// Start of the innermost open round bracket; `None` outside brackets.
    bracket: Option<usize>,
    /// A straight quote is open.
    quote: bool,
}

impl RuleSegmenter {
    /// The segmenter for a language tag; only the primary subtag counts, in any case: `fr`, `fr-CA`, `EN`.
    pub fn new(language: &str) -> Self {
        let primary = language
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_lowercase();
        let is = |tags: &[&str]| tags.contains(&primary.as_str());
        Self {
            lexicon: OnceLock::new(),
            ordinals: is(&[
                "de", "da", "nb", "no", "nn", "cs", "sk", "pl", "fi", "et", "hu", "hr", "sl", "is",
                "tr",
            ]),
            capital_joint: !is(&["en", "el"]),
            reading: Reading {
                greek: is(&["el"]),
                inward: is(&["de", "da"]),
                open_quote: false,
            },
            language: primary,
        }
    }

    fn lexicon(&self) -> &Lexicon {
        self.lexicon.get_or_init(|| Lexicon::new(&self.language))
    }

    /// Whether the sentence ends at `mark`.
    fn ends(&self, text: &str, seen: &Seen, mark: &Mark) -> bool {
        let right = right(text, mark.end);
        match right.opening {
            Opening::Nothing | Opening::Joint => return false,
            _ if !right.gap => return self.ends_without_gap(text, seen, mark, &right),
            _ => {}
        }
        // `(?)`, `[...]` comment on a word; they end nothing.
        if mark.bracket && opened_before(text, mark.start) {
            return false;
        }
        match (mark.kind, right.opening) {
            (Terminal::Wide, _) => true,
            (Terminal::Stop, _) => self.stop_ends(text, seen, mark, &right),
            // Behind `!` a hyphen and a small letter go on with the speech (`? - asks she`).
            (_, Opening::Small) => right.dash.is_some_and(|c| bullet(c) && c != '-'),
            (_, Opening::Capital) => {
                let continues = self.aside(seen, mark) && self.opener(&right).is_none();
                !(continues || mark.quote && self.reported(&right))
            }
            // `plus de... 30 francs`
            (Terminal::Ellipsis, Opening::Digit) => mark.quote || mark.bracket || mark.sealed,
            _ => true,
        }
    }

    /// A mark with no white space behind. CJK marks need none; any other ends a sentence there only if its space was plainly forgotten (`fin.Le chat`): behind a word in small letters that is no abbreviation, before a word that opens sentences and is followed by a space, so that no address, file name or method is cut.
    fn ends_without_gap(&self, text: &str, seen: &Seen, mark: &Mark, right: &Right) -> bool {
        if mark.kind == Terminal::Wide {
            // Japanese reports speech with と or って behind the quotation.
            return !(mark.quote && right.rest.starts_with(['と', 'っ']));
        }
        let head = text[seen.sentence..mark.start].trim_end();
        let left = left(text, seen.sentence, seen.sentence + head.len());
        let word = |token: &str| token.chars().count() > 1 && token.chars().all(char::is_lowercase);
        let edge = |c: char| c.is_whitespace() || matches!(c, '\'' | '’' | '-');
        right.opening == Opening::Capital
            && !right.quoted
            && self.opener(right).is_some()
            && right.word.chars().skip(1).all(char::is_lowercase)
            && right.rest[right.word.len()..].starts_with(edge)
            && (left.before.is_empty() || left.before.ends_with(edge))
            && word(left.token)
            && !self.lexicon().lists(left.token)
    }

    /// Whether the mark closes a bracket that was opened inside the running sentence, so that the sentence may go on behind it.
    fn aside(&self, seen: &Seen, mark: &Mark) -> bool {
        mark.bracket && !mark.sealed && seen.bracket.is_some_and(|open| open > seen.sentence)
    }

    /// `“Never!” Mary said.`: a name of one or two words, or `I`, and a verb of speech behind a quotation.
    fn reported(&self, right: &Right) -> bool {
        if right.quoted || right.word != "I" && self.opener(right).is_some() {
            return false;
        }
        right
            .rest
            .split_whitespace()
            .skip(1)
            .take(if right.word == "I" { 1 } else { 2 })
            .any(|word| {
                self.lexicon()
                    .reports(word.trim_end_matches([',', '.', ':']))
            })
    }

    /// The evidence that the next word opens a sentence.
    fn opener(&self, right: &Right) -> Option<Opener> {
        if right.elided && right.word.len() == 1 {
            return match right.word {
                "L" | "l" | "D" | "d" => Some(Opener::Article),
                "C" | "J" | "M" | "N" | "S" | "T" | "I" | "c" | "j" | "m" | "n" | "s" | "t" => {
                    Some(Opener::Sure)
                }
                _ => None,
            };
        }
        self.lexicon().opener(right.word)
    }

    /// What is known of the token, as it stands behind its sentence so far.
    fn abbreviation(&self, left: &Left) -> Option<Class> {
        let class = self.lexicon().abbreviation(left.token)?;
        // J.-C. is Christ only in dates; else a Jean-Claude, whose name follows.
        if left.token.starts_with("J.")
            && !matches!(left.before_point(), "av" | "apr" | "avant" | "après" | "ap")
        {
            return None;
        }
        Some(class)
    }

    /// The verdict on a single full stop with white space behind.
    fn stop_ends(&self, text: &str, seen: &Seen, mark: &Mark, right: &Right) -> bool {
        let left = left(text, seen.sentence, mark.start);
        if list_marker(&left, mark) {
            return false;
        }
        let class = self.abbreviation(&left).or_else(|| {
            let (_, last) = left.token.rsplit_once(['-', '‑'])?;
            self.lexicon().abbreviation(last)
        });
        match right.opening {
            Opening::Small => return class.is_none() && self.ends_before_small(&left, mark, right),
            Opening::Digit => return mark.sealed || self.ends_before_digit(&left, class, right),
            _ if mark.sealed => return true,
            _ => {}
        }
        let opener = self.opener(right);
        if self.aside(seen, mark) && opener.is_none() {
            return false;
        }
        match class {
            Some(Class::Never) => false,
            Some(Class::Number) => opener.is_some(),
            Some(Class::OnlyNumber) => opener.is_some() || !roman(right.word),
            Some(Class::Open) => opener.is_some() || right.dash.is_some(),
            Some(Class::Last) => !self.lexicon().qualifies_hour(left.token, right.word),
            None => self.word_ends(&left, right, opener),
        }
    }

    /// Whether a full stop before a lower-case letter ends the sentence all the same, as in texts with lost capitals (`à` for `À`) and in lists: behind a word that cannot be an abbreviation, and best before a word that opens sentences.
    ///
    /// Not behind a closed quotation, where the speaker's verb may follow, nor behind a token with inner points.
    fn ends_before_small(&self, left: &Left, mark: &Mark, right: &Right) -> bool {
        let token = left.token;
        if let Some(dash) = right.dash {
            return bullet(dash);
        }
        if mark.quote || mark.bracket || right.quoted || token.contains('.') {
            return false;
        }
        if self.lexicon().lists(token) {
            return false;
        }
        if mark.sealed || token.is_empty() {
            return self.lexicon().knows_openers() && !left.before.ends_with(char::is_whitespace);
        }
        let letters = token.chars().count();
        if token.bytes().all(|b| b.is_ascii_digit()) {
            return letters > 2 && self.lexicon().knows_openers();
        }
        if self.opener(right).is_some() {
            return letters > 2
                && (token.chars().any(vowel) || token.chars().all(char::is_uppercase));
        }
        // Abbreviations break off before a vowel, words rarely do.
        self.lexicon().knows_openers() && (letters > 4 && token.ends_with(vowel) || letters > 6)
    }

    /// Whether a full stop before a digit ends the sentence: not behind an abbreviation (`p. 5`, `18 h. 30`) nor between parts of a date or number.
    fn ends_before_digit(&self, left: &Left, class: Option<Class>, right: &Right) -> bool {
        if class.is_some() {
            return left.token.eq_ignore_ascii_case("etc");
        }
        let short = matches!(left.token.len(), 1..=2);
        let number = short && left.token.bytes().all(|b| b.is_ascii_digit());
        let dotted = right.rest[right.word.len()..].starts_with('.');
        !(number && (self.ordinals || dotted) || initials(left.token))
    }

    /// Whether a full stop behind a token that is no listed abbreviation ends the sentence, before a capital or a sign.
    fn word_ends(&self, left: &Left, right: &Right, opener: Option<Opener>) -> bool {
        let token = left.token;
        let mut chars = token.chars();
        let Some(first) = chars.next() else {
            // Behind a bracket, a quote or a sign: `100 %.`, `».`
            return true;
        };
        if initials(token) {
            return self.initial_ends(left, right, opener);
        }
        if token.len() <= 5 && roman(token) && !left.before.is_empty() {
            // `Louis XIV. Il`; a lone letter was an initial.
            return !self.ordinals || opener.is_some();
        }
        if self.ordinals && token.len() <= 2 && first.is_ascii_digit() {
            return opener.is_some();
        }
        true
    }

    /// Whether a full stop behind one or more initials ends the sentence.
    ///
    /// Before a word that surely opens sentences it does. An article may belong to the name (`J. Le Goff`), and any other capital usually is the name: then only a label before the letter (`plan B.`) ends the sentence, or, before an article, a common noun.
    fn initial_ends(&self, left: &Left, right: &Right, opener: Option<Opener>) -> bool {
        if right.dash.is_some() || opener == Some(Opener::Sure) {
            return true;
        }
        let single = left.token.chars().count() == 1;
        let previous = left.previous();
        let degree = left.before.trim_end().ends_with('°');
        let label = single && (degree || self.lexicon().labels(previous));
        match opener {
            None => label,
            Some(_) => {
                label
                    || !single
                    || previous.chars().count() > 4 && previous.starts_with(char::is_lowercase)
            }
        }
    }

    /// Whether a sentence ends behind the colon or semicolon at `at`: only before the item of a list, that is a bullet, a number with its point and a capital (`; 2. Toute`), or, behind a semicolon, a capitalised word that opens sentences and so is no name. Enumerations inside a sentence (`: (1) one; (2) two`) stay whole.
    ///
    /// English is exempt from the last, since its older prose writes `; But`.
    fn joint_ends(&self, text: &str, at: usize) -> bool {
        let right = right(text, at + 1);
        if !right.gap {
            return false;
        }
        if let Some(dash) = right.dash {
            return bullet(dash);
        }
        match right.opening {
            Opening::Digit => {
                let item = right.rest[right.word.len()..].strip_prefix('.');
                right.word.len() <= 2
                    && item.is_some_and(|item| {
                        item.starts_with(char::is_whitespace)
                            && item.trim_start().starts_with(char::is_uppercase)
                    })
            }
            Opening::Capital => {
                self.capital_joint
                    && text.as_bytes()[at] == b';'
                    && !right.quoted
                    && self.opener(&right).is_some()
            }
            _ => false,
        }
    }
}

/// Whether the token before a full stop numbers a list item or heading at its sentence's start: `1.`, `2.3.`, `a.`, `IV.`
fn list_marker(left: &Left, mark: &Mark) -> bool {
    let token = left.token;
    if mark.quote || !left.opens_sentence() {
        return false;
    }
    let numbers = token.len() <= 6
        && token
            .split('.')
            .all(|part| part.len() <= 3 && part.bytes().all(|b| b.is_ascii_digit()));
    let letter = token.chars().count() == 1 && token.chars().all(char::is_alphabetic);
    !token.is_empty() && (numbers || letter || roman(token))
}

impl Segmenter for RuleSegmenter {
    fn sentences(&self, paragraph: &str) -> Vec<Range<usize>> {
        let mut found = Vec::new();
        let mut seen = Seen::default();
        let bytes = paragraph.as_bytes();
        let mut at = 0;
        while let Some(step) = bytes[at..].iter().position(|&b| INTEREST[usize::from(b)]) {
            at += step;
            let Some(c) = paragraph[at..].chars().next() else {
                break;
            };
            let mut next = at + c.len_utf8();
            let mut cut = None;
            if let Some(kind) = terminal(c, self.reading.greek) {
                let reading = Reading {
                    open_quote: seen.quote,
                    ..self.reading
                };
                let mark = mark(paragraph, at, kind, reading);
                if self.ends(paragraph, &seen, &mark) {
                    cut = Some(mark.end);
                }
                for b in &bytes[next..mark.end] {
                    match b {
                        b'"' => seen.quote = !seen.quote,
                        b')' => seen.bracket = None,
                        _ => {}
                    }
                }
                next = mark.end;
            } else {
                match c {
                    ';' | ':' if self.joint_ends(paragraph, at) => cut = Some(next),
                    '"' => seen.quote = !seen.quote,
                    '(' => seen.bracket = Some(at),
                    ')' => seen.bracket = None,
                    _ => {}
                }
            }
            if let Some(end) = cut {
                found.extend(trimmed(paragraph, seen.sentence, end));
                seen.sentence = paragraph.len() - paragraph[end..].trim_start().len();
            }
            at = next;
        }
        found.extend(trimmed(paragraph, seen.sentence, paragraph.len()));
        found
    }
}
