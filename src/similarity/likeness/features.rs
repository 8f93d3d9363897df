//! The features of a pair of texts.

use crate::bitext::Language;

use super::copies::copied;
use super::direction::meaning;
use super::figures::{names, numbers};
use super::language::{identified, language};
use super::lexicon::Lexicon;
use super::links::{Link, Partners};
use super::marks::End;
use super::matching::matching;
use super::text::{Text, Word};

/// Likeness below which a word has no partner.
pub(super) const BARE: f32 = 0.4;

/// Likeness from which a partner is sure.
pub(super) const SURE: f32 = 0.6;

/// Characters of a side, on average, from which a pair is taken for several. One in a hundred of the pairs that
/// people labelled is longer.
const LONG: f64 = 400.0;

macro_rules! features {
    ($($name:ident $text:literal $doc:literal,)*) => {
        /// A feature of a pair of texts.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum LikenessFeature { $(#[doc = $doc] $name,)* }

        impl LikenessFeature {
            /// All features, in the order of a [`LikenessVector`].
            pub const ALL: &'static [LikenessFeature] = &[$(LikenessFeature::$name,)*];

            /// The name in a weights file.
            pub fn name(self) -> &'static str {
                match self { $(LikenessFeature::$name => $text,)* }
            }
        }
    };
}

impl LikenessFeature {
    /// Whether it says nothing without word vectors.
    pub fn needs_vectors(self) -> bool {
        matches!(
            self,
            LikenessFeature::Cosine
                | LikenessFeature::PartMean
                | LikenessFeature::PartMin
                | LikenessFeature::SupportMean
                | LikenessFeature::SupportLow
                | LikenessFeature::OwnMean
                | LikenessFeature::OwnMin
                | LikenessFeature::ForeignMax
                | LikenessFeature::ForeignRun
                | LikenessFeature::Untranslated
                | LikenessFeature::KnownMin
                | LikenessFeature::ForeignStrong
                | LikenessFeature::CopiedUnknown
                | LikenessFeature::CopiedRunForeign
        )
    }
}

