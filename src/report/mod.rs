//! Pages, tables and figures to look at: results as text for a terminal, Markdown, LaTeX, CSV, JSON, HTML
//! in one file that needs nothing else, and SVG.
//!
//! What stands here makes text of results and opens no file; who writes it chooses where. Foreign text
//! is escaped for each form, so that it is shown and never run.

pub mod corpus;
pub mod figure;
pub mod html;
pub mod table;
pub mod translation;

pub use table::Table;
