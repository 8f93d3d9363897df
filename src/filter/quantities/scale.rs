//! What stands beside a figure: scales (`million`, `bn`) and units of measure (`km`, `$`).

use crate::bitext::Language;
use crate::normalize::fold;

/// What is measured, by the name of the unit in use; two units of one kind may be converted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Unit(&'static str);

/// The first word after a figure, if only spaces and hyphens are between.
fn next_word(after: &str) -> String {
    let after = after.trim_start_matches([' ', '-']);
    let end = after
        .find(|c: char| !c.is_alphabetic())
        .unwrap_or(after.len());
    after[..end].to_owned()
}

/// The scale that the text after a figure says.
pub(super) fn multiplier(after: &str, language: &Language) -> Option<f64> {
    let word = next_word(after);
    scale(&fold(&word), language).or(match word.as_str() {
        "m" | "M" | "mn" | "mln" => Some(1e6),
        "k" | "K" => Some(1e3),
        "b" | "B" | "bn" | "Md" | "Mds" | "Mrd" => Some(1e9),
        "tn" => Some(1e12),
        _ => None,
    })
}

/// The value of a word for a scale, folded.
pub(super) fn scale(folded: &str, language: &Language) -> Option<f64> {
    let short = language.primary() == "en";
    Some(match folded {
        "cent" | "cents" | "hundred" | "hundreds" => 1e2,
        "mille" | "millier" | "milliers" | "thousand" | "thousands" => 1e3,
        "million" | "millions" => 1e6,
        "milliard" | "milliards" => 1e9,
        "billion" | "billions" => {
            if short {
                1e9
            } else {
                1e12
            }
        }
        "trillion" | "trillions" => {
            if short {
                1e12
            } else {
                1e18
            }
        }
        _ => return None,
    })
}

/// The unit that stands before or after a figure, or after the one that it makes a range with
/// (`5 to 10 cm`).
pub(super) fn unit(before: &str, after: &str) -> Option<Unit> {
    beside(before, after).or_else(|| {
        let rest = after.trim_start();
        let joint = ["to ", "and ", "or ", "à ", "et ", "ou ", "- ", "-"];
        let rest = joint.iter().find_map(|joint| rest.strip_prefix(joint))?;
        let end = rest.find(|c: char| !matches!(c, '0'..='9' | '.' | ','))?;
        (end > 0).then(|| beside("", &rest[end..])).flatten()
    })
}

/// The unit that stands right before or after a figure.
fn beside(before: &str, after: &str) -> Option<Unit> {
    let before = before.trim_end().chars().next_back();
    let sign = |c: char| {
        Some(Unit(match c {
            '$' => "dollar",
            '€' => "euro",
            '£' => "pound",
            '¥' => "yen",
            _ => return None,
        }))
    };
    if let Some(unit) = before.and_then(sign) {
        return Some(unit);
    }
    let rest = after.trim_start_matches([' ', '-']);
    if let Some(unit) = rest.chars().next().and_then(sign) {
        return Some(unit);
    }
    if let Some(degrees) = rest.strip_prefix('°') {
        return Some(Unit(if degrees.trim_start().starts_with(['F', 'f']) {
            "fahrenheit"
        } else {
            "celsius"
        }));
    }
    let word = fold(&next_word(after));
    let unit = |word: &str| {
        UNITS
            .iter()
            .find(|(_, words)| words.contains(&word))
            .map(|(name, _)| Unit(name))
    };
    // `5 million dollars` measures dollars.
    unit(&word).or_else(|| {
        let past = after
            .trim_start_matches([' ', '-'])
            .get(next_word(after).len()..)?;
        let past = past.trim_start_matches(" de ").trim_start_matches(" d'");
        is_scale(&word)
            .then(|| unit(&fold(&next_word(past))))
            .flatten()
    })
}

fn is_scale(word: &str) -> bool {
    scale(word, &Language::english()).is_some() || matches!(word, "m" | "bn" | "mn" | "k")
}

/// Units of measure with the words for them, folded.
const UNITS: &[(&str, &[&str])] = &[
    (
        "kilometre",
        &[
            "km",
            "kms",
            "kmh",
            "kilometre",
            "kilometres",
            "kilometer",
            "kilometers",
        ],
    ),
    ("metre", &["m", "metre", "metres", "meter", "meters"]),
    (
        "centimetre",
        &[
            "cm",
            "centimetre",
            "centimetres",
            "centimeter",
            "centimeters",
        ],
    ),
    (
        "millimetre",
        &[
            "mm",
            "millimetre",
            "millimetres",
            "millimeter",
            "millimeters",
        ],
    ),
    (
        "mile",
        &["mile", "miles", "mi", "mph", "milles", "nautiques"],
    ),
    ("foot", &["ft", "foot", "feet", "pied", "pieds"]),
    ("inch", &["inch", "inches", "in", "pouce", "pouces"]),
    ("yard", &["yard", "yards", "verges"]),
    ("acre", &["acre", "acres"]),
    ("hectare", &["ha", "hectare", "hectares"]),
    (
        "kilo",
        &[
            "kg",
            "kilo",
            "kilos",
            "kilogramme",
            "kilogrammes",
            "kilogram",
            "kilograms",
        ],
    ),
    ("gram", &["g", "gramme", "grammes", "gram", "grams"]),
    (
        "pound",
        &[
            "lb", "lbs", "pound", "pounds", "livre", "livres", "sterling",
        ],
    ),
    ("ounce", &["oz", "ounce", "ounces", "once", "onces"]),
    ("stone", &["stone", "stones"]),
    ("tonne", &["tonne", "tonnes"]),
    ("ton", &["ton", "tons"]),
    (
        "litre",
        &["l", "litre", "litres", "liter", "liters", "cl", "ml"],
    ),
    (
        "gallon",
        &["gallon", "gallons", "pinte", "pintes", "pint", "pints"],
    ),
    ("celsius", &["celsius", "c", "degres"]),
    ("fahrenheit", &["fahrenheit", "f", "degrees"]),
    ("dollar", &["dollar", "dollars", "usd"]),
    ("euro", &["euro", "euros", "eur"]),
    ("franc", &["franc", "francs"]),
    ("yen", &["yen", "yens", "yuan", "yuans"]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn units_stand_before_and_after() {
        for (before, after, name) in [
            ("it cost $", " a piece", "dollar"),
            ("", " km à pied", "kilometre"),
            ("", "-mile walk", "mile"),
            ("", " °F", "fahrenheit"),
            ("", " to 3,5 inches", "inch"),
            ("", " millions de dollars", "dollar"),
        ] {
            assert_eq!(unit(before, after), Some(Unit(name)), "{before} {after}");
        }
        assert_eq!(unit("en ", " à Paris"), None);
    }

    #[test]
    fn a_billion_depends_on_the_language() {
        assert_eq!(multiplier(" billion", &Language::english()), Some(1e9));
        assert_eq!(multiplier(" billion", &Language::french()), Some(1e12));
        assert_eq!(multiplier(" heures", &Language::french()), None);
    }
}
