//! Writes a corpus of nasty texts in every format that other programs read, into the folder
//! `readers-corpus` of `CARGO_TARGET_TMPDIR`. `.ci/readers.sh` lets those programs read it.

use std::path::Path;
use std::sync::Arc;

use alinea::bitext::{Article, Language, ScoreParts, Side, TranslationUnit};
use alinea::corpus::{CardFigures, CardFile};
use alinea::io::{Format, WriterOptions, writer};

const TEXTS: [(&str, &str); 14] = [
    ("L'été brûle.", "Summer burns."),
    ("Tab\tici,\tlà", "Tab\there;\tthere"),
    ("Deux\nlignes\r\net\rtrois", "Two\nlines\r\nand\rthree"),
    ("Il dit : \"oui\", 'non'", "\"\"quoted\"\""),
    (
        "]]> & <b>gras</b> &amp; &#13;",
        "</seg></tuv> <![CDATA[ x ]]>",
    ),
    (" espaces  au bord ", "\u{A0}edges\u{2003}"),
    (
        "ligne\u{2028}para\u{2029}nel\u{85}fin",
        "vt\u{B}ff\u{C}fs\u{1C}end",
    ),
    ("un\u{1}deux\u{1F}trois", "a\u{7F}b\u{9F}c"),
    ("\u{FFFE}bord\u{FFFF}", "\u{FEFF}mark"),
    ("😀 👩‍🚒 é e\u{301}", "\u{202E}rtl\u{202C} שלום \u{200F}"),
    ("=1+1", "@SUM(A1)"),
    ("1-0 | [0]:[1]", "# not a comment"),
    ("C:\\nouveau\\101 \\\"", "msgid \"\" \\x41 \\"),
    (
        "\u{200F}مرحبا\u{200E} — à droite",
        "\u{2067}שלום\u{2069}: right",
    ),
];

/// A segment of 10 kB, as long as some paragraphs that were never cut.
fn long(word: &str) -> String {
    let mut text = word.repeat(10_000 / word.len());
    text.push('.');
    text
}

fn units() -> Vec<TranslationUnit> {
    let mut units = Vec::new();
    for (number, id) in ["niger/puits", "deux & <un>", "été"]
        .into_iter()
        .enumerate()
    {
        let article = Arc::new(Article {
            id: id.into(),
            source_language: Language::french(),
            target_language: Language::english(),
            metadata: [
                ("date".to_owned(), format!("2023-0{}", number + 1)),
                ("title".to_owned(), "Le \"puits\",\tsec\u{1}".to_owned()),
                ("nom étrange".to_owned(), "a\nb".to_owned()),
            ]
            .into(),
            score: Some(0.5),
        });
        let (mut source, mut target) = (0, 0);
        let texts = TEXTS.map(|(from, to)| (from.to_owned(), to.to_owned()));
        let long = (
            long("Ça brûle, « même » l'hiver. "),
            long("It burns 😀 & <burns>. "),
        );
        for (bead, (from, to)) in texts.into_iter().chain([long]).enumerate() {
            let (more, added, omitted) = (bead % 4 == 1, bead % 5 == 3, bead % 5 == 4);
            let from = if added { vec![] } else { vec![from] };
            let to = match (omitted, more) {
                (true, _) => vec![],
                (_, true) => vec![to, "Twice.".to_owned()],
                _ => vec![to],
            };
            units.push(TranslationUnit {
                article: Arc::clone(&article),
                bead,
                source: side(&mut source, &from),
                target: side(&mut target, &to),
                score: Some(1.0 / (bead + 1) as f64),
                quality: (bead % 2 == 0).then_some(0.375),
                parts: Some(ScoreParts::from_values([
                    0.1,
                    0.25,
                    0.5,
                    1.0,
                    0.0,
                    1.0 / 3.0,
                ])),
                crossing: None,
                review: None,
                extra: Vec::new(),
            });
        }
    }
    units
}

fn side(next: &mut usize, texts: &[String]) -> Side {
    let start = *next;
    *next += texts.len();
    Side {
        indices: start..*next,
        paragraphs: (start..*next).map(|i| i / 3).collect(),
        segments: texts.to_vec(),
    }
}

#[test]
fn a_corpus_for_other_programs_is_written() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("readers-corpus");
    for name in ["xces", "opus"] {
        std::fs::create_dir_all(folder.join(name)).expect("a folder");
    }
    let options = WriterOptions {
        with_nulls: true,
        many_articles: true,
        ..WriterOptions::default()
    };
    for (format, name) in [
        (Format::Jsonl, "corpus.jsonl"),
        (Format::Csv, "corpus.csv"),
        (Format::Tsv, "corpus.tsv"),
        (Format::Tmx, "corpus.tmx"),
        (Format::Moses, "corpus.moses"),
        (Format::Xces, "xces/corpus.xml"),
        (Format::Xces, "opus/corpus.xml"),
        (Format::Xliff, "corpus.xlf"),
        (Format::Xliff2, "corpus.xliff2.xlf"),
        (Format::Po, "corpus.po"),
        (Format::Bitextor, "corpus.bitextor.tsv"),
        #[cfg(feature = "parquet")]
        (Format::Parquet, "corpus.parquet"),
    ] {
        let options = WriterOptions {
            // The tools of OPUS want the documents in alphabetical order of their languages.
            xces_opus_order: name.starts_with("opus/"),
            ..options.clone()
        };
        let place = folder.join(name);
        let mut writer = writer(format, place.as_path(), &options).expect("opens");
        for unit in units() {
            writer.write(&unit).expect("writes");
        }
        writer.finish().expect("finishes");
    }
    assert!(folder.join("xces/fr/niger/puits.xml").is_file());
    let shards = WriterOptions {
        shard: Some("9units".parse().expect("a size")),
        ..options.clone()
    };
    let place = folder.join("shards").join("corpus.jsonl.gz");
    std::fs::create_dir_all(folder.join("shards")).expect("a folder");
    let mut writer = writer(Format::Jsonl, place.as_path(), &shards).expect("opens");
    for unit in units() {
        writer.write(&unit).expect("writes");
    }
    writer.finish().expect("finishes");
    write_card(&folder.join("shards"));
}

/// A card, by which `datasets` finds the parts.
fn write_card(folder: &Path) {
    let mut card = CardFigures::new("Nasty: \"texts\"", Language::french(), Language::english());
    card.license = Some("mit".into());
    card.units = units().len();
    card.files = CardFile::read_all(folder, |_| None).expect("reads");
    card.write(folder).expect("writes");
}
