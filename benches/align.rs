//! Growth of the stages with the number of segments: `cargo bench --bench align`.
//!
//! Articles are made by repeating the sentences of `corpora/` with figures that differ. The largest
//! takes minutes; `cargo bench --bench align -- align/1000$` runs one size.

use std::hint::black_box;

use alinea::align::Aligner;
use alinea::bitext::{ArticlePair, Document, Language};
use alinea::corpus::{Embedded, Input, embedded};
use alinea::segment::{Paragraphs, RuleSegmenter, Segmenter, Splitter};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

fn texts() -> (String, String) {
    let (mut french, mut english) = (String::new(), String::new());
    for (_, source, target) in embedded(Embedded::News) {
        for (input, text) in [(source, &mut french), (target, &mut english)] {
            if let Input::Text(body) = input {
                text.push_str(&body);
                text.push('\n');
            }
        }
    }
    (french, english)
}

fn document(language: Language, text: &str, segments: usize) -> Document {
    let splitter = Splitter::new(language.clone(), Paragraphs::Auto);
    let once = splitter.document(text, Default::default()).segments;
    let line = |at: usize| format!("{} ({})", once[at % once.len()].text, at / 3);
    Document::from_segments(language, (0..segments).map(line))
}

fn alignment(c: &mut Criterion) {
    let (french, english) = texts();
    let mut group = c.benchmark_group("align");
    group.sample_size(10);
    for segments in [20, 100, 1_000, 10_000, 100_000] {
        let pair = ArticlePair {
            id: "bench".into(),
            source: document(Language::french(), &french, segments),
            target: document(Language::english(), &english, segments),
        };
        let aligner = Aligner::default();
        group.throughput(Throughput::Elements(segments as u64));
        group.bench_with_input(BenchmarkId::from_parameter(segments), &pair, |b, pair| {
            b.iter(|| black_box(aligner.align(pair)));
        });
    }
    group.finish();
}

fn segmentation(c: &mut Criterion) {
    let (french, _) = texts();
    let paragraphs: Vec<&str> = french.lines().collect();
    let segmenter = RuleSegmenter::new("fr");
    let mut group = c.benchmark_group("segment");
    group.throughput(Throughput::Bytes(french.len() as u64));
    group.bench_function("french", |b| {
        b.iter(|| {
            paragraphs
                .iter()
                .map(|p| segmenter.sentences(p).len())
                .sum::<usize>()
        });
    });
    group.finish();
}

criterion_group!(benches, segmentation, alignment);
criterion_main!(benches);
