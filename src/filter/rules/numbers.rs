//! Numbers that stand on one side only.
//!
//! The figures of both sides are matched one to one, in steps from what is sure to what is lenient:
//! by value; by number words, months, Roman numerals and fractions of the other side; by their digits
//! in a row (`10 h 17` and `1017`); by the last two digits of a year; by the hour of the afternoon; by
//! parts (`6.30` and `18 h 30`); and units of measure that were converted (`100 miles` and
//! `160 km`). What is left over weighs 1; a lone digit, a number said again, and one that a number in
//! words of the other side may stand for, which has no partner either, weigh [`LIGHT`]; a figure in a
//! name weighs [`NAME`]; the number of an item in a list, zeros (`18 h 00`) and a measure given twice
//! (`45 miles (72 km)`) nothing. Time is the product of the figures of both sides.

use super::super::pair::{Pair, Text};
use super::super::quantities::{self, Quantity, quantities};
use super::Figure;

/// What a lone digit weighs, and a number that stands on the other side, but less often.
const LIGHT: f64 = 0.4;

/// What a figure in a name weighs, such as that of `A380`.
const NAME: f64 = 0.25;

/// The value up to which a number in words is common for other reasons: `one`, `double`.
const COMMON: f64 = 2.0;

/// Most figures in a row that may be one number.
const ROW: usize = 5;

/// Most figures of a side that are compared; longer lists are kept.
const MOST: usize = 200;

/// A number that has no equal on the other side.
#[derive(Debug, Clone, PartialEq)]
pub struct LoneNumber {
    /// As it is written.
    pub written: String,
    /// What it weighs by itself, 0 to 1; 0 where it needs no equal.
    pub weight: f64,
}

/// The numbers of two texts that have no equal on the other side.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct NumbersApart {
    /// What they weigh together.
    pub weight: f64,
    /// Those of the source in reading order.
    pub source: Vec<LoneNumber>,
    /// Those of the target.
    pub target: Vec<LoneNumber>,
}

/// Weight of the figures that have no partner.
pub(super) fn numbers(pair: &Pair<'_>) -> Option<Figure> {
    let apart = numbers_apart(&pair.source, &pair.target)?;
    let written = |side: &[LoneNumber]| {
        let all: Vec<&str> = side.iter().map(|number| number.written.as_str()).collect();
        all.join(" ")
    };
    let detail = format!("{} | {}", written(&apart.source), written(&apart.target));
    Some(Figure::with(apart.weight, detail))
}

/// The numbers that have no partner; `None` for lists of more than 200 numbers, which are not
/// compared.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::filter::{Text, numbers_apart};
/// let french = Text::new("Il a coûté 1 234,5 euros en 1987.".into(), &Language::french());
/// let english = Text::new("It cost 1,234.5 euros in 1978.".into(), &Language::english());
/// let apart = numbers_apart(&french, &english).unwrap();
/// assert_eq!((apart.source.len(), apart.target.len()), (1, 1));
/// assert_eq!((apart.source[0].written.as_str(), apart.weight), ("1987", 2.0));
/// ```
pub fn numbers_apart(source: &Text, target: &Text) -> Option<NumbersApart> {
    let texts = [source, target];
    if texts
        .iter()
        .all(|side| !side.text.contains(|c: char| c.is_ascii_digit()))
    {
        return Some(NumbersApart::default());
    }
    let sides = texts.map(|side| quantities(&side.text, &side.language));
    if sides.iter().any(|side| side.len() > MOST) {
        return None;
    }
    let mut matching = Matching::new(&sides);
    matching.by(same);
    let afternoon = texts.iter().any(|side| says_afternoon(&side.text));
    if afternoon {
        matching.by(hour);
    }
    matching.words();
    matching.rows();
    matching.by(year);
    matching.parts(afternoon);
    matching.digits();
    matching.by(converted);
    let left = [0, 1].map(|side| matching.left(side));
    let weight = |side: usize| matching.weights(side, &left[side]);
    let lone = |side: usize| {
        let figures = left[side].iter().filter_map(|at| {
            Some(LoneNumber {
                written: sides[side][*at].figure.as_ref()?.written.clone(),
                weight: matching.weight(side, *at),
            })
        });
        figures.collect()
    };
    Some(NumbersApart {
        weight: weight(0) + weight(1),
        source: lone(0),
        target: lone(1),
    })
}

