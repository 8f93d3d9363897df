//! What would be read, before anything is: names and lists, not documents.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::Result;
use crate::io::compression::is_standard;

use super::super::input::Input;
use super::{InputOptions, InputSource, Inputs, PairInput, Refused};

/// Pairs, and refused ones, that a plan shows.
const SHOWN: usize = 5;

/// A pair as a plan shows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedPair {
    /// Name of the article.
    pub id: String,
    /// The source's file, or what there is in its place.
    pub source: String,
    /// The target's.
    pub target: String,
}

/// What a job would read.
///
/// ```
/// use alinea::corpus::{InputOptions, InputPlan, InputSource};
/// let folder = tempfile::tempdir().unwrap();
/// for name in ["a.fr.md", "a.en.md", "b.fr.txt"] {
///     std::fs::write(folder.path().join(name), "x").unwrap();
/// }
/// let (source, target) = (folder.path().to_path_buf(), folder.path().to_path_buf());
/// let source = InputSource::Folders { source, target };
/// let plan = InputPlan::new(&source, &InputOptions::default())?;
/// assert_eq!((plan.pairs, plan.source_only.len()), (Some(1), 1));
/// assert!(plan.to_string().contains("kinds      markdown 2"));
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InputPlan {
    /// Where pairs come from, in words.
    pub origin: String,
    /// How many pairs there are; `None` where the texts themselves would have to be read to count.
    pub pairs: Option<usize>,
    /// The first of them.
    pub first: Vec<PlannedPair>,
    /// Documents of each kind.
    pub kinds: BTreeMap<&'static str, usize>,
    /// Source documents without a partner, as (id, file).
    pub source_only: Vec<(String, PathBuf)>,
    /// Target documents likewise.
    pub target_only: Vec<(String, PathBuf)>,
    /// How many pairs are refused.
    pub refused: usize,
    /// The first of them.
    pub first_refused: Vec<Refused>,
    /// Files that a list names and that are not there.
    pub missing: Vec<PathBuf>,
}

impl InputPlan {
    /// The plan for a source of pairs. A list is read to its end; of a table and a corpus, whose rows are
    /// the texts, the beginning; of standard input nothing.
    ///
    /// # Errors
    /// As [`Inputs::open`].
    pub fn new(source: &InputSource, options: &InputOptions) -> Result<InputPlan> {
        let origin = origin(source);
        if is_stdin(source) {
            return Ok(InputPlan {
                origin,
                ..InputPlan::default()
            });
        }
        let texts = matches!(source, InputSource::Table(_) | InputSource::Units { .. });
        let mut inputs = Inputs::open(source, options)?;
        let mut plan = InputPlan::of(&mut inputs, options, texts.then_some(SHOWN));
        plan.origin = origin;
        Ok(plan)
    }

    /// The plan for inputs that are open; with a limit, for the first of them. They are used up.
    pub fn of(inputs: &mut Inputs, options: &InputOptions, limit: Option<usize>) -> InputPlan {
        let mut plan = InputPlan {
            source_only: std::mem::take(&mut inputs.source_only),
            target_only: std::mem::take(&mut inputs.target_only),
            ..InputPlan::default()
        };
        let mut pairs = 0;
        for item in inputs.take(limit.unwrap_or(usize::MAX)) {
            match item {
                Ok(pair) => {
                    pairs += 1;
                    plan.add(&pair, options);
                }
                Err(refused) => {
                    plan.refused += 1;
                    if plan.first_refused.len() < SHOWN {
                        plan.first_refused.push(refused);
                    }
                }
            }
        }
        plan.pairs = limit.is_none().then_some(pairs);
        plan
    }

    fn add(&mut self, pair: &PairInput, options: &InputOptions) {
        for input in [&pair.source, &pair.target] {
            *self.kinds.entry(kind(input, options)).or_default() += 1;
            if let Input::File(path) = input
                && !path.exists()
            {
                self.missing.push(path.clone());
            }
        }
        if self.first.len() < SHOWN {
            self.first.push(PlannedPair {
                id: pair.id.clone(),
                source: shown(&pair.source),
                target: shown(&pair.target),
            });
        }
    }
}

