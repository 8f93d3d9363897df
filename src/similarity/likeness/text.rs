//! One side of a pair, read once: its words with what the tables know of them, numbers and marks.

use rustc_hash::FxHashMap;

use crate::bitext::Language;
use crate::normalize::{self, fold, month, number_word};
use crate::segment::words::words;
use crate::similarity::vectors::form;

use super::copies::Grams;
use super::direction::Direction;
use super::language::Identified;
use super::lexicon::Lexicon;
use super::marks::Marks;

/// Most different words of a side that are compared.
const MOST: usize = 400;

/// Most that one word says for a language, as a logarithm.
const LANGUAGE_LIMIT: f32 = 2.0;

/// A different word of a side.
#[derive(Debug)]
pub(super) struct Word {
    /// Without case and accents.
    pub(super) folded: String,
    /// The first two letters.
    pub(super) beginning: [char; 2],
    /// Characters of `folded`.
    pub(super) letters: usize,
    /// How often it stands in the text.
    pub(super) count: f32,
    /// What it weighs by its rarity.
    pub(super) weight: f32,
    /// Its number in the language's table.
    pub(super) entry: Option<usize>,
    /// Whether the table has the word itself, not only a prefix.
    pub(super) known: bool,
    /// Whether it has a capital where it does not open the text: a name, or in German any noun.
    pub(super) name: bool,
    /// How much it speaks for the side's language against the other: logarithm of how much
    /// commoner it is there.
    pub(super) language: f32,
}

/// A side.
#[derive(Debug)]
pub(super) struct Text {
    pub(super) words: Vec<Word>,
    /// Numbers in `words` in reading order; words that are not compared are left out.
    pub(super) order: Vec<u32>,
    /// Words and numbers in reading order, all counted.
    pub(super) tokens: usize,
    /// Numbers in figures, sorted.
    pub(super) figures: Vec<String>,
    /// All digits in reading order.
    pub(super) digits: Vec<u8>,
    /// Numbers that words name, months as `month 6`, sorted.
    pub(super) named: Vec<String>,
    pub(super) marks: Marks,
    /// Whether nouns have capitals too.
    pub(super) capital_nouns: bool,
    /// In the form in which texts are compared.
    pub(super) normalized: String,
    /// Where its words point, where there are word vectors.
    pub(super) direction: Option<Direction>,
    /// What it is identified as, where the identifier knows its language.
    pub(super) identified: Option<Identified>,
    pub(super) grams: Grams,
}

/// What a side is read with.
#[derive(Debug, Clone, Copy)]
pub(super) struct Reading<'a> {
    pub(super) language: &'a Language,
    /// The side's own table.
    pub(super) own: Option<&'a Lexicon>,
    /// The other side's table.
    pub(super) other: Option<&'a Lexicon>,
}

/// Bytes of a text whose words are read at most: as many from its beginning as from its end. Comparing the digits
/// of two texts takes the product of their numbers.
const READ: usize = 1 << 15;

/// A text, or the two ends of it that are read.
fn ends(text: &str) -> [&str; 2] {
    if text.len() <= READ {
        return [text, ""];
    }
    let space = |at: &usize| text.as_bytes()[*at] == b' ';
    let boundary = |at: &usize| text.is_char_boundary(*at);
    // Where nothing is written between words, a word may be cut.
    let (mut before, mut after) = ((0..READ / 2).rev(), text.len() - READ / 2..text.len());
    let first = before.clone().find(space).or_else(|| before.find(boundary));
    let last = after.clone().find(space).or_else(|| after.find(boundary));
    [
        &text[..first.unwrap_or(0)],
        &text[last.unwrap_or(text.len())..],
    ]
}

impl Text {
    pub(super) fn read(text: &str, reading: &Reading<'_>) -> Self {
        let normalized = normalize::text(&normalize::without_markup(text), reading.language);
        let mut side = Text {
            words: Vec::new(),
            order: Vec::new(),
            tokens: 0,
            figures: Vec::new(),
            digits: Vec::new(),
            named: Vec::new(),
            marks: Marks::of(text, &normalized),
            capital_nouns: reading.language.capitalizes_nouns(),
            normalized: String::new(),
            direction: None,
            identified: Identified::of(&normalized, reading.language),
            grams: Grams::default(),
        };
        let mut known = FxHashMap::default();
        let mut buffer = String::new();
        for word in ends(&normalized).into_iter().flat_map(words) {
            side.tokens += 1;
            if word.contains(|c: char| c.is_ascii_digit()) {
                side.digits.extend(word.bytes().filter(u8::is_ascii_digit));
                side.figures.extend(figures(word));
                continue;
            }
            let folded = fold(word);
            if let Some(value) = roman(word) {
                side.named.push(value.to_string());
            }
            if let Some(month) = month(&folded, reading.language) {
                side.named.push(format!("month {month}"));
            } else if let Some(value) = number_word(&folded, reading.language) {
                side.named.push(value.to_string());
            }
            let capital = side.tokens > 1 && word.starts_with(char::is_uppercase);
            let at = *known.entry(folded).or_insert_with_key(|folded| {
                form(word, &mut buffer);
                side.words.push(Word::new(folded, &buffer, reading));
                side.words.len() - 1
            });
            side.words[at].count += 1.0;
            side.words[at].name |= capital;
            // What a language writes with a capital anyway does not count when capitals are compared.
            side.marks.capitals -= f64::from(u8::from(capital && side.capital_nouns));
            side.order.push(at as u32);
        }
        side.figures.sort_unstable();
        side.named.sort_unstable();
        side.normalized = normalized;
        side.leave_out_the_lightest();
        side.direction = reading.own.map(|own| Direction::of(&side, own));
        side.grams = Grams::of(&side.words);
        side
    }

