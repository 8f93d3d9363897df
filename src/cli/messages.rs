//! What is said on standard error: errors, notes, progress, the closing summary.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{IsTerminal, Write};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use anstyle::{AnsiColor, Style};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use alinea::Error;
use alinea::corpus::matching::Matched;
use alinea::corpus::{Assembled, DoneFile, Shard, Summary};
use alinea::io::Notes;

use super::options::{Colour, Common};

/// Says things on standard error, as loudly as the user wants.
pub struct Messages {
    quiet: bool,
    verbose: bool,
    colour: Colour,
    started: Instant,
    said: Mutex<BTreeSet<String>>,
}

impl Messages {
    /// By the common arguments.
    pub fn new(common: &Common) -> Self {
        Messages {
            quiet: common.quiet,
            verbose: common.verbose,
            colour: common.color,
            started: Instant::now(),
            said: Mutex::default(),
        }
    }

    /// Whether standard output is to be coloured.
    pub fn colour_output(&self) -> bool {
        self.colour(std::io::stdout().is_terminal())
    }

    fn colour(&self, terminal: bool) -> bool {
        match self.colour {
            Colour::Always => true,
            Colour::Never => false,
            Colour::Auto => {
                terminal && std::env::var_os("NO_COLOR").is_none_or(|value| value.is_empty())
            }
        }
    }

    /// An error; said even when quiet.
    pub fn error(&self, error: &Error) {
        self.line("error", AnsiColor::Red, &error.to_string());
    }

    /// Something that the user should know.
    pub fn warning(&self, text: &str) {
        if !self.quiet {
            self.line("warning", AnsiColor::Yellow, text);
        }
    }

    /// Something that the user should know, said the first time only.
    pub fn warning_once(&self, text: &str) {
        let mut said = self.said.lock().unwrap_or_else(PoisonError::into_inner);
        if said.insert(text.to_owned()) {
            self.warning(text);
        }
    }

    /// An article that failed; said even when quiet.
    pub fn failure(&self, article: &str, reason: &str) {
        // A row without a name is called by its place, with which the reason begins too.
        let text = match reason.starts_with(article) {
            true => reason.to_owned(),
            false => format!("{article}: {reason}"),
        };
        self.line("error", AnsiColor::Red, &text);
    }