impl fmt::Display for InputPlan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if !self.origin.is_empty() {
            writeln!(f, "reads      {}", self.origin)?;
        }
        match self.pairs {
            Some(pairs) => writeln!(f, "pairs      {pairs}")?,
            None => writeln!(f, "pairs      not counted without reading the texts")?,
        }
        for pair in &self.first {
            writeln!(
                f,
                "           {}: {} + {}",
                pair.id, pair.source, pair.target
            )?;
        }
        let kinds: Vec<String> = self.kinds.iter().map(|(k, n)| format!("{k} {n}")).collect();
        if !kinds.is_empty() {
            writeln!(f, "kinds      {}", kinds.join(", "))?;
        }
        for (list, label) in [
            (&self.source_only, "no target"),
            (&self.target_only, "no source"),
        ] {
            part(
                f,
                label,
                list.len(),
                list.iter().map(|(_, p)| p.display().to_string()),
            )?;
        }
        let missing = self.missing.iter().map(|p| p.display().to_string());
        part(f, "missing", self.missing.len(), missing)?;
        let refused = self.first_refused.iter().map(|r| r.error.to_string());
        part(f, "refused", self.refused, refused)
    }
}

/// A count and the first lines of what is counted; nothing where there is none.
fn part(
    f: &mut fmt::Formatter<'_>,
    label: &str,
    count: usize,
    lines: impl Iterator<Item = String>,
) -> fmt::Result {
    if count == 0 {
        return Ok(());
    }
    writeln!(f, "{label:<10} {count}")?;
    for line in lines.take(SHOWN) {
        writeln!(f, "           {line}")?;
    }
    Ok(())
}

fn origin(source: &InputSource) -> String {
    let name = |path: &Path| {
        if is_standard(path) {
            "standard input".into()
        } else {
            path.display().to_string()
        }
    };
    match source {
        InputSource::Folders { source, target } if source == target => {
            format!("documents of {}", name(source))
        }
        InputSource::Folders { source, target } => {
            format!("documents of {} and {}", name(source), name(target))
        }
        InputSource::Pattern { folder, pattern } => {
            format!("documents {pattern} of {}", name(folder))
        }
        InputSource::Manifest(path) => format!("documents that {} lists", name(path)),
        InputSource::Table(table) => format!("texts in the table {}", name(&table.path)),
        InputSource::Units { path, realign, .. } => {
            let what = if *realign {
                "segments, to be aligned anew,"
            } else {
                "pairs, as they are,"
            };
            format!("{what} of {}", name(path))
        }
    }
}

fn is_stdin(source: &InputSource) -> bool {
    match source {
        InputSource::Manifest(path) | InputSource::Units { path, .. } => is_standard(path),
        InputSource::Table(table) => is_standard(&table.path),
        InputSource::Folders { .. } | InputSource::Pattern { .. } => false,
    }
}

fn kind(input: &Input, options: &InputOptions) -> &'static str {
    match (input, options.kind.or(input.kind())) {
        (Input::Segments(_), _) => "segments",
        (Input::Text(_), None) => "text in the list",
        (_, Some(kind)) => kind.name(),
        (_, None) => "text",
    }
}

fn shown(input: &Input) -> String {
    match input {
        Input::Text(text) => format!("text of {} bytes", text.len()),
        Input::Segments(segments) => format!("{} segments", segments.len()),
        other => other.place().unwrap_or_default().display().to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_files_and_refused_rows_are_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let list = folder.path().join("list.csv");
        std::fs::write(folder.path().join("a.html"), "x").expect("writes");
        std::fs::write(&list, "source,target\na.html,b.html\nc\n").expect("writes");
        let plan = InputPlan::new(&InputSource::Manifest(list), &InputOptions::default());
        let plan = plan.expect("a plan");
        assert_eq!((plan.pairs, plan.refused), (Some(1), 1));
        assert_eq!(plan.missing, [folder.path().join("b.html")]);
        let said = plan.to_string();
        assert!(
            said.contains("missing    1\n") && said.contains("refused    1\n"),
            "{said}"
        );
    }

    #[test]
    fn standard_input_is_left_alone() {
        let plan = InputPlan::new(&InputSource::Manifest("-".into()), &InputOptions::default());
        let plan = plan.expect("a plan");
        assert_eq!(plan.pairs, None);
        assert!(
            plan.to_string()
                .contains("documents that standard input lists")
        );
    }
}
