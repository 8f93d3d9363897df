//! The local editor: a server on this machine's loopback address, for whoever has the token.
//!
//! It listens on 127.0.0.1 only. Every request passes the [`guard`]: the right Host, no foreign Origin, no
//! way out of a path, and the token, a random number of 128 bits: the page and its files have it in their
//! address, everything else in a header, which a page from elsewhere cannot send. Only what is compiled in
//! is served.

mod answers;
mod guard;
mod views;

use std::net::{Ipv4Addr, TcpListener};
use std::sync::{Arc, Mutex};

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};

use crate::error::{Error, Result};

use super::session::Session;

/// Most bytes of a request; a segment is seldom longer than some hundred kilobytes.
const LARGEST_REQUEST: usize = 16 << 20;

/// What all answers share.
struct Shared {
    session: Mutex<Session>,
    /// What the page calls the corpus.
    name: String,
    token: String,
    port: u16,
}

/// The editor, listening but not yet answering.
pub struct Server {
    listener: TcpListener,
    shared: Arc<Shared>,
}

impl Server {
    /// Listens on the loopback address; port 0 takes any that is free.
    ///
    /// # Errors
    /// A port that is taken, or a system without random numbers.
    pub fn bind(session: Session, name: &str, port: u16) -> Result<Self> {
        let taken = |e: std::io::Error| {
            Error::io(&format!("listen on 127.0.0.1:{port}"), &e).help("name another with --port")
        };
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, port)).map_err(taken)?;
        listener.set_nonblocking(true).map_err(taken)?;
        let port = listener.local_addr().map_err(taken)?.port();
        let shared = Arc::new(Shared {
            session: Mutex::new(session),
            name: name.to_owned(),
            token: token()?,
            port,
        });
        Ok(Server { listener, shared })
    }

    /// The address to open, with the token in it.
    pub fn address(&self) -> String {
        let Shared { port, token, .. } = &*self.shared;
        format!("http://127.0.0.1:{port}/{token}/")
    }

    /// Answers until the process ends. There is nothing to tidy up then: what was saved is on the disk.
    ///
    /// # Errors
    /// A system that cannot wait for connections.
    pub fn run(self) -> Result<()> {
        let io = |e: std::io::Error| Error::io("serve the page", &e);
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_io()
            .build()
            .map_err(io)?;
        runtime.block_on(async {
            let listener = tokio::net::TcpListener::from_std(self.listener).map_err(io)?;
            axum::serve(listener, router(self.shared)).await.map_err(io)
        })
    }
}

fn router(shared: Arc<Shared>) -> Router {
    let guard = middleware::from_fn_with_state(Arc::clone(&shared), guard::guard);
    Router::new()
        .route("/{token}/", get(answers::page))
        .route("/{token}/{file}", get(answers::file))
        .route("/api/corpus", get(answers::corpus))
        .route("/api/doubts", get(answers::doubts))
        .route("/api/articles/{number}", get(answers::article))
        .route("/api/articles/{number}", post(answers::act))
        .route("/api/articles/{number}/revision", get(answers::revision))
        .layer(DefaultBodyLimit::max(LARGEST_REQUEST))
        .layer(guard)
        .with_state(shared)
}

/// 128 random bits in hexadecimal.
fn token() -> Result<String> {
    let mut bytes = [0; 16];
    getrandom::fill(&mut bytes)
        .map_err(|e| Error::configuration(format!("cannot get random numbers: {e}")))?;
    Ok(bytes.iter().map(|byte| format!("{byte:02x}")).collect())
}