/// Which quantities of each side have a partner.
struct Matching<'q> {
    sides: &'q [Vec<Quantity>; 2],
    done: [Vec<bool>; 2],
}

impl<'q> Matching<'q> {
    fn new(sides: &'q [Vec<Quantity>; 2]) -> Self {
        Matching {
            done: [0, 1].map(|side| vec![false; sides[side].len()]),
            sides,
        }
    }

    /// The figures of a side without a partner, in order.
    fn left(&self, side: usize) -> Vec<usize> {
        let all = self.sides[side].iter().zip(&self.done[side]).enumerate();
        all.filter(|(_, (quantity, done))| quantity.figure.is_some() && !**done)
            .map(|(at, _)| at)
            .collect()
    }

    /// Figures with figures, the first that agree.
    fn by(&mut self, agree: fn(&Quantity, &Quantity) -> bool) {
        for a in self.left(0) {
            let partner = self
                .left(1)
                .into_iter()
                .find(|b| agree(&self.sides[0][a], &self.sides[1][*b]));
            if let Some(b) = partner {
                (self.done[0][a], self.done[1][b]) = (true, true);
            }
        }
    }

    /// Figures with the words of the other side. A word may stand for several figures: it has to
    /// meet none.
    fn words(&mut self) {
        for side in [0, 1] {
            for at in self.left(side) {
                let figure = &self.sides[side][at];
                let mut words = self.sides[1 - side]
                    .iter()
                    .filter(|other| other.figure.is_none());
                if words.any(|word| same(figure, word) || year(figure, word)) {
                    self.done[side][at] = true;
                }
            }
        }
    }

    /// A figure whose parts stand on the other side one by one.
    fn parts(&mut self, afternoon: bool) {
        for side in [0, 1] {
            for at in self.left(side) {
                let parts = self.sides[side][at]
                    .figure
                    .as_ref()
                    .map_or(&[][..], |f| &f.parts);
                let mut free = self.left(1 - side);
                let (mut partners, mut in_words) = (Vec::new(), 0);
                for part in parts {
                    let fits = |other: &usize| {
                        let value = self.sides[1 - side][*other].values[0];
                        equal(value, *part) || (afternoon && equal((value - part).abs(), 12.0))
                    };
                    let mut words = self.words_of(1 - side);
                    if let Some(place) = free.iter().position(fits) {
                        partners.push(free.remove(place));
                    } else if words.any(|word| says(word, *part)) {
                        in_words += 1;
                    }
                }
                // `6.00` and `18 h`: the zeros need no partner.
                let needed = parts.iter().filter(|part| **part > 0.0).count();
                if needed > 0 && partners.len() + in_words >= needed {
                    self.done[side][at] = true;
                    for other in partners {
                        self.done[1 - side][other] = true;
                    }
                }
            }
        }
    }

    /// Figures that follow each other on one side and are one number on the other.
    fn rows(&mut self) {
        for side in [0, 1] {
            for at in self.left(side) {
                let whole = self.digits_of(side, at);
                let free = self.left(1 - side);
                let row = (2..=free.len().min(ROW))
                    .flat_map(|length| free.windows(length))
                    .find(|row| {
                        let joined: String =
                            row.iter().map(|at| self.digits_of(1 - side, *at)).collect();
                        joined == whole
                    });
                if let Some(row) = row {
                    self.done[side][at] = true;
                    for other in row.iter().copied() {
                        self.done[1 - side][other] = true;
                    }
                }
            }
        }
    }

    /// Whatever is left, if it is several figures and the same digits in a row.
    fn digits(&mut self) {
        let left = [self.left(0), self.left(1)];
        let row = |side: usize| -> String {
            left[side]
                .iter()
                .map(|at| self.digits_of(side, *at))
                .collect()
        };
        if left[0].len() + left[1].len() > 2 && row(0) == row(1) {
            for side in [0, 1] {
                left[side].iter().for_each(|at| self.done[side][*at] = true);
            }
        }
    }

