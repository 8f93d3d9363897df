//! The answers: the page and its files, the corpus, an article, an operation.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::error::Error;
use crate::report::html::STYLE;
use crate::review::{Operation, Outcome, Session};

use super::Shared;
use super::views::{ArticleView, ChangeView, CorpusView, DoubtsView, Status};

const PAGE: &str = include_str!("../page/review.html");
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The list of the report, whose script is no module.
const LIST: &str = concat!(
    include_str!("../../report/list.js"),
    "export { VirtualList };\n"
);

/// The files beside the page.
const FILES: [(&str, &str, &str); 7] = [
    ("page.css", "text/css; charset=utf-8", STYLE),
    (
        "review.css",
        "text/css; charset=utf-8",
        include_str!("../page/review.css"),
    ),
    ("review.js", SCRIPT, include_str!("../page/review.js")),
    ("list.js", SCRIPT, LIST),
    ("beads.js", SCRIPT, include_str!("../page/beads.js")),
    ("server.js", SCRIPT, include_str!("../page/server.js")),
    ("words.js", SCRIPT, include_str!("../page/words.js")),
];

/// Codes of errors that are no [`Refusal`](crate::review::Refusal).
const NO_ARTICLE: &str = "noArticle";
const NOT_WRITTEN: &str = "notWritten";

/// Beads in the list of doubts.
const DOUBTS: usize = 200;

/// A request for an operation: what, and on which state of the article.
#[derive(Deserialize)]
pub(super) struct Act {
    revision: usize,
    operation: Operation,
}

/// A panic elsewhere does not matter here: a change counts only when it is whole.
fn lock(session: &Mutex<Session>) -> MutexGuard<'_, Session> {
    session.lock().unwrap_or_else(PoisonError::into_inner)
}

pub(super) async fn page() -> Response {
    ([(header::CONTENT_TYPE, "text/html; charset=utf-8")], PAGE).into_response()
}

pub(super) async fn file(Path((_, name)): Path<(String, String)>) -> Response {
    match FILES.iter().find(|file| file.0 == name) {
        Some((_, kind, text)) => ([(header::CONTENT_TYPE, *kind)], *text).into_response(),
        None => StatusCode::NOT_FOUND.into_response(),
    }
}

pub(super) async fn corpus(State(shared): State<Arc<Shared>>) -> Response {
    let session = lock(&shared.session);
    Json(CorpusView::new(&shared.name, session.corpus())).into_response()
}

pub(super) async fn doubts(State(shared): State<Arc<Shared>>) -> Response {
    let session = lock(&shared.session);
    Json(DoubtsView::new(session.corpus(), DOUBTS)).into_response()
}

pub(super) async fn article(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<usize>,
) -> Response {
    let session = lock(&shared.session);
    match session.corpus().article(number) {
        Ok(article) => Json(ArticleView::new(number, article)).into_response(),
        Err(error) => failed(StatusCode::NOT_FOUND, NO_ARTICLE, &error),
    }
}

/// How far an article is, for a page that asks whether it still shows what is.
pub(super) async fn revision(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<usize>,
) -> Response {
    let session = lock(&shared.session);
    match session.corpus().article(number) {
        Ok(article) => Json(Status::of(article)).into_response(),
        Err(error) => failed(StatusCode::NOT_FOUND, NO_ARTICLE, &error),
    }
}

/// 200 with what changed, when it is on the disk; 409 with the whole article as it is now, when the asker
/// had another state in view; 422 when it cannot be done; 500 when it cannot be saved.
pub(super) async fn act(
    State(shared): State<Arc<Shared>>,
    Path(number): Path<usize>,
    Json(asked): Json<Act>,
) -> Response {
    let mut session = lock(&shared.session);
    let outcome = session.act(number, asked.revision, &asked.operation);
    let article = match session.corpus().article(number) {
        Ok(article) => article,
        Err(error) => return failed(StatusCode::NOT_FOUND, NO_ARTICLE, &error),
    };
    match outcome {
        Ok(Outcome::Saved(change)) => Json(ChangeView::new(article, &change)).into_response(),
        Ok(Outcome::Conflict) => {
            let view = ArticleView::new(number, article);
            (StatusCode::CONFLICT, Json(view)).into_response()
        }
        Ok(Outcome::Refused(refusal)) => {
            let status = StatusCode::UNPROCESSABLE_ENTITY;
            failed(status, refusal.code(), &refusal.error())
        }
        Err(error) => failed(StatusCode::INTERNAL_SERVER_ERROR, NOT_WRITTEN, &error),
    }
}

/// An error with its code, by which the page finds the words of its language.
fn failed(status: StatusCode, code: &str, error: &Error) -> Response {
    let body = json!({ "code": code, "error": error.to_string() });
    (status, Json(body)).into_response()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::review::Refusal;

    #[test]
    fn the_page_has_french_words_for_every_code() {
        let words = include_str!("../page/words.js");
        let french = words.split("\n  fr: {").nth(1).expect("French words");
        let refusals = Refusal::ALL.map(Refusal::code);
        for code in refusals.into_iter().chain([NO_ARTICLE, NOT_WRITTEN]) {
            assert!(french.contains(&format!(" {code}: ")), "{code}");
        }
    }
}
