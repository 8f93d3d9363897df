//! Shifts of phrases: the greedy search of TER.
//!
//! As long as it helps, the shift that lowers the edit distance most is made, then the distance is
//! added. A shift takes a phrase of at most 10 words that stands in the reference too, at most 50
//! words away, where both the phrase and the place are wrong in the cheapest path, and puts it
//! beside the words that the path aligns with the place. Of equals the longest phrase, then the
//! earliest, then the earliest target is taken. After 1,000 shifts tried for a segment the search
//! ends. Only shifts whose distance by bits is low enough are computed within the beam, so that the
//! time is near linear in the shifts tried.

use super::distance::{Bits, ByBits, Edit, Matrix, beam_holds_all};

const LONGEST_PHRASE: usize = 10;
const FARTHEST: usize = 50;
const MOST_TRIALS: usize = 1000;

/// Counts edits; holds the scratch space from segment to segment.
#[derive(Debug, Default)]
pub(super) struct Editor {
    matrix: Matrix,
    narrow: ByBits<u64>,
    wide: ByBits<u128>,
    path: Path,
    places: Vec<Vec<usize>>,
}

/// Where the cheapest path leads.
#[derive(Debug, Default)]
struct Path {
    /// For each reference word, the hypothesis words up to the one it is aligned with.
    aligned: Vec<usize>,
    /// Errors before each reference word and before each hypothesis word, and in all.
    reference_errors: Vec<usize>,
    hypothesis_errors: Vec<usize>,
}

/// A shift: `length` words from `start` to before `target`.
#[derive(Debug, Clone, Copy)]
struct Shift {
    start: usize,
    length: usize,
    target: usize,
}

impl Shift {
    /// How many words stay at the beginning, and what follows them.
    fn parts(self, words: &[u32]) -> (usize, [&[u32]; 3]) {
        let Shift {
            start,
            length,
            target,
        } = self;
        let (phrase, end) = (&words[start..start + length], start + length);
        if target < start {
            (target, [phrase, &words[target..start], &words[end..]])
        } else {
            let after = if target > end {
                target
            } else {
                target + length
            };
            let after = after.min(words.len());
            (start, [&words[end..after], phrase, &words[after..]])
        }
    }

    fn make(self, words: &[u32]) -> Vec<u32> {
        let (stay, parts) = self.parts(words);
        [&words[..stay], &parts.concat()].concat()
    }

    /// What is preferred among shifts that gain the same; higher is better.
    fn rank(self) -> (usize, isize, isize) {
        (self.length, -(self.start as isize), -(self.target as isize))
    }
}

impl Editor {
    /// The edits between `hypothesis` and `reference`, whose words have numbers below `words`.
    pub fn edits(&mut self, hypothesis: &[u32], reference: &[u32], words: usize) -> usize {
        if reference.is_empty() {
            return hypothesis.len();
        }
        if hypothesis == reference {
            return 0;
        }
        self.find_places(reference, words);
        let mut now = hypothesis.to_vec();
        let (mut shifts, mut trials) = (0, 0);
        loop {
            let distance = self.matrix.fill(&now, reference);
            if distance == 0 {
                return shifts;
            }
            self.path.read(&self.matrix);
            self.take_hypothesis(&now, reference);
            let best = self.best_shift(&now, reference, distance, &mut trials);
            match best {
                Some(shift) if trials < MOST_TRIALS => now = shift.make(&now),
                _ => return shifts + distance,
            }
            shifts += 1;
        }
    }

    fn find_places(&mut self, reference: &[u32], words: usize) {
        if self.places.len() < words {
            self.places.resize_with(words, Vec::new);
        }
        self.places[..words].iter_mut().for_each(Vec::clear);
        for (at, &word) in reference.iter().enumerate() {
            self.places[word as usize].push(at);
        }
        if reference.len() <= u64::SIZE {
            self.narrow.reference(reference, words);
        } else if reference.len() <= u128::SIZE {
            self.wide.reference(reference, words);
        }
    }

    fn take_hypothesis(&mut self, hypothesis: &[u32], reference: &[u32]) {
        let m = reference.len();
        if m <= u64::SIZE {
            self.narrow.hypothesis(hypothesis, m, !0);
        } else if m <= u128::SIZE {
            self.wide.hypothesis(hypothesis, m, !0);
        }
    }

    /// The shift that gains most, if one gains anything; `trials` counts what was tried.
    fn best_shift(
        &mut self,
        words: &[u32],
        reference: &[u32],
        distance: usize,
        trials: &mut usize,
    ) -> Option<Shift> {
        let mut best: Option<(usize, Shift)> = None;
        for start in 0..words.len() {
            for at in 0..self.places[words[start] as usize].len() {
                let place = self.places[words[start] as usize][at];
                if place.abs_diff(start) > FARTHEST {
                    continue;
                }
                let alike = words[start..].iter().zip(&reference[place..]);
                let alike = alike
                    .take_while(|(a, b)| a == b)
                    .take(LONGEST_PHRASE)
                    .count();
                for length in 1..=alike {
                    if !self.path.allows(start, place, length) {
                        continue;
                    }
                    self.try_targets(
                        (start, place, length),
                        words,
                        reference,
                        distance,
                        &mut best,
                        trials,
                    );
                    if *trials >= MOST_TRIALS {
                        return None;
                    }
                }
            }
        }
        best.map(|(_, shift)| shift)
    }