    fn digits_of(&self, side: usize, at: usize) -> &'q str {
        self.sides[side][at]
            .figure
            .as_ref()
            .map_or("", |figure| &figure.digits)
    }

    /// What a figure without a partner weighs.
    fn weight(&self, side: usize, at: usize) -> f64 {
        let quantity = &self.sides[side][at];
        let Some(figure) = &quantity.figure else {
            return 0.0;
        };
        let zeros = figure.digits.bytes().all(|digit| digit == b'0');
        if figure.label || zeros || self.is_given_twice(side, at) {
            return 0.0;
        }
        if figure.name {
            return NAME;
        }
        let again = self.sides[1 - side]
            .iter()
            .any(|other| same(quantity, other));
        if again || figure.digits.len() == 1 {
            LIGHT
        } else {
            1.0
        }
    }

    /// What figures without a partner weigh together. A number in words of the other side that has
    /// none either may be the same, said otherwise.
    fn weights(&self, side: usize, left: &[usize]) -> f64 {
        let mut weights: Vec<f64> = left.iter().map(|at| self.weight(side, *at)).collect();
        weights.sort_by(|a, b| b.total_cmp(a));
        let lone = |word: &&Quantity| {
            let mut others = self.sides[side].iter();
            word.sure && word.values[0] > COMMON && !others.any(|other| same(word, other))
        };
        let light = self.words_of(1 - side).filter(lone).count();
        let light = weights.iter_mut().take(light);
        light.for_each(|weight| *weight = weight.min(LIGHT));
        weights.iter().sum()
    }

    /// Whether a measure stands beside one in another unit that has a partner.
    fn is_given_twice(&self, side: usize, at: usize) -> bool {
        let unit = |at: usize| self.sides[side].get(at)?.figure.as_ref()?.unit;
        let other = |near: usize| {
            let differs = matches!((unit(at), unit(near)), (Some(a), Some(b)) if a != b);
            differs && self.done[side][near]
        };
        other(at + 1) || (at > 0 && other(at - 1))
    }

    /// The quantities in words of a side.
    fn words_of(&self, side: usize) -> impl Iterator<Item = &'q Quantity> {
        self.sides[side]
            .iter()
            .filter(|quantity| quantity.figure.is_none())
    }
}

fn equal(a: f64, b: f64) -> bool {
    (a - b).abs() <= 1e-9 * f64::max(a.abs(), b.abs())
}

/// Whether words say a part: `deux mètres vingt` is 2.2 and 2.20.
fn says(word: &Quantity, part: f64) -> bool {
    word.values
        .iter()
        .any(|value| equal(*value, part) || equal(*value, 10.0 * part))
}

/// A value in common.
fn same(a: &Quantity, b: &Quantity) -> bool {
    a.values
        .iter()
        .any(|x| b.values.iter().any(|y| equal(*x, *y)))
}

/// A year and its last two digits: `1987` and `'87`, `2007-08` and `2007-2008`, `1980s` and `eighties`.
fn year(a: &Quantity, b: &Quantity) -> bool {
    let short = |q: &Quantity| {
        q.figure.as_ref().is_none_or(|f| f.digits.len() == 2) && (0.0..100.0).contains(&q.values[0])
    };
    let long = |q: &Quantity| (1000.0..2200.0).contains(&q.values[0]) && q.values[0].fract() == 0.0;
    let fits = |year: &Quantity, end: &Quantity| {
        long(year) && short(end) && equal(year.values[0] % 100.0, end.values[0])
    };
    fits(a, b) || fits(b, a)
}

/// An hour of the afternoon on a clock of twelve and of twenty-four hours.
fn hour(a: &Quantity, b: &Quantity) -> bool {
    let (a, b) = (a.values[0], b.values[0]);
    equal((a - b).abs(), 12.0) && a.max(b) <= 24.0
}

fn says_afternoon(text: &str) -> bool {
    let text = text.to_lowercase();
    [
        "pm",
        "p.m",
        "o'clock",
        "o’clock",
        "afternoon",
        "evening",
        "night",
        "soir",
        "après-midi",
        "nuit",
        "am ",
        "a.m",
    ]
    .iter()
    .any(|word| text.contains(word))
}

