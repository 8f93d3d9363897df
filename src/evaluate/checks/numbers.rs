//! Numbers of one side that the other has not, by the matching of the filters' rule `numbers`: values
//! across conventions (`1 250,5` and `1,250.5`), words, scales, Roman numerals, years, hours, units.

use crate::filter::{LoneNumber, numbers_apart};

use super::checker::Look;
use super::{Figure, alone};

/// What the numbers without an equal weigh together: about their number, less for lone digits and
/// for figures in names.
pub(super) fn numbers(look: &Look<'_>) -> Option<Figure> {
    if look.is_idle() {
        return None;
    }
    let apart = numbers_apart(&look.source.text, &look.target.text)?;
    let detail = alone(&heavy(&apart.source), &heavy(&apart.target));
    Some(Figure::new(apart.weight, detail))
}

/// Those that weigh anything, as they are written.
fn heavy(side: &[LoneNumber]) -> Vec<&str> {
    let heavy = side.iter().filter(|number| number.weight > 0.0);
    heavy.map(|number| number.written.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::found;

    #[test]
    fn a_number_written_otherwise_is_the_same() {
        for (french, english) in [
            ("Il a coûté 1\u{202f}250,5 euros.", "It cost 1,250.5 euros."),
            ("Il a coûté 1 250,5 euros.", "It cost 1250.5 euros."),
            (
                "À 18 h 30 ce soir, vingt-deux élus",
                "At 6.30 pm tonight, 22 councillors",
            ),
            ("Au XIXe siècle", "In the 19th century"),
            ("221 milliards", "$221bn"),
        ] {
            assert_eq!(found("numbers", french, english), None, "{english}");
        }
    }

    #[test]
    fn a_number_that_differs_is_shown_on_both_sides() {
        let detail = found("numbers", "Il a coûté 1 250 euros.", "It cost 1,520 euros.");
        assert_eq!(
            detail.expect("they differ"),
            "“1 250” is not in the output; “1,520” is not in the source"
        );
        assert!(found("numbers", "En 1987, il part.", "He leaves then.").is_some());
    }
}