    /// Tries a phrase before and after each word that it may go beside.
    fn try_targets(
        &mut self,
        (start, place, length): (usize, usize, usize),
        words: &[u32],
        reference: &[u32],
        distance: usize,
        best: &mut Option<(usize, Shift)>,
        trials: &mut usize,
    ) {
        let mut last = None;
        for offset in 0..=length {
            let target = match (place + offset).checked_sub(1) {
                None => 0,
                Some(beside) => match self.path.aligned.get(beside) {
                    Some(&target) => target,
                    None => break,
                },
            };
            if last == Some(target) {
                continue;
            }
            last = Some(target);
            *trials += 1;
            let shift = Shift {
                start,
                length,
                target,
            };
            // What is worth knowing: a distance that gains as much as the best so far.
            let most = distance - best.map_or(1, |(gain, _)| gain).min(distance);
            let Some(shifted) = self.distance(shift, words, reference, most) else {
                continue;
            };
            let gain = distance - shifted;
            let better =
                |(other, than): (usize, Shift)| (gain, shift.rank()) > (other, than.rank());
            if best.is_none_or(better) {
                *best = Some((gain, shift));
            }
        }
    }

    /// The distance after `shift`, if it is at most `most`.
    fn distance(
        &mut self,
        shift: Shift,
        words: &[u32],
        reference: &[u32],
        most: usize,
    ) -> Option<usize> {
        let (stay, parts) = shift.parts(words);
        let m = reference.len();
        let at_least = if m <= u64::SIZE {
            self.narrow.changed(stay, &parts)
        } else if m <= u128::SIZE {
            self.wide.changed(stay, &parts)
        } else {
            0
        };
        if at_least > most {
            return None;
        }
        let exact = if beam_holds_all(m) {
            at_least
        } else {
            self.matrix.changed(stay, &parts, words.len(), reference)
        };
        (exact <= most).then_some(exact)
    }
}

impl Path {
    /// Reads the path of a filled matrix.
    fn read(&mut self, matrix: &Matrix) {
        let mut edits = Vec::new();
        matrix.path(|edit| edits.push(edit));
        self.aligned.clear();
        self.reference_errors.clear();
        self.hypothesis_errors.clear();
        let (mut read, mut in_reference, mut in_hypothesis) = (0, 0, 0);
        for edit in edits.into_iter().rev() {
            let wrong = usize::from(edit != Edit::Keep);
            if edit != Edit::Insert {
                self.hypothesis_errors.push(in_hypothesis);
                in_hypothesis += wrong;
                read += 1;
            }
            if edit != Edit::Delete {
                self.reference_errors.push(in_reference);
                in_reference += wrong;
                self.aligned.push(read);
            }
        }
        self.reference_errors.push(in_reference);
        self.hypothesis_errors.push(in_hypothesis);
    }

    /// Whether a phrase may be shifted to `place`: both have an error, and the place is not within
    /// the phrase.
    fn allows(&self, start: usize, place: usize, length: usize) -> bool {
        let errors = |before: &[usize], at: usize| before[at + length] > before[at];
        let within = start < self.aligned[place] && self.aligned[place] <= start + length;
        errors(&self.hypothesis_errors, start) && errors(&self.reference_errors, place) && !within
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_phrase_moved_is_one_edit() {
        let mut editor = Editor::default();
        assert_eq!(editor.edits(&[3, 4, 0, 1, 2], &[0, 1, 2, 3, 4], 5), 1);
        assert_eq!(editor.edits(&[0, 1, 2], &[0, 1, 2], 5), 0);
        assert_eq!(editor.edits(&[], &[0, 1], 5), 2);
    }

    #[test]
    fn a_phrase_shifted_a_little_forward_passes_the_words_after_it() {
        let shift = Shift {
            start: 1,
            length: 2,
            target: 2,
        };
        assert_eq!(shift.make(&[0, 1, 2, 3, 4]), [0, 3, 1, 2, 4]);
        let shift = Shift {
            start: 2,
            length: 2,
            target: 4,
        };
        assert_eq!(shift.make(&[0, 1, 2, 3, 4]), [0, 1, 4, 2, 3]);
        let shift = Shift {
            start: 2,
            length: 2,
            target: 0,
        };
        assert_eq!(shift.make(&[0, 1, 2, 3, 4]), [2, 3, 0, 1, 4]);
    }
}