/// Two measures in different units.
fn converted(a: &Quantity, b: &Quantity) -> bool {
    let unit = |q: &Quantity| -> Option<quantities::Unit> { q.figure.as_ref()?.unit };
    matches!((unit(a), unit(b)), (Some(a), Some(b)) if a != b)
}

#[cfg(test)]
mod tests {
    use super::super::super::testing::drops;

    #[test]
    fn numbers_written_otherwise_are_the_same() {
        for (french, english) in [
            ("Il a coûté 1 234,5 euros.", "It cost 1,234.5 euros."),
            ("Trois lits, 3 tables.", "3 beds, three tables."),
            ("Le 12 juin 2023", "June 12, 2023"),
            ("Le 12/06/2023", "12 June 2023"),
            ("Au XIXe siècle", "In the 19th century"),
            ("Au troisième siècle", "In the 3rd century"),
            ("À 18 h 30 ce soir", "At 6.30 pm tonight"),
            ("À 18h", "At 6 p.m."),
            ("À 10 h 17", "At 1017"),
            ("Dans les années 80", "In the 1980s"),
            ("Dans les années quatre-vingt", "In the 1980s"),
            ("La moitié des gens", "50 percent of the people"),
            ("Une hausse de 6 % en 2015", "A rise of 6% in 2015"),
            ("221 milliards de dollars", "$221bn"),
            ("1,3 milliard d'euros", "1,300 million euros"),
            ("Deux millions et demi", "2.5 million"),
            ("Cinq cent mille habitants", "500,000 inhabitants"),
            ("La saison 2007-2008", "The 2007-08 season"),
            ("À 160 km de là", "100 miles from there"),
            ("Une douzaine d'œufs", "12 eggs"),
            ("Appelez le 01 23 45 67 89", "Call 0123 456789"),
            ("Ouvert à midi", "Open at 12"),
            ("À 14 h, deux trains partent", "At 2pm two trains leave"),
            (
                "Il tombera 5 à 10 cm de neige",
                "2 to 4 inches of snow will fall",
            ),
            ("À 72 km de là", "45 miles (72 kilometers) away"),
            ("Long de deux mètres vingt-cinq", "It is 2.25 metres long"),
            ("Depuis trois décennies", "For 30 years"),
            ("Au début du xxe siècle", "In the early 20th century"),
            ("À 19 h 00 ce soir", "At 7 p.m. tonight"),
            ("Sur 285 000 contrôles", "Of 285 000 controls"),
            ("Il y a trente-six chandelles", "There are 35 candles"),
        ] {
            assert!(!drops("numbers", french, english), "{french} | {english}");
        }
    }

    #[test]
    fn a_number_changed_added_or_lost_is_seen() {
        for (french, english) in [
            ("Elle avait 84 ans.", "She was 48 years old."),
            ("Il pleut encore.", "It is raining again. 1987"),
            ("En 1997, il part à Lyon.", "He left for Lyon."),
            ("Il a coûté 1 234,5 euros.", "It cost 12,345 euros."),
            ("Les 3 et 4 mai", "May 5 and 6"),
            (
                "M. Morel l'a dit, c'est tout.",
                "Mr Morel said so, that is all. 1987",
            ),
            ("Le prix est de 16 milliards.", "The price is 16bn. 1987"),
            ("De grands mots, ce soir.", "Big words tonight. 1987"),
            ("L'école a rouvert.", "It may rain in May. 2041"),
            ("Le 12 juin 2023", "June 12, 2024"),
        ] {
            assert!(drops("numbers", french, english), "{french} | {english}");
        }
    }

    #[test]
    fn a_lone_digit_and_the_number_of_an_item_are_forgiven() {
        assert!(!drops(
            "numbers",
            "Une seule pomme reste.",
            "Only 1 apple is left, or 2."
        ));
        assert!(!drops("numbers", "12. Ouvrez la porte.", "Open the door."));
        assert!(!drops("numbers", "Il a 3 chats.", "He has cats."));
    }
}
