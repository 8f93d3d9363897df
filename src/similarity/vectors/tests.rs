//! Tables written and read back, and words looked up in them.

use super::*;

fn table(bits: u8, words: &[(&str, [f32; 8])]) -> Vec<u8> {
    let entries: Vec<Entry> = words
        .iter()
        .map(|(word, vector)| Entry {
            word: word.to_string(),
            bits,
            vector: vector.to_vec(),
        })
        .collect();
    let form = Form {
        language: "fr",
        space: 7,
        fallback: FALLBACK,
        deviations: &[0.35; 8],
    };
    write(&form, &entries)
}

const FALLBACK: Fallback = Fallback {
    shortest_prefix: 4,
    compound_share: 50,
};

const CHAT: [f32; 8] = [0.2, -0.1, 0.4, 0.3, 0.0, -0.4, 0.1, 0.05];
const DORT: [f32; 8] = [-0.2, 0.3, 0.1, 0.3, -0.1, 0.4, 0.2, 0.25];

#[test]
fn a_table_is_read_as_it_was_written() {
    for (bits, error) in [(1, 0.8), (2, 0.4), (3, 0.2), (4, 0.1), (8, 0.02)] {
        let table = VectorTable::from_bytes(table(bits, &[("chat", CHAT), ("dort", DORT)]))
            .expect("a table");
        assert_eq!((table.language(), table.dimension()), ("fr", 8));
        assert_eq!((table.len(), table.space()), (2, 7));
        let vector = table.segment_vector("L’œil du Chat dort ; 12 chats.");
        for (at, x) in vector.iter().enumerate() {
            let wanted = 2.0 * CHAT[at] + DORT[at];
            assert!((x - wanted).abs() < error, "{bits} bits: {x} for {wanted}");
        }
    }
}

#[test]
fn a_text_without_known_words_is_zero() {
    let table = VectorTable::from_bytes(table(4, &[("chat", CHAT)])).expect("a table");
    assert_eq!(table.segment_vector(""), [0.0; 8]);
    assert_eq!(table.segment_vector("Zut, 12 !"), [0.0; 8]);
}

#[test]
fn forms_of_words() {
    let mut out = String::new();
    for (word, wanted) in [
        ("ŒUVRE", "oeuvre"),
        ("E\u{301}te\u{301}", "été"),
        ("Don’t", "don't"),
        ("Straße", "strasse"),
    ] {
        form(word, &mut out);
        assert_eq!(out, wanted);
    }
}

#[test]
fn broken_tables_are_refused() {
    let whole = table(4, &[("chat", CHAT)]);
    assert!(VectorTable::from_bytes(whole[..whole.len() - 1].to_vec()).is_err());
    assert!(VectorTable::from_bytes(b"alineavt".to_vec()).is_err());
    let mut other = whole.clone();
    other[8] = 9;
    let error = VectorTable::from_bytes(other).expect_err("a later version");
    assert!(error.to_string().contains("found version 9"), "{error}");
}

fn mixed(words: &[(&str, u8)]) -> VectorTable {
    let entries: Vec<Entry> = words
        .iter()
        .enumerate()
        .map(|(at, (word, bits))| Entry {
            word: word.to_string(),
            bits: *bits,
            vector: CHAT.iter().map(|x| x * (at + 1) as f32).collect(),
        })
        .collect();
    let form = Form {
        language: "de",
        space: 7,
        fallback: FALLBACK,
        deviations: &[0.35; 8],
    };
    let names: Vec<(&str, u8)> = words.to_vec();
    let bytes = write(&form, &entries);
    assert_eq!(bytes.len(), size(8, &names));
    VectorTable::from_bytes(bytes).expect("a table")
}

