//! The answers: the page and its files, the corpus, an article, an operation.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use axum::Json;
use axum::extract::{Path, State};
use axum::http::{StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Deserialize;
use serde_json::json;

use crate::error::{Error, ErrorKind};
use crate::report::html::STYLE;
use crate::review::{Operation, Outcome, Session};

use super::Shared;
use super::views::{ArticleView, ChangeView, CorpusView, DoubtsView, Status};

const PAGE: &str = include_str!("../page/review.html");
const SCRIPT: &str = "text/javascript; charset=utf-8";

/// The files beside the page.
const FILES: [(&str, &str, &str); 7] = [
    ("page.css", "text/css; charset=utf-8", STYLE),
    (
        "review.css",
        "text/css; charset=utf-8",
        include_str!("../page/review.css"),
    ),
    ("review.js", SCRIPT, include_str!("../page/review.js")),
    ("list.js", SCRIPT, include_str!("../page/list.js")),
    ("beads.js", SCRIPT, include_str!("../page/beads.js")),
    ("server.js", SCRIPT, include_str!("../page/server.js")),
    ("words.js", SCRIPT, include_str!("../page/words.js")),
];

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
        Err(error) => refused(StatusCode::NOT_FOUND, &error),
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
        Err(error) => refused(StatusCode::NOT_FOUND, &error),
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
        Err(error) => return refused(StatusCode::NOT_FOUND, &error),
    };
    match outcome {
        Ok(Outcome::Saved(change)) => Json(ChangeView::new(article, &change)).into_response(),
        Ok(Outcome::Conflict) => {
            let view = ArticleView::new(number, article);
            (StatusCode::CONFLICT, Json(view)).into_response()
        }
        Err(error) if error.kind() == ErrorKind::Alignment => {
            refused(StatusCode::UNPROCESSABLE_ENTITY, &error)
        }
        Err(error) => refused(StatusCode::INTERNAL_SERVER_ERROR, &error),
    }
}

fn refused(status: StatusCode, error: &Error) -> Response {
    (status, Json(json!({ "error": error.to_string() }))).into_response()
}
