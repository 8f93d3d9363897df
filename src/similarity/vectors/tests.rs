//! Tables written and read back, and words looked up in them.

use super::*;

fn table(bits: u8, words: &[(&str, [f32; 8])]) -> Vec<u8> {
    let entries: Vec<Entry> = words
        .iter()
        .map(|(word, vector)| Entry {
            word: word.to_string(),
            vector: vector.to_vec(),
        })
        .collect();
    let form = Form {
        language: "fr",
        space: 7,
        shortest_prefix: 4,
        bits,
        deviations: &[0.35; 8],
    };
    write(&form, &entries)
}

const CHAT: [f32; 8] = [0.2, -0.1, 0.4, 0.3, 0.0, -0.4, 0.1, 0.05];
const DORT: [f32; 8] = [-0.2, 0.3, 0.1, 0.3, -0.1, 0.4, 0.2, 0.25];

#[test]
fn a_table_is_read_as_it_was_written() {
    for (bits, error) in [(2, 0.4), (4, 0.1), (8, 0.02)] {
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