features! {
    Cosine "cosine" "Cosine of the sums of the word vectors.",
    CoverMean "cover_mean" "Likeness of the words with their partners, by weight, mean of the sides.",
    CoverMin "cover_min" "The lesser of the sides.",
    Contrast "contrast" "How far partners stand out from the other words, mean of the sides.",
    LowMean "low_mean" "The likeness that a fifth of the weight does not reach, mean of the sides.",
    LowMin "low_min" "The lesser of the sides.",
    BareMean "bare_mean" "Share of the weight without partner, mean of the sides.",
    BareMax "bare_max" "The greater of the sides.",
    BareMass "bare_mass" "Words without partner, about, as a logarithm; the greater of the sides.",
    BareRun "bare_run" "Words without partner in a row, as a logarithm; the greater of the sides.",
    BareEdge "bare_edge" "Share of the weight without partner in the barest of the outer quarters.",
    Sure "sure" "Share of the weight with a sure partner, mean of the sides.",
    PartMean "part_mean" "Cosine of a quarter of a side with the other side, mean.",
    PartMin "part_min" "The least of those cosines.",
    SupportMean "support_mean" "Cosine of a word with the other side, by weight, mean of the sides.",
    SupportLow "support_low" "What a fifth of the weight does not reach, the lesser of the sides.",
    Mutual "mutual" "Share of the weight in words that are each other's best partner.",
    Order "order" "Share of neighbouring mutual partners that stand in the same order.",
    CopiedMean "copied_mean" "Share of the words that stand on the other side too, mean of the sides.",
    CopiedMax "copied_max" "The greater of the sides.",
    OwnMean "own_mean" "How much commoner the words are in the side's language, as a logarithm.",
    OwnMin "own_min" "The lesser of the sides.",
    ForeignMax "foreign_max" "Share of the words that speak for the other language, greater side.",
    ForeignRun "foreign_run" "Words in a row that do, as a logarithm; the greater of the sides.",
    Untranslated "untranslated" "Words rather of the other language that stand there too, as a logarithm.",
    KnownMin "known_min" "Share of the words that the side's language has, the lesser of the sides.",
    Ngrams "ngrams" "Cosine of the character 4-grams.",
    NumbersMatched "numbers_matched" "Numbers in common, as a logarithm.",
    NumbersMissed "numbers_missed" "Numbers on one side only, as a logarithm.",
    NumbersShare "numbers_share" "Share of the numbers that stand on one side only.",
    DigitsDiffer "digits_differ" "Share of the digits that differ, all taken in a row.",
    NamesMatched "names_matched" "Names with a word spelt alike, as a logarithm.",
    NamesMissed "names_missed" "Names without, as a logarithm.",
    NamesShare "names_share" "Share of the names without.",
    RareMissed "rare_missed" "Words of which a table has not even a prefix, and no partner, as a logarithm.",
    LengthRatio "length_ratio" "Logarithm of the ratio of the lengths in characters.",
    LengthSquare "length_square" "Its square.",
    LengthError "length_error" "How far the lengths differ, in standard deviations, at most 6.",
    WordRatio "word_ratio" "Logarithm of the ratio of the numbers of words.",
    EndAgrees "end_agrees" "Both sides end in the same mark, or both in none.",
    EndClashes "end_clashes" "One side asks or exclaims and the other does not.",
    MarksDiffer "marks_differ" "How far the numbers of marks differ.",
    CapitalDiffers "capital_differs" "One side begins with a capital and the other does not.",
    CapitalsDiffer "capitals_differ" "Difference of the shares of capitals.",
    Broken "broken" "Places that look like a broken encoding, as a logarithm.",
    Entities "entities" "Entities left in the text, as a logarithm.",
    LettersMin "letters_min" "Share of letters among the characters, the lesser of the sides.",
    Repeats "repeats" "Difference of the shares of repeated words.",
    Short "short" "One over the words of the shorter side and one.",
    Long "long" "Characters of both sides, as a logarithm.",
    Identical "identical" "The sides are the same text after normalization.",
    OneMean "one_mean" "Likeness of the words matched one to one, by weight, mean of the sides.",
    OneMin "one_min" "The lesser of the sides.",
    LeftShareMax "left_share_max" "Share of the weight that such matches leave over, greater side.",
    LeftShareMin "left_share_min" "The lesser of the sides.",
    LeftMax "left_max" "Words left over, about, as a logarithm; the greater of the sides.",
    LeftMin "left_min" "The lesser of the sides.",
    LeftGap "left_gap" "How far the sides differ in words left over, as a logarithm.",
    HeaviestMax "heaviest_max" "Weight of the heaviest word left over, the greater of the sides.",
    HeaviestMin "heaviest_min" "The lesser of the sides.",
    LeftRunMax "left_run_max" "Words left over more or less in a row, as a logarithm; greater side.",
    LeftRunMin "left_run_min" "The lesser of the sides.",
    Apart "apart" "How far from one another matched words stand, in shares of their sides, mean.",
    Near "near" "Share of neighbouring matches that stand near one another on the other side.",
    NamesSame "names_same" "Names whose partner is spelt alike, as a logarithm.",
    NamesClash "names_clash" "Names whose partner is another name, or none, as a logarithm.",
    CopiedPlain "copied_plain" "Words on both sides that are no names, as a logarithm.",
    CopiedUnknown "copied_unknown" "Those that the side's language has not, as a logarithm.",
    CopiedWeight "copied_weight" "Share of the weight that stands on the other side too, greater side.",
    CopiedRun "copied_run" "Words in a row that stand on both sides so, as a logarithm.",
    CopiedRunForeign "copied_run_foreign" "How much such a row speaks for other languages.",
    ForeignStrong "foreign_strong" "Words that surely are of the other language, as a logarithm.",
    IdentifiedOtherwise "identified_otherwise" "Share of the sides that are identified as another language.",
    StretchesMean "stretches_mean" "Share of stretches identified as another language, mean of the sides.",
    StretchesMax "stretches_max" "The greater of the sides.",
    StretchesOther "stretches_other" "Share of stretches identified as the other side's language, greater.",
    NamesShareMin "names_share_min" "Share of the words that have a capital inside a text, the lesser side.",
    NamesShareGap "names_share_gap" "How far the sides differ in that.",
    Sentences "sentences" "Sentences that end inside a side, as a logarithm; the greater of the sides.",
    SentencesDiffer "sentences_differ" "How far the sides differ in that, as a logarithm.",
    CutMax "cut_max" "A side ends in an ellipsis or a hyphen.",
    CutDiffers "cut_differs" "One side does and the other does not.",
}

