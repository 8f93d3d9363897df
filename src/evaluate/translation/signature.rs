//! The line that says how a score was made, in sacrebleu's form.

use std::fmt;

use super::metric::Scorer;

/// What resampling adds to a signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Resampled {
    /// So many bootstrap resamples.
    Bootstrap(usize),
    /// So many trials of approximate randomisation.
    Randomisation(usize),
}

/// How a score was made: `nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:alinea-0.1.0`. All
/// fields but the version are those of sacrebleu 2.6.0, in its order.
///
/// ```
/// use alinea::evaluate::translation::{Bleu, Signature};
/// let signature = Signature::of(&Bleu::default(), 1);
/// assert!(signature.to_string().starts_with("nrefs:1|case:mixed|eff:no|tok:13a|smooth:exp|version:"));
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    fields: Vec<(&'static str, String)>,
}

impl Signature {
    /// The signature of `metric` against `references` references.
    pub fn of(metric: &dyn Scorer, references: usize) -> Self {
        Self::with(vec![("nrefs", references.to_string())], metric)
    }

    /// The signature of what looks at no reference: a learned metric's scores from a file, the quality
    /// of source and output.
    pub fn without_references(scorer: &dyn Scorer) -> Self {
        Self::with(Vec::new(), scorer)
    }

    fn with(mut fields: Vec<(&'static str, String)>, metric: &dyn Scorer) -> Self {
        fields.extend(metric.describe().fields);
        fields.push(("version", format!("alinea-{}", env!("CARGO_PKG_VERSION"))));
        Signature { fields }
    }

    /// With resampling and its seed said.
    #[must_use]
    pub fn resampled(mut self, how: Resampled, seed: u64) -> Self {
        let field = match how {
            Resampled::Bootstrap(samples) => ("bs", samples.to_string()),
            Resampled::Randomisation(trials) => ("ar", trials.to_string()),
        };
        let at = usize::from(self.fields.first().is_some_and(|(key, _)| *key == "nrefs"));
        self.fields.insert(at, field);
        self.fields.insert(at + 1, ("seed", seed.to_string()));
        self
    }

    /// The fields in order.
    pub fn fields(&self) -> impl ExactSizeIterator<Item = (&'static str, &str)> {
        self.fields
            .iter()
            .map(|(key, value)| (*key, value.as_str()))
    }
}

impl fmt::Display for Signature {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (at, (key, value)) in self.fields.iter().enumerate() {
            let bar = if at == 0 { "" } else { "|" };
            write!(f, "{bar}{key}:{value}")?;
        }
        Ok(())
    }
}

/// `yes` or `no`.
pub(crate) fn yes(value: bool) -> String {
    if value { "yes" } else { "no" }.into()
}
