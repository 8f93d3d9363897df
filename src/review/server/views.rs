//! What the page gets to see, as JSON.

use serde::Serialize;

use crate::bitext::{Language, Metadata, Segment};
use crate::review::{Change, Doubt, ReviewArticle, ReviewCorpus, State, Which};

/// The corpus at a glance.
#[derive(Serialize)]
pub(super) struct CorpusView<'a> {
    name: &'a str,
    articles: Vec<ArticleLine<'a>>,
}

#[derive(Serialize)]
struct ArticleLine<'a> {
    id: &'a str,
    title: Option<&'a str>,
    beads: usize,
    settled: usize,
    revision: usize,
}

impl<'a> CorpusView<'a> {
    pub(super) fn new(name: &'a str, corpus: &'a ReviewCorpus) -> Self {
        let line = |a: &'a ReviewArticle| ArticleLine {
            id: &a.article.id,
            title: a.article.metadata.get("title").map(String::as_str),
            beads: a.state().beads.len(),
            settled: settled(a),
            revision: a.revision(),
        };
        CorpusView {
            name,
            articles: corpus.articles().iter().map(line).collect(),
        }
    }
}

fn settled(article: &ReviewArticle) -> usize {
    let beads = article.state().beads.iter();
    beads.filter(|b| b.review.is_settled()).count()
}

/// A whole article.
#[derive(Serialize)]
pub(super) struct ArticleView<'a> {
    number: usize,
    id: &'a str,
    metadata: &'a Metadata,
    source_language: &'a Language,
    target_language: &'a Language,
    score: Option<f64>,
    #[serde(flatten)]
    status: Status,
    source: Vec<&'a str>,
    target: Vec<&'a str>,
    beads: Vec<BeadView>,
}

/// What changes with every operation.
#[derive(Serialize)]
pub(super) struct Status {
    revision: usize,
    undo: bool,
    redo: bool,
    settled: usize,
}

impl Status {
    pub(super) fn of(article: &ReviewArticle) -> Self {
        let (undo, redo) = article.history();
        Status {
            revision: article.revision(),
            undo,
            redo,
            settled: settled(article),
        }
    }
}

/// A bead; the segments of its sides as half-open ranges.
#[derive(Serialize)]
pub(super) struct BeadView {
    source: [usize; 2],
    target: [usize; 2],
    score: Option<f64>,
    accepted: bool,
    corrected: bool,
    edited: bool,
    /// The rule that dropped it.
    dropped: Option<String>,
    comment: String,
}

fn bead_view(state: &State, at: usize) -> BeadView {
    let (bead, review) = (&state.beads[at], state.review(at));
    BeadView {
        source: [bead.bead.source.start, bead.bead.source.end],
        target: [bead.bead.target.start, bead.bead.target.end],
        score: bead.score,
        accepted: review.accepted,
        corrected: review.corrected,
        edited: review.edited,
        dropped: bead.dropped.clone().filter(|_| !review.is_settled()),
        comment: review.comment,
    }
}

impl<'a> ArticleView<'a> {
    pub(super) fn new(number: usize, reviewed: &'a ReviewArticle) -> Self {
        let (article, state) = (&reviewed.article, reviewed.state());
        fn texts(side: &[Segment]) -> Vec<&str> {
            side.iter().map(|s| s.text.as_str()).collect()
        }
        ArticleView {
            number,
            id: &article.id,
            metadata: &article.metadata,
            source_language: &article.source_language,
            target_language: &article.target_language,
            score: article.score,
            status: Status::of(reviewed),
            source: texts(&state.source),
            target: texts(&state.target),
            beads: (0..state.beads.len())
                .map(|at| bead_view(state, at))
                .collect(),
        }
    }
}

/// What an operation did: `beads` in place of `removed` others.
#[derive(Serialize)]
pub(super) struct ChangeView {
    #[serde(flatten)]
    status: Status,
    at: usize,
    removed: usize,
    beads: Vec<BeadView>,
    text: Option<TextView>,
}

#[derive(Serialize)]
struct TextView {
    side: Which,
    segment: usize,
    text: String,
}

impl ChangeView {
    /// `reviewed` is the article after the change.
    pub(super) fn new(reviewed: &ReviewArticle, change: &Change) -> Self {
        let places = change.at..change.at + change.after.len();
        let text = change.text.as_ref().map(|text| TextView {
            side: text.side,
            segment: text.segment,
            text: text.after.clone(),
        });
        ChangeView {
            status: Status::of(reviewed),
            at: change.at,
            removed: change.before.len(),
            beads: places.map(|at| bead_view(reviewed.state(), at)).collect(),
            text,
        }
    }
}

/// The beads most in doubt, and how many are open.
#[derive(Serialize)]
pub(super) struct DoubtsView<'a> {
    open: usize,
    beads: usize,
    doubts: Vec<DoubtView<'a>>,
}

#[derive(Serialize)]
struct DoubtView<'a> {
    article: usize,
    bead: usize,
    id: &'a str,
    kind: String,
    score: Option<f64>,
    source_language: &'a Language,
    target_language: &'a Language,
    source: String,
    target: String,
}

/// Characters of a text in the list of doubts.
const EXCERPT: usize = 120;

impl<'a> DoubtsView<'a> {
    pub(super) fn new(corpus: &'a ReviewCorpus, count: usize) -> Self {
        let (doubts, open) = corpus.doubts(count);
        let beads = corpus.articles().iter().map(|a| a.state().beads.len());
        DoubtsView {
            open,
            beads: beads.sum(),
            doubts: doubts.iter().map(|d| doubt_view(corpus, d)).collect(),
        }
    }
}

fn doubt_view<'a>(corpus: &'a ReviewCorpus, doubt: &Doubt) -> DoubtView<'a> {
    let reviewed = &corpus.articles()[doubt.article];
    let (article, state) = (&reviewed.article, reviewed.state());
    let bead = &state.beads[doubt.bead].bead;
    let excerpt = |side: &[Segment]| -> String {
        let texts: Vec<&str> = side.iter().map(|s| s.text.as_str()).collect();
        texts.join(" ").chars().take(EXCERPT).collect()
    };
    DoubtView {
        article: doubt.article,
        bead: doubt.bead,
        id: &article.id,
        kind: bead.bead_type().to_string(),
        score: doubt.score,
        source_language: &article.source_language,
        target_language: &article.target_language,
        source: excerpt(&state.source[bead.source.clone()]),
        target: excerpt(&state.target[bead.target.clone()]),
    }
}