    /// Keeps what the comparison of all words with all costs within bounds.
    fn leave_out_the_lightest(&mut self) {
        if self.words.len() <= MOST {
            return;
        }
        let mut by_weight: Vec<usize> = (0..self.words.len()).collect();
        by_weight.sort_by(|a, b| self.words[*b].weight.total_cmp(&self.words[*a].weight));
        by_weight.truncate(MOST);
        by_weight.sort_unstable();
        let mut place = vec![None; self.words.len()];
        for (new, old) in by_weight.iter().enumerate() {
            place[*old] = Some(new as u32);
        }
        let mut at = 0;
        self.words.retain(|_| {
            at += 1;
            place[at - 1].is_some()
        });
        self.order = self
            .order
            .iter()
            .filter_map(|w| place[*w as usize])
            .collect();
    }
}

impl Word {
    fn new(folded: &str, form: &str, reading: &Reading<'_>) -> Self {
        let mut letters = folded.chars();
        let beginning = [letters.next().unwrap_or(' '), letters.next().unwrap_or(' ')];
        let letters = folded.chars().count();
        let exact = reading.own.and_then(|own| Some((own, own.exact(form)?)));
        let prefix = reading.own.filter(|_| exact.is_none());
        let prefix = prefix.and_then(|own| own.prefix(form));
        let own_weight = exact.map(|(own, word)| own.entry(word).weight);
        let abroad = reading
            .other
            .and_then(|other| Some(other.weight(other.exact(form)?)));
        // A word that a table lacks is rarer than those it has.
        let unknown = 9.0;
        let language = match (own_weight, abroad) {
            (None, None) => 0.0,
            (own, abroad) => (abroad.unwrap_or(unknown) / own.unwrap_or(unknown)).ln(),
        };
        Word {
            folded: folded.to_string(),
            beginning,
            letters,
            count: 0.0,
            weight: own_weight.unwrap_or(letters.min(8) as f32),
            entry: exact.map(|(_, word)| word).or(prefix),
            known: exact.is_some(),
            name: false,
            language: language.clamp(-LANGUAGE_LIMIT, LANGUAGE_LIMIT),
        }
    }
}

/// The figures of a word such as `12:30` or `180X200`, without zeros in front.
fn figures(word: &str) -> impl Iterator<Item = String> + '_ {
    let parts = word.split(|c: char| !c.is_ascii_digit());
    parts.filter(|part| !part.is_empty()).map(|part| {
        let trimmed = part.trim_start_matches('0');
        if trimmed.is_empty() { "0" } else { trimmed }.to_string()
    })
}

/// The value of a Roman numeral such as `XIX` or `XXe`, of at least two letters.
fn roman(word: &str) -> Option<u32> {
    let numeral = word.trim_end_matches(['e', 'è', 'm', 'r', 't', 'h', 's', 'd', 'n']);
    if numeral.len() < 2 || !numeral.bytes().all(|b| b"IVXLC".contains(&b)) {
        return None;
    }
    let digit = |b: u8| match b {
        b'I' => 1,
        b'V' => 5,
        b'X' => 10,
        b'L' => 50,
        _ => 100,
    };
    let mut value = 0;
    let mut after = 0;
    for b in numeral.bytes().rev() {
        let digit = digit(b);
        if digit < after {
            value -= digit.min(value);
        } else {
            value += digit;
            after = digit;
        }
    }
    Some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_a_very_long_text_both_ends_are_read() {
        assert_eq!(ends("un deux"), ["un deux", ""]);
        let text = format!("début {} fin", "mot ".repeat(READ));
        let [first, last] = ends(&text);
        assert!(first.starts_with("début mot") && last.ends_with("mot  fin"));
        assert!(first.len() + last.len() <= READ);
        let [first, last] = ends(&"语".repeat(READ)).map(str::len);
        assert!(first > READ / 2 - 4 && last > READ / 2 - 4 && first + last <= READ);
    }

    fn read(text: &str) -> Text {
        let language = Language::french();
        let reading = Reading {
            language: &language,
            own: None,
            other: None,
        };
        Text::read(text, &reading)
    }

    #[test]
    fn figures_and_number_words_are_kept_apart() {
        let text = read("Le 12 juin à 08:30, trois lits 180X200 à 1 234,50 €.");
        assert_eq!(text.figures, ["12", "1234", "180", "200", "30", "50", "8"]);
        assert_eq!(text.named, ["3", "month 6"]);
    }

    #[test]
    fn words_are_counted_and_kept_in_order() {
        let text = read("Paris, Paris et Lyon.");
        assert_eq!(text.order, [0, 0, 1, 2]);
        assert_eq!((text.words[0].count, text.words[0].name), (2.0, true));
        assert!(!text.words[1].name && text.words[2].name);
        assert!(read("").order.is_empty());
    }

    #[test]
    fn a_side_of_very_many_words_keeps_the_heaviest() {
        let many: Vec<String> = (0..600)
            .map(|n| {
                "abcdefgh"
                    .chars()
                    .cycle()
                    .skip(n % 8)
                    .take(2 + n % 7)
                    .chain("xyz".chars().cycle().skip(n % 3).take(n / 60))
                    .collect()
            })
            .collect();
        let text = read(&many.join(" "));
        assert!(text.words.len() <= MOST && text.tokens == 600);
        assert!(text.order.iter().all(|w| (*w as usize) < text.words.len()));
    }
}
