//! Numbers as Python writes them.

/// `value` as Python's `repr` writes a float: the shortest digits that read back, with an exponent
/// below 0.0001 and from 1e16.
///
/// ```
/// use alinea::evaluate::translation::numbers::repr;
/// assert_eq!(repr(100.0), "100.0");
/// assert_eq!(repr(0.00001), "1e-05");
/// ```
pub fn repr(value: f64) -> String {
    if !value.is_finite() {
        return if value.is_nan() {
            "nan".into()
        } else {
            format!("{}inf", if value < 0.0 { "-" } else { "" })
        };
    }
    let scientific = format!("{value:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let power: i32 = exponent.parse().unwrap_or(0);
    if (-4..16).contains(&power) {
        let plain = format!("{value}");
        return if plain.contains('.') {
            plain
        } else {
            plain + ".0"
        };
    }
    let sign = if power < 0 { '-' } else { '+' };
    format!("{digits}e{sign}{:02}", power.abs())
}

/// `value` with `width` digits after the point, as Python's `f"{value:.2f}"`; ties of the exact
/// binary value go to the even digit.
pub fn fixed(value: f64, width: usize) -> String {
    format!("{value:.width$}")
}

/// The number that [`fixed`] shows, as [`repr`] writes it.
pub fn rounded(value: f64, width: usize) -> String {
    fixed(value, width)
        .parse()
        .map_or_else(|_| repr(value), repr)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn floats_are_written_as_python_writes_them() {
        // python3 -c 'print([repr(x) for x in (...)])'
        let cases = [
            (0.0, "0.0"),
            (35.7, "35.7"),
            (1e15, "1000000000000000.0"),
            (1e16, "1e+16"),
            (1.5e300, "1.5e+300"),
            (0.0001, "0.0001"),
            (0.00001234, "1.234e-05"),
            (-2.5e-7, "-2.5e-07"),
            (f64::NAN, "nan"),
        ];
        for (value, text) in cases {
            assert_eq!(repr(value), text);
        }
    }

    #[test]
    fn ties_go_to_the_even_digit_and_rounded_numbers_lose_zeros() {
        assert_eq!(
            (fixed(0.125, 2), fixed(0.375, 2)),
            ("0.12".into(), "0.38".into())
        );
        assert_eq!(rounded(28.1001, 2), "28.1");
        assert_eq!(rounded(0.000012, 5), "1e-05");
    }
}
