//! Growth of `match` with the number of documents: `cargo bench --bench matching`.
//!
//! Documents are made by mixing the beads of `corpora/`: a run of one article, then beads of
//! others, each with a figure of its own, so that few documents share one. The collection with
//! 2,000 documents a side takes a minute; `cargo bench --bench matching -- match/500$` runs one
//! size.

use std::hint::black_box;
use std::path::{Path, PathBuf};

use alinea::corpus::matching::{Matching, match_documents};
use alinea::corpus::{Input, Pipeline};
use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};

/// The articles' beads of one segment a side.
fn articles() -> Vec<Vec<[String; 2]>> {
    let corpora = Path::new(env!("CARGO_MANIFEST_DIR")).join("corpora");
    let gold = |corpus: &str| -> Vec<PathBuf> {
        let entries = std::fs::read_dir(corpora.join(corpus).join("gold")).expect("the corpus");
        let mut paths: Vec<PathBuf> = entries.map(|e| e.expect("an entry").path()).collect();
        paths.retain(|path| path.extension().is_some_and(|e| e == "gold"));
        paths.sort();
        paths
    };
    let read = |path: PathBuf| -> Vec<[String; 2]> {
        let text = |extension: &str| {
            std::fs::read_to_string(path.with_extension(extension)).expect("the article")
        };
        let (french, english, beads) = (text("fr"), text("en"), text("gold"));
        let (french, english): (Vec<_>, Vec<_>) =
            (french.lines().collect(), english.lines().collect());
        let one = |line: &str| -> Option<[String; 2]> {
            let (source, target) = line.trim().trim_matches(['[', ']']).split_once("]:[")?;
            let (source, target): (usize, usize) = (source.parse().ok()?, target.parse().ok()?);
            Some([french[source].to_string(), english[target].to_string()])
        };
        beads.lines().filter_map(one).collect()
    };
    let all = ["news", "tales", "guides"].into_iter().flat_map(gold);
    all.map(read).collect()
}

/// So many documents a side; document `n` of one belongs to document `n` of the other.
fn collection(articles: &[Vec<[String; 2]>], documents: usize) -> [Vec<Input>; 2] {
    let mut state = 1_u64;
    let mut below = |end: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1);
        (state >> 33) as usize % end
    };
    let mut sides: [Vec<Input>; 2] = Default::default();
    for _ in 0..documents {
        let mut texts = [String::new(), String::new()];
        let article = &articles[below(articles.len())];
        let start = below(article.len());
        let run = article.iter().skip(start).take(4).cloned();
        let mut beads: Vec<[String; 2]> = run.collect();
        for _ in 0..6 {
            let other = &articles[below(articles.len())];
            beads.push(other[below(other.len())].clone());
        }
        for bead in beads {
            let figure = below(documents * 10);
            for (text, segment) in texts.iter_mut().zip(&bead) {
                text.push_str(&format!("{figure}: {segment}\n"));
            }
        }
        for (side, text) in sides.iter_mut().zip(texts) {
            side.push(Input::Text(text));
        }
    }
    sides
}

fn matching(c: &mut Criterion) {
    let articles = articles();
    let pipeline = Pipeline::default();
    let mut group = c.benchmark_group("match");
    group.sample_size(10);
    for documents in [250, 500, 1_000, 2_000] {
        let [sources, targets] = collection(&articles, documents);
        let job = Matching::new(&sources, &targets, &pipeline);
        let found = match_documents(&job, &|_| {}).pairs;
        let right = found
            .iter()
            .filter(|pair| pair.source == pair.target)
            .count();
        assert!(right * 100 >= documents * 95, "{right} of {documents}");
        group.throughput(Throughput::Elements(documents as u64));
        group.bench_with_input(BenchmarkId::from_parameter(documents), &job, |b, job| {
            b.iter(|| black_box(match_documents(job, &|_| {}).pairs.len()));
        });
    }
    group.finish();
}

criterion_group!(benches, matching);
criterion_main!(benches);