/// One value a feature, in the order of [`LikenessFeature::ALL`].
pub type LikenessVector = [f64; LikenessFeature::ALL.len()];

/// The features of two sides and their words' partners.
pub(super) fn features(
    sides: [&Text; 2],
    partners: &[Partners; 2],
    links: Vec<Link>,
    languages: [&Language; 2],
    lexicons: Option<(&Lexicon, &Lexicon)>,
) -> LikenessVector {
    let mut out = Out::new(sides);
    cover(sides, partners, &mut out);
    bare(sides, partners, &mut out);
    mutual(sides, partners, &mut out);
    if let Some((source, target)) = lexicons {
        meaning(sides, [source, target], &mut out);
        language(sides, &mut out);
    }
    matching(sides, links, &mut out);
    identified(sides, languages, &mut out);
    copied(sides, &mut out);
    numbers(sides, &mut out);
    names(sides, partners, &mut out);
    lengths(sides, &mut out);
    surface(sides, &mut out);
    out.values
}

pub(super) struct Out {
    pub(super) values: LikenessVector,
    /// How many times as long as a long sentence the pair is, at least 1.
    scale: f64,
}

impl Out {
    pub(super) fn new(sides: [&Text; 2]) -> Self {
        let characters = mean(both(sides, |_, text| text.marks.characters));
        Out {
            values: [0.0; LikenessFeature::ALL.len()],
            scale: (characters / LONG).max(1.0),
        }
    }

    pub(super) fn set(&mut self, feature: LikenessFeature, value: f64) {
        self.values[feature as usize] = value;
    }

    /// Sets what counts something, as a logarithm; of a text of paragraphs, of an average part of it.
    pub(super) fn count(&mut self, feature: LikenessFeature, count: f64) {
        self.set(feature, (count / self.scale).ln_1p());
    }

    /// Sets what is the most of all places of a text, of which a long one has many.
    pub(super) fn extreme(&mut self, feature: LikenessFeature, most: f64) {
        self.set(feature, most / self.scale.sqrt());
    }
}

pub(super) fn mean(values: [f64; 2]) -> f64 {
    (values[0] + values[1]) / 2.0
}

pub(super) fn min(values: [f64; 2]) -> f64 {
    values[0].min(values[1])
}

pub(super) fn max(values: [f64; 2]) -> f64 {
    values[0].max(values[1])
}

/// What a word weighs with all its places.
pub(super) fn mass(word: &Word) -> f64 {
    f64::from(word.weight * word.count)
}

/// Mean over a side's words by mass; 0 where there is none.
pub(super) fn weighted(text: &Text, value: impl Fn(usize) -> f64) -> f64 {
    let (mut sum, mut all) = (0.0, 0.0);
    for (at, word) in text.words.iter().enumerate() {
        sum += mass(word) * value(at);
        all += mass(word);
    }
    if all > 0.0 { sum / all } else { 0.0 }
}

pub(super) fn both(sides: [&Text; 2], mut value: impl FnMut(usize, &Text) -> f64) -> [f64; 2] {
    [value(0, sides[0]), value(1, sides[1])]
}

