//! Two passes for languages without word vectors: a first aligns by lengths and spelling, a lexicon is
//! learnt from its sure beads ([`LexiconBuilder`]), a second aligns with that.
//!
//! A batch pools the sure beads of all its articles. An article by itself has its second pass where it
//! gives enough beads: what a short text teaches is its own mistakes. The cost is a second search. It does
//! not help where the first pass is mostly wrong.

use crate::bitext::{ArticlePair, Bead, Language};
use crate::similarity::{Lexicon, LexiconBuilder};

use super::{Aligned, Aligner};

/// Probability from which a bead is learnt from.
const SURE: f64 = 0.8;

/// Sure beads from which a lexicon helps; in fewer, literary texts lose.
const ENOUGH: usize = 400;

impl Aligner {
    /// Whether pairs of these languages have a second pass: they have no word vectors, and there are
    /// weights for a lexicon.
    pub fn learns(&self, source: &Language, target: &Language) -> bool {
        self.weights.with_lexicon.is_some() && self.tables.pair(source, target).is_none()
    }

    /// Aligns a pair for the first time: the beads with both sides that are sure, in order.
    pub fn sure_beads(&self, pair: &ArticlePair) -> Vec<Bead> {
        sure(&self.align_with(pair, None))
    }

    /// Both passes over a pair by itself; the first alone where it teaches too little.
    pub(super) fn align_twice(&self, pair: &ArticlePair) -> Aligned {
        let first = self.align_with(pair, None);
        let mut builder = LexiconBuilder::default();
        builder.add(pair, &sure(&first));
        let Some(lexicon) = Aligner::lexicon(builder) else {
            return first;
        };
        drop(first);
        self.align_with(pair, Some(&lexicon))
    }

    /// The lexicon of what was gathered, if it is enough.
    pub fn lexicon(builder: LexiconBuilder) -> Option<Lexicon> {
        (builder.len() >= ENOUGH).then(|| builder.learn())
    }
}

fn sure(aligned: &Aligned) -> Vec<Bead> {
    let beads = aligned.alignment.beads().iter().zip(&aligned.posteriors);
    let sure = beads.filter(|(bead, posterior)| **posterior >= SURE && !bead.is_null());
    sure.map(|(bead, _)| bead.clone()).collect()
}
