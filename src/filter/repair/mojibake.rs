//! Text that was read in the wrong encoding: UTF-8 taken for Windows-1252 or Latin-1 and encoded
//! again, once or several times.
//!
//! Every character of the text that such a mistake makes stands for one byte. A run of characters
//! whose bytes are one UTF-8 sequence is replaced by the character of that sequence, round after
//! round, until nothing changes or [`ROUNDS`] are done. A round is linear in the text.
//!
//! Characters that a real text may hold next to each other by chance, such as `é…»`, are left: a
//! sequence counts only where the character it gives is one that French, English and their
//! neighbours use, or where the text has at least [`MANY`] such sequences. Single Windows-1252
//! characters that were taken for control characters of Latin-1 are put right too. It fails where
//! the bytes of a character were lost.

use encoding_rs::WINDOWS_1252;

/// Most rounds of decoding.
const ROUNDS: usize = 4;

/// Sequences from which any character is believed.
const MANY: usize = 3;

/// The text decoded anew; `None` where there is nothing to decode.
///
/// ```
/// use alinea::filter::repair::mojibake;
/// assert_eq!(mojibake("Lâ€™Ã©tÃ©").as_deref(), Some("L’été"));
/// assert_eq!(mojibake("L’été"), None);
/// ```
pub fn mojibake(text: &str) -> Option<String> {
    if text.is_ascii() {
        return None;
    }
    let mut best: Option<String> = None;
    for _ in 0..ROUNDS {
        match round(best.as_deref().unwrap_or(text)) {
            Some(better) => best = Some(better),
            None => break,
        }
    }
    let now = best.as_deref().unwrap_or(text);
    if now.chars().any(|c| windows(c).is_some()) {
        best = Some(now.chars().map(|c| windows(c).unwrap_or(c)).collect());
    }
    best
}

/// A place where a sequence stands.
struct Sequence {
    /// Bytes of the text that it takes.
    from: usize,
    to: usize,
    /// What it stands for.
    character: char,
    /// Whether it is believed by itself.
    sure: bool,
}

/// One round over the whole text.
fn round(text: &str) -> Option<String> {
    let found = sequences(text);
    let any = found.len() >= MANY;
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for sequence in found.iter().filter(|s| s.sure || any) {
        out.push_str(&text[done..sequence.from]);
        out.push(sequence.character);
        done = sequence.to;
    }
    if done == 0 {
        return None;
    }
    out.push_str(&text[done..]);
    Some(lost_spaces(&out).unwrap_or(out))
}

/// All sequences of a text, none overlapping.
fn sequences(text: &str) -> Vec<Sequence> {
    let chars: Vec<(usize, char)> = text.char_indices().collect();
    let mut found = Vec::new();
    let mut at = 0;
    while at < chars.len() {
        let Some((length, character)) = sequence(&chars[at..]) else {
            at += 1;
            continue;
        };
        let to = chars.get(at + length).map_or(text.len(), |(end, _)| *end);
        found.push(Sequence {
            from: chars[at].0,
            to,
            character,
            sure: is_ours(chars[at].1, character),
        });
        at += length;
    }
    found
}

/// The sequence that the characters begin with: how many there are and what they stand for.
fn sequence(chars: &[(usize, char)]) -> Option<(usize, char)> {
    let first = byte(chars.first()?.1)?;
    let length = match first {
        0xc2..=0xdf => 2,
        0xe0..=0xef => 3,
        0xf0..=0xf4 => 4,
        _ => return None,
    };
    let mut bytes = [first, 0, 0, 0];
    for (place, (_, c)) in chars.iter().enumerate().take(length).skip(1) {
        bytes[place] = byte(*c).filter(|b| (0x80..=0xbf).contains(b))?;
    }
    let decoded = std::str::from_utf8(&bytes[..length]).ok()?;
    Some((length, decoded.chars().next()?))
}