#[test]
fn words_of_one_table_have_different_bits() {
    let bits = [1, 2, 3, 4, 8];
    let names: Vec<String> = (0..40).map(|at| format!("wort{at:02}")).collect();
    let words: Vec<(&str, u8)> = names
        .iter()
        .enumerate()
        .map(|(at, name)| (name.as_str(), bits[at % 5]))
        .collect();
    let table = mixed(&words);
    for at in 0..40 {
        let vector = table.word_vector(at);
        let dot: f32 = vector.iter().zip(CHAT).map(|(x, y)| x * y).sum();
        let square: f32 = CHAT.iter().map(|x| x * x).sum();
        let scale = dot / square / (at + 1) as f32;
        assert!((0.6..1.1).contains(&scale), "word {at}: {scale}");
    }
}

#[test]
fn a_listed_word_without_a_vector_is_known_and_has_its_prefix_s() {
    let table = mixed(&[("chat", 4), ("chatons", 0), ("hunde", 8)]);
    assert_eq!(table.find_exact("chatons"), Some(1));
    assert_eq!(table.word_vector(1), table.word_vector(0));
    assert_eq!(table.segment_vector("chatons"), table.word_vector(0));
    assert_eq!(table.find("chatonss"), Some(0));
    assert_eq!(table.form_vector("chatonnes"), Some(table.word_vector(0)));
    assert_eq!(table.form_vector("zut"), None);
}

#[test]
fn a_compound_has_the_vectors_of_its_parts() {
    let table = mixed(&[("arbeit", 8), ("vermittlung", 8)]);
    let vector = table
        .form_vector("arbeitsvermittlung")
        .expect("both are known");
    let (a, b) = (table.word_vector(0), table.word_vector(1));
    for ((x, a), b) in vector.iter().zip(a).zip(b) {
        assert!((x - 0.7 * (a + b)).abs() < 1e-5);
    }
}

#[test]
fn forms_decoded_once_add_up_to_what_a_text_does() {
    let table = VectorTable::from_bytes(table(4, &[("chat", CHAT), ("dort", DORT)]));
    let table = table.expect("a table");
    let mut decoded = table.decoded();
    let numbers: Vec<u32> = ["chatons", "zut", "dort", "chatdort"]
        .iter()
        .map(|form| decoded.push(form))
        .collect();
    assert_eq!(numbers, [0, 1, 2, 3]);
    let forms = [0, 1, 2, 3, 0];
    let text = table.segment_vector("Chatons, zut ! Dort chatdort chatons");
    assert_eq!(decoded.sum(&forms), text);
    // The same with `chatons` kept, and with both parts of the compound too.
    for again in [&forms[..], &[3, 3]] {
        decoded.keep(again.iter());
        assert_eq!(decoded.sum(&forms), text);
        let mut vector = [1.0; 8];
        for (number, form) in ["chatons", "zut", "dort", "chatdort"].iter().enumerate() {
            decoded.write(number as u32, &mut vector);
            assert_eq!(vector, *table.segment_vector(form));
        }
    }
    assert_eq!(decoded.sum(&[]), [0.0; 8]);
}

#[test]
fn whole_numbers_are_those_of_the_standard_library() {
    let halves = (-40..40).map(|n| n as f32 / 2.0);
    let beside = (-40..40).flat_map(|n| [n as f32 / 2.0 - 1e-6, n as f32 / 2.0 + 1e-6]);
    let some = [
        0.499_999_97,
        -0.499_999_97,
        16_383.5,
        -16_384.0,
        8191.499,
        0.0,
        -0.0,
    ];
    for x in halves.chain(beside).chain(some) {
        assert_eq!(half_up(x), x.round() as i16, "{x}");
    }
}

#[test]
fn products_in_blocks_are_those_one_by_one() {
    for len in [0, 5, 127, 128, 129, 256, 300] {
        let side = |by: i32| -> Vec<i16> {
            let numbers = 0..len;
            numbers.map(|at| ((at * by) % 977 - 488) as i16).collect()
        };
        let (a, b) = (side(313), side(771));
        let one_by_one = a.iter().zip(&b).map(|(x, y)| i32::from(*x) * i32::from(*y));
        assert_eq!(whole_product(&a, &b), one_by_one.sum::<i32>(), "{len}");
    }
}