    /// Something that the user may want to know.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.line("note", AnsiColor::Cyan, text);
        }
    }

    /// What readers and writers told.
    pub fn notes(&self, notes: &Notes) {
        for note in notes.take() {
            self.note(&note);
        }
    }

    /// An address without which the command is of no use; said even when quiet.
    pub fn address(&self, text: &str) {
        self.line("note", AnsiColor::Cyan, text);
    }

    /// Something that explains what is done.
    pub fn detail(&self, text: &str) {
        if self.verbose {
            self.line("note", AnsiColor::Cyan, text);
        }
    }

    fn line(&self, label: &str, colour: AnsiColor, text: &str) {
        let mut style = Style::new();
        if self.colour(std::io::stderr().is_terminal()) {
            style = style.fg_color(Some(colour.into())).bold();
        }
        // A standard error that is closed is no reason to stop.
        let _ = writeln!(std::io::stderr(), "{style}{label}{style:#}: {text}");
    }

    /// A progress bar over articles; hidden where standard error is no terminal.
    /// Without their number it counts only.
    pub fn progress(&self, articles: Option<usize>) -> ProgressBar {
        let target = if self.quiet || !std::io::stderr().is_terminal() {
            ProgressDrawTarget::hidden()
        } else {
            ProgressDrawTarget::stderr()
        };
        let bar = ProgressBar::with_draw_target(articles.map(|n| n as u64), target);
        let template = match articles {
            Some(_) => "{bar:30} {pos}/{len} articles  {msg}  {elapsed} (left: {eta})",
            None => "{spinner} {pos} articles  {msg}  {elapsed}",
        };
        if let Ok(style) = ProgressStyle::with_template(template) {
            bar.set_style(style);
        }
        bar.enable_steady_tick(Duration::from_millis(200));
        bar
    }

    /// Lines that say what was done.
    pub fn report(&self, text: &str) {
        if !self.quiet {
            let _ = std::io::stderr().write_all(text.as_bytes());
        }
    }

    /// The closing summary of a corpus.
    pub fn built(&self, assembled: &Assembled) {
        if self.quiet {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let text = summary_lines(&assembled.summary);
        let text = text.into_iter().chain(assembled_lines(assembled));
        let text: Vec<String> = text
            .chain([format!("time       {seconds:.2} s\n")])
            .collect();
        let _ = std::io::stderr().write_all(text.join("\n").as_bytes());
    }

    /// The closing summary.
    pub fn summary(&self, summary: &Summary) {
        if self.quiet {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let _ = std::io::stderr().write_all(summary_text(summary, seconds).as_bytes());
    }
}

impl Messages {
    /// The closing summary of a shard.
    pub fn shard(&self, shard: Shard, done: &DoneFile) {
        if self.quiet {
            return;
        }
        let mut text = format!(
            "shard      {shard}: {} of {} articles",
            done.inputs.articles, done.list.articles
        );
        if done.failed > 0 {
            text.push_str(&format!(", {} failed", done.failed));
        }
        let seconds = self.started.elapsed().as_secs_f64();
        text.push_str(&format!("\ntime       {seconds:.2} s\n"));
        self.report(&text);
    }

    /// The closing summary of matching, `failed` of the documents not readable, and `aside` others not
    /// looked at.
    pub fn matched(&self, matched: &Matched, failed: usize, aside: usize) {
        if self.quiet {
            return;
        }
        let seconds = self.started.elapsed().as_secs_f64();
        let text = matched_text(matched, (failed, aside), seconds);
        let _ = std::io::stderr().write_all(text.as_bytes());
    }
}

fn matched_text(matched: &Matched, (failed, aside): (usize, usize), seconds: f64) -> String {
    let sum: f64 = matched.pairs.iter().map(|pair| pair.probability).sum();
    let mean = sum / matched.pairs.len().max(1) as f64;
    let mut text = format!(
        "pairs      {} (mean probability {mean:.3})\n",
        matched.pairs.len()
    );
    let (sources, targets) = (matched.sources.len(), matched.targets.len());
    text.push_str(&format!("no partner {sources} source, {targets} target"));
    if failed > 0 {
        text.push_str(&format!(", {failed} of them not readable"));
    }
    if aside > 0 {
        text.push_str(&format!("\nset aside  {aside}"));
    }
    text.push_str(&format!("\ntime       {seconds:.2} s\n"));
    text
}

fn summary_text(summary: &Summary, seconds: f64) -> String {
    let mut lines = summary_lines(summary);
    lines.push(format!("time       {seconds:.2} s\n"));
    lines.join("\n")
}

/// What was kept, repaired and dropped, the most first.
fn assembled_lines(assembled: &Assembled) -> Vec<String> {
    let counts = |of: &BTreeMap<String, usize>| {
        let mut counts: Vec<_> = of.iter().collect();
        counts.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
        let counts: Vec<String> = counts
            .iter()
            .map(|(name, n)| format!("{name} {n}"))
            .collect();
        counts.join(", ")
    };
    let mut lines = vec![format!("pairs      {} kept", assembled.units)];
    let dropped: usize = assembled.dropped.values().sum();
    if dropped > 0 {
        let rules = counts(&assembled.dropped);
        lines.push(format!("dropped    {dropped} ({rules}), see dropped.jsonl"));
    }
    if !assembled.repaired.is_empty() {
        lines.push(format!("repaired   {}", counts(&assembled.repaired)));
    }
    let splits = assembled.splits.iter();
    let splits: Vec<String> = splits
        .map(|s| format!("{} {} pairs of {} articles", s.name, s.units, s.articles))
        .collect();
    if !splits.is_empty() {
        lines.push(format!("splits     {}", splits.join(", ")));
    }
    lines
}

fn summary_lines(summary: &Summary) -> Vec<String> {
    let mut lines = vec![format!("articles   {}", aligned(summary))];
    lines.push(format!(
        "segments   {} source, {} target",
        summary.source_segments, summary.target_segments
    ));
    let mut types: Vec<_> = summary.beads.iter().collect();
    types.sort_by(|a, b| b.1.cmp(a.1).then(a.0.cmp(b.0)));
    let types: Vec<String> = types.iter().map(|(t, n)| format!("{t} {n}")).collect();
    lines.push(format!(
        "beads      {} ({})",
        summary.bead_count(),
        types.join(", ")
    ));
    lines.push(match summary.mean_score() {
        Some(mean) => format!("mean score {mean:.3}"),
        None => "mean score none: nothing is paired".into(),
    });
    lines.push(format!(
        "unpaired   {} segments",
        summary.unpaired_segments()
    ));
    if summary.crossings > 0 {
        lines.push(format!("crossing   {}", summary.crossings));
    }
    lines
}

fn aligned(summary: &Summary) -> String {
    let mut text = format!("{} aligned", summary.articles);
    if summary.failed > 0 {
        text.push_str(&format!(", {} failed", summary.failed));
    }
    if summary.unpaired_documents > 0 {
        text.push_str(&format!(
            ", {} without a partner",
            summary.unpaired_documents
        ));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn there_is_no_mean_score_of_nothing() {
        let text = summary_text(&Summary::default(), 0.1);
        assert!(text.contains("mean score none"), "{text}");
    }

    #[test]
    fn what_failed_is_in_the_summary_only_if_something_did() {
        let mut summary = Summary::default();
        summary.articles = 3;
        assert!(!summary_text(&summary, 0.1).contains("failed"));
        summary.failed = 2;
        assert!(summary_text(&summary, 0.1).contains("3 aligned, 2 failed"));
    }
}
