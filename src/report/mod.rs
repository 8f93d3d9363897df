//! Pages and tables to look at: results as text for a terminal, Markdown, LaTeX, CSV, JSON, and HTML
//! in one file that needs nothing else.
//!
//! What stands here makes text of results and opens no file; who writes it chooses where. Foreign text
//! is escaped for each form, so that it is shown and never run.

pub mod corpus;
pub mod html;
pub mod table;
pub mod translation;

pub use table::Table;
