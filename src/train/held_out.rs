//! What of gold or text is held out, so that no weight is learnt from it.

/// The part of a folder or table that is held out, besides what is named.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Part {
    /// Nothing.
    #[default]
    Nothing,
    /// Each third: those whose number, counted from 0 in the order of names or lines, leaves 2 when divided
    /// by 3.
    Thirds,
    /// All of it.
    All,
}

/// What is held out.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct HeldOut {
    /// Names of documents.
    pub names: Vec<String>,
    /// What is held out besides.
    pub part: Part,
}

impl HeldOut {
    /// Whether this document or line is.
    pub(super) fn holds(&self, number: usize, name: &str) -> bool {
        let part = match self.part {
            Part::Nothing => false,
            Part::Thirds => number % 3 == 2,
            Part::All => true,
        };
        part || self.names.iter().any(|held| held == name)
    }
}