/// The byte that a character stands for: Windows-1252, with Latin-1 where that has none.
fn byte(c: char) -> Option<u8> {
    let code = u32::from(c);
    match code {
        0..0x80 => None,
        0x80..=0xff => u8::try_from(code).ok(),
        _ => {
            let mut buffer = [0; 4];
            let (bytes, _, lost) = WINDOWS_1252.encode(c.encode_utf8(&mut buffer));
            match *bytes {
                [byte] if !lost => Some(byte),
                _ => None,
            }
        }
    }
}

/// Whether a character is believed from one sequence, by what its sequence began with: letters and
/// signs of Western Europe after `Â` and `Ã`, which hardly stand before such signs in a true text,
/// letters of Latin Extended-A, dashes, quotation marks, the euro sign.
fn is_ours(lead: char, c: char) -> bool {
    match lead {
        'Â' | 'Ã' => true,
        'Å' => matches!(c, 'œ' | 'Œ' | 'š' | 'Š' | 'ž' | 'Ž' | 'Ÿ' | 'ł'),
        'â' => matches!(c, '\u{2000}'..='\u{206f}' | '€' | '™' | '\u{2190}'..='\u{22ff}'),
        _ => false,
    }
}

/// `Ã` before a space or at the end is an `à` whose second half, a no-break space, became a space.
/// Only asked where other sequences have been found.
fn lost_spaces(text: &str) -> Option<String> {
    let is_lost = text.contains("Ã ") || text.ends_with('Ã');
    is_lost.then(|| {
        let text = text.replace("Ã ", "à ");
        match text.strip_suffix('Ã') {
            Some(before) => format!("{before}à"),
            None => text,
        }
    })
}

/// The Windows-1252 character of a control character of Latin-1.
fn windows(c: char) -> Option<char> {
    let byte = u8::try_from(u32::from(c)).ok()?;
    // U+0085 is a line separator of its own right.
    if !(0x80..=0x9f).contains(&byte) || byte == 0x85 {
        return None;
    }
    let (text, _) = WINDOWS_1252.decode_without_bom_handling(std::slice::from_ref(&byte));
    text.chars().next().filter(|found| *found != c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What reading UTF-8 as Windows-1252 makes of a text.
    fn broken(text: &str) -> String {
        text.bytes()
            .map(|b| match WINDOWS_1252.decode_without_bom_handling(&[b]).0 {
                decoded if b >= 0x80 => decoded.chars().next().expect("a character"),
                _ => char::from(b),
            })
            .collect()
    }

    #[test]
    fn one_two_and_three_rounds_are_undone() {
        let text = "« L’œuvre » coûte 5 €… à l’été, où ? Dès Noël — « ça ».";
        let once = broken(text);
        let twice = broken(&once);
        for damaged in [&once, &twice, &broken(&twice)] {
            assert_eq!(mojibake(damaged).as_deref(), Some(text));
        }
    }

    #[test]
    fn other_scripts_are_decoded_where_there_is_enough_of_them() {
        assert_eq!(
            mojibake(&broken("Привет, мир")).as_deref(),
            Some("Привет, мир")
        );
    }

    #[test]
    fn true_texts_stay() {
        for text in [
            "SÃO PAULO, Â GE, pâte, château, Ål, « allé…»",
            "CAFÉ» et É«",
            "Il a dit « où ça…»",
            "naïve façade über Å",
            "",
        ] {
            assert_eq!(mojibake(text), None, "{text}");
        }
    }

    #[test]
    fn latin_control_characters_are_quotation_marks() {
        assert_eq!(mojibake("l\u{92}\u{e9}t\u{e9}").as_deref(), Some("l’été"));
        assert_eq!(mojibake("a\u{85}b"), None);
    }

    #[test]
    fn a_no_break_space_that_became_a_space_is_part_of_a_letter() {
        assert_eq!(mojibake("allÃ© Ã Lyon").as_deref(), Some("allé à Lyon"));
    }
}
