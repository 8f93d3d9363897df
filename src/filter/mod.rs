//! Keep or drop: repairs the text of a translation unit, then judges it by rules, each with a name, a
//! figure and a threshold.
//!
//! [`Filter::judge`] takes one unit and knows nothing of the others, so units may be judged in any
//! order and on any number of threads. What needs the whole corpus, the duplicates, is prepared here
//! ([`keys`]) and resolved by [`corpus::Duplicates`](crate::corpus::Duplicates).
//!
//! # The order
//! First the repairs, in the order of [`REPAIRS`]: each works on what those before it left. Then the
//! rules, in the order of [`RULES`]; the first that drops names the drop, and the rules after it are
//! not asked. What can be seen on one side comes before what compares the sides, and what is cheap
//! before what is not:
//!
//! | rule | figure | drops where it is |
//! | --- | --- | --- |
//! | `unpaired` | segments of the only side | over 0 |
//! | `empty` | letters and digits of the poorer side | under 1 |
//! | `encoding` | characters that no repair could read | over 0 |
//! | `short` | words of the shorter side | under the least |
//! | `long` | characters of the longer side | over the most |
//! | `long-word` | characters of the longest word | over the most |
//! | `markup` | share of characters in tags | over the most |
//! | `code` | share of signs of code among the characters | over the most |
//! | `urls` | share of characters in addresses | over the most |
//! | `breadcrumbs` | separators of a path of links | over the most |
//! | `letters` | share of letters among the characters | under the least |
//! | `script` | share of letters in the language's script | under the least |
//! | `repeats` | share of words that repeat what stood before | over the most |
//! | `capitals` | share of words with a capital, of the side with fewer | over the most |
//! | `ratio` | longer over shorter side, in characters | over the most |
//! | `copy` | share of words in common | over the most |
//! | `language` | share of stretches in another language | over the most |
//! | `numbers` | weight of the numbers that stand on one side only | over the most |
//! | `punctuation` | sides that end without a final mark, where the other has one | over 0 |
//! | `score` | the bead's posterior | under the least |
//! | `quality` | probability that the sides are translations | under the least |
//!
//! No rule fails; a rule that cannot tell keeps. The duplicates come after all of these.

pub mod config;
mod judge;
pub mod keys;
mod pair;
mod quantities;
pub mod repair;
mod rules;
#[cfg(test)]
mod testing;

pub use config::FilterConfig;
pub use judge::{Drop, Filter, Judgement};
pub use keys::{DUPLICATE, DuplicateKeys, NEAR_DUPLICATE, duplicate_keys, text_keys};
pub use pair::{Pair, Text};
pub use repair::{REPAIRS, repair};
pub use rules::{
    Bound, End, LoneNumber, NumbersApart, RULES, Rule, RuleInfo, copied_share, end, foreign_share,
    numbers_apart, repeated_share,
};