fn cover(sides: [&Text; 2], partners: &[Partners; 2], out: &mut Out) {
    let best = |side: usize, at: usize| f64::from(partners[side].best[at]);
    let cover = both(sides, |side, text| weighted(text, |at| best(side, at)));
    out.set(LikenessFeature::CoverMean, mean(cover));
    out.set(LikenessFeature::CoverMin, min(cover));
    let contrast = both(sides, |side, text| {
        weighted(text, |at| {
            best(side, at) - f64::from(partners[side].mean[at])
        })
    });
    out.set(LikenessFeature::Contrast, mean(contrast));
    let sure = both(sides, |side, text| {
        weighted(text, |at| {
            f64::from(u8::from(partners[side].best[at] >= SURE))
        })
    });
    out.set(LikenessFeature::Sure, mean(sure));
    let low = both(sides, |side, text| low(text, &partners[side]));
    out.set(LikenessFeature::LowMean, mean(low));
    out.set(LikenessFeature::LowMin, min(low));
}

/// The likeness that a fifth of the mass does not reach.
fn low(text: &Text, partners: &Partners) -> f64 {
    let words = text.words.iter().zip(&partners.best);
    fifth(words.map(|(word, best)| (*best, mass(word))).collect())
}

pub(super) fn fifth(mut by_likeness: Vec<(f32, f64)>) -> f64 {
    by_likeness.sort_by(|a, b| a.0.total_cmp(&b.0));
    let fifth = by_likeness.iter().map(|(_, mass)| mass).sum::<f64>() / 5.0;
    let mut below = 0.0;
    for (likeness, mass) in &by_likeness {
        below += mass;
        if below >= fifth {
            return f64::from(*likeness);
        }
    }
    0.0
}

fn bare(sides: [&Text; 2], partners: &[Partners; 2], out: &mut Out) {
    let is_bare = |side: usize, at: usize| partners[side].best[at] < BARE;
    let share = both(sides, |side, text| {
        weighted(text, |at| f64::from(u8::from(is_bare(side, at))))
    });
    out.set(LikenessFeature::BareMean, mean(share));
    out.set(LikenessFeature::BareMax, max(share));
    let total = both(sides, |_, text| {
        text.words.iter().map(mass).sum::<f64>() / 7.0
    });
    let masses = [share[0] * total[0], share[1] * total[1]];
    out.count(LikenessFeature::BareMass, max(masses));
    let run = both(sides, |side, text| {
        longest(text, |at| {
            is_bare(side, at).then(|| f64::from(text.words[at].weight) / 7.0)
        })
    });
    out.extreme(LikenessFeature::BareRun, max(run).ln_1p());
    let edge = both(sides, |side, text| edge(text, |at| is_bare(side, at)));
    out.set(LikenessFeature::BareEdge, max(edge));
}

/// The heaviest run of words in reading order that have a value, their values added.
pub(super) fn longest(text: &Text, value: impl Fn(usize) -> Option<f64>) -> f64 {
    let (mut run, mut longest) = (0.0, 0.0_f64);
    for at in &text.order {
        run = value(*at as usize).map_or(0.0, |v| run + v);
        longest = longest.max(run);
    }
    longest
}

/// The bare share of the barer of a text's first and last quarter; 0 for short texts.
fn edge(text: &Text, bare: impl Fn(usize) -> bool) -> f64 {
    let quarter = text.order.len() / 4;
    if quarter < 2 {
        return 0.0;
    }
    let share = |part: &[u32]| {
        let (mut without, mut all) = (0.0, 0.0);
        for at in part {
            let weight = f64::from(text.words[*at as usize].weight);
            all += weight;
            if bare(*at as usize) {
                without += weight;
            }
        }
        without / all
    };
    let end = text.order.len() - quarter;
    share(&text.order[..quarter]).max(share(&text.order[end..]))
}

fn mutual(sides: [&Text; 2], partners: &[Partners; 2], out: &mut Out) {
    let is_mutual = |side: usize, at: usize| {
        let other = partners[side].which[at];
        partners[side].best[at] >= BARE && partners[1 - side].which.get(other) == Some(&at)
    };
    let share = both(sides, |side, text| {
        weighted(text, |at| f64::from(u8::from(is_mutual(side, at))))
    });
    out.set(LikenessFeature::Mutual, mean(share));
    // Where each target word first stands.
    let mut first = vec![usize::MAX; sides[1].words.len()];
    for (place, at) in sides[1].order.iter().enumerate().rev() {
        first[*at as usize] = place;
    }
    let mut seen = vec![false; sides[0].words.len()];
    let mut places = Vec::new();
    for at in sides[0].order.iter().map(|at| *at as usize) {
        if !seen[at] && is_mutual(0, at) {
            places.push(first[partners[0].which[at]]);
        }
        seen[at] = true;
    }
    let pairs = places.len().saturating_sub(1);
    let ascending = places.windows(2).filter(|pair| pair[0] < pair[1]).count();
    out.set(
        LikenessFeature::Order,
        (ascending as f64 + 1.0) / (pairs as f64 + 2.0),
    );
}

fn lengths(sides: [&Text; 2], out: &mut Out) {
    let [a, b] = both(sides, |_, text| text.marks.characters);
    let ratio = ((a + 5.0) / (b + 5.0)).ln().abs();
    out.set(LikenessFeature::LengthRatio, ratio);
    out.set(LikenessFeature::LengthSquare, ratio * ratio);
    let error = (a - b).abs() / (6.8 * ((a + b) / 2.0 + 1.0)).sqrt();
    out.set(
        LikenessFeature::LengthError,
        (error / out.scale.sqrt()).min(6.0),
    );
    let [s, t] = both(sides, |_, text| text.tokens as f64);
    out.set(
        LikenessFeature::WordRatio,
        ((s + 1.0) / (t + 1.0)).ln().abs(),
    );
    out.set(LikenessFeature::Short, 1.0 / (1.0 + s.min(t)));
    out.set(LikenessFeature::Long, (1.0 + (a + b) / out.scale).ln());
    let repeats = both(sides, |_, text| {
        1.0 - (text.words.len() as f64 + 1.0) / (text.order.len() as f64 + 1.0)
    });
    out.set(LikenessFeature::Repeats, (repeats[0] - repeats[1]).abs());
}

fn surface(sides: [&Text; 2], out: &mut Out) {
    let [a, b] = [&sides[0].marks, &sides[1].marks];
    let asks = |end: End| matches!(end, End::Question | End::Exclamation);
    let flag = |holds: bool| f64::from(u8::from(holds));
    out.set(LikenessFeature::EndAgrees, flag(a.end == b.end));
    let clashes = a.end != b.end && (asks(a.end) || asks(b.end));
    out.set(LikenessFeature::EndClashes, flag(clashes));
    out.set(LikenessFeature::MarksDiffer, a.difference(b));
    out.set(
        LikenessFeature::CapitalDiffers,
        flag(a.capital_first != b.capital_first),
    );
    let capitals = |marks: &super::marks::Marks| marks.capitals / (marks.letters + 5.0);
    out.set(
        LikenessFeature::CapitalsDiffer,
        (capitals(a) - capitals(b)).abs(),
    );
    out.count(LikenessFeature::Broken, a.broken + b.broken);
    out.count(LikenessFeature::Entities, a.entities + b.entities);
    let letters = |marks: &super::marks::Marks| marks.letters / marks.characters.max(1.0);
    out.set(LikenessFeature::LettersMin, min([letters(a), letters(b)]));
    let mut named = both(sides, |_, text| {
        let count = |is: &dyn Fn(&Word) -> bool| -> f64 {
            let words = text.words.iter().filter(|w| is(w));
            words.map(|w| f64::from(w.count)).sum()
        };
        count(&|w| w.name) / count(&|_| true).max(1.0)
    });
    // Nouns with capitals say nothing of names: as many as on the other side.
    for side in (0..2).filter(|side| sides[*side].capital_nouns) {
        named[side] = named[1 - side];
    }
    out.set(LikenessFeature::NamesShareMin, min(named));
    out.set(LikenessFeature::NamesShareGap, (named[0] - named[1]).abs());
    let sentences = [a.inner_ends, b.inner_ends];
    out.count(LikenessFeature::Sentences, max(sentences));
    out.count(
        LikenessFeature::SentencesDiffer,
        (a.inner_ends - b.inner_ends).abs(),
    );
    out.set(LikenessFeature::CutMax, flag(a.cut || b.cut));
    out.set(LikenessFeature::CutDiffers, flag(a.cut != b.cut));
}
