//! Operations on the bounds of beads: merge, split, shift, link, unlink.
//!
//! Each takes a run of beads and lays the same segments out anew, by the sizes of the new beads. As the
//! run begins where it began and its sizes add up to the same, the beads still cover both sides.

use std::ops::Range;

use crate::bitext::Bead;

use super::operation::{Direction, Which, bead};
use super::refusal::{Planned, Refusal};
use super::state::{Change, ReviewBead, State};

/// Source and target segments of a bead.
type Size = (usize, usize);

fn size(bead: &ReviewBead) -> Size {
    (bead.bead.source.len(), bead.bead.target.len())
}

/// Lays the segments of `count` beads from `at` on out anew.
fn lay(state: &State, at: usize, count: usize, sizes: &[Size]) -> Change {
    let before = state.beads[at..at + count].to_vec();
    let mut source = before[0].bead.source.start;
    let mut target = before[0].bead.target.start;
    let (mut after, mut made) = (Vec::with_capacity(sizes.len()), Vec::new());
    let mut lost: Vec<&ReviewBead> = before.iter().collect();
    for &(n, m) in sizes.iter().filter(|&&size| size != (0, 0)) {
        let bead = Bead::new(source..source + n, target..target + m);
        (source, target) = (bead.source.end, bead.target.end);
        match lost.iter().position(|old| same(&old.bead, &bead)) {
            Some(old) => after.push(ReviewBead {
                bead,
                ..lost.remove(old).clone()
            }),
            None => {
                made.push(after.len());
                after.push(ReviewBead::made(bead));
            }
        }
    }
    keep_notes(&lost, &made, &mut after);
    Change {
        at,
        before,
        after,
        text: None,
    }
}

/// Whether two beads hold the same segments; where an empty side stands does not count.
fn same(one: &Bead, other: &Bead) -> bool {
    let same = |a: &Range<usize>, b: &Range<usize>| a == b || a.is_empty() && b.is_empty();
    same(&one.source, &other.source) && same(&one.target, &other.target)
}

/// A note stays with its bead, or with the first that was made where their number changes.
fn keep_notes(lost: &[&ReviewBead], made: &[usize], after: &mut [ReviewBead]) {
    let edited = lost.iter().any(|old| old.review.edited);
    for (place, &new) in made.iter().enumerate() {
        let review = &mut after[new].review;
        review.edited = edited;
        if lost.len() == made.len() {
            review.comment.clone_from(&lost[place].review.comment);
        } else if place == 0 {
            let notes = lost.iter().map(|old| old.review.comment.as_str());
            let notes: Vec<&str> = notes.filter(|note| !note.is_empty()).collect();
            review.comment = notes.join("\n");
        }
    }
}

pub(super) fn merge(state: &State, at: usize) -> Planned<Change> {
    let first = size(bead(state, at)?);
    let second = size(bead(state, at + 1).map_err(|_| Refusal::NoBeadAfter)?);
    Ok(lay(
        state,
        at,
        2,
        &[(first.0 + second.0, first.1 + second.1)],
    ))
}

pub(super) fn split(state: &State, at: usize, first: Size) -> Planned<Change> {
    let whole = size(bead(state, at)?);
    let parts = first.0 <= whole.0 && first.1 <= whole.1 && first != (0, 0) && first != whole;
    if !parts {
        return Err(Refusal::NoPart);
    }
    let second = (whole.0 - first.0, whole.1 - first.1);
    Ok(lay(state, at, 1, &[first, second]))
}

pub(super) fn shift(state: &State, at: usize, side: Which, to: Direction) -> Planned<Change> {
    let giver = size(bead(state, at)?);
    let has = match side {
        Which::Source => giver.0,
        Which::Target => giver.1,
    };
    if has == 0 {
        return Err(Refusal::NothingToMove);
    }
    let one = match side {
        Which::Source => (1, 0),
        Which::Target => (0, 1),
    };
    let less = |s: Size| (s.0 - one.0, s.1 - one.1);
    let more = |s: Size| (s.0 + one.0, s.1 + one.1);
    match to {
        Direction::Next => {
            let taker = bead(state, at + 1).map_err(|_| Refusal::NoBeadAfter)?;
            Ok(lay(state, at, 2, &[less(giver), more(size(taker))]))
        }
        Direction::Previous => {
            let Some(before) = at.checked_sub(1) else {
                return Err(Refusal::NoBeadBefore);
            };
            let taker = size(bead(state, before)?);
            Ok(lay(state, before, 2, &[more(taker), less(giver)]))
        }
    }
}

/// Null beads of the two sides have no order among each other, so those between the two move out of the
/// way: those of the later bead's side before the pair, the others after it.
pub(super) fn link(state: &State, one: usize, other: usize) -> Planned<Change> {
    let (from, to) = (one.min(other), one.max(other));
    let (first, last) = (size(bead(state, from)?), size(bead(state, to)?));
    let opposite = (first.0 == 0) != (last.0 == 0) && (first.1 == 0) != (last.1 == 0);
    let run = &state.beads[from..=to];
    if !opposite || !run.iter().all(|b| b.bead.is_null()) {
        return Err(Refusal::NotOpposite);
    }
    let inner = || run[1..run.len() - 1].iter().map(size);
    let of_last = |s: &Size| (s.0 == 0) == (last.0 == 0);
    let mut sizes: Vec<Size> = inner().filter(of_last).collect();
    sizes.push((first.0 + last.0, first.1 + last.1));
    sizes.extend(inner().filter(|s| !of_last(s)));
    Ok(lay(state, from, run.len(), &sizes))
}

pub(super) fn unlink(state: &State, at: usize) -> Planned<Change> {
    let (n, m) = size(bead(state, at)?);
    if n + m < 2 {
        return Err(Refusal::OneSegment);
    }
    let omitted = std::iter::repeat_n((1, 0), n);
    let sizes: Vec<Size> = omitted.chain(std::iter::repeat_n((0, 1), m)).collect();
    Ok(lay(state, at, 1, &sizes))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bitext::Segment;

    /// An article with beads of these sizes.
    fn state(sizes: &[Size]) -> State {
        let mut state = State::default();
        for &(n, m) in sizes {
            let start = (state.source.len(), state.target.len());
            let segment = |_| Segment {
                text: "x".into(),
                paragraph: 0,
            };
            state.source.extend((0..n).map(segment));
            state.target.extend((0..m).map(segment));
            let bead = Bead::new(start.0..state.source.len(), start.1..state.target.len());
            state.beads.push(ReviewBead {
                score: Some(0.5),
                ..ReviewBead::made(bead)
            });
        }
        state
    }

    fn after(sizes: &[Size], plan: impl Fn(&State) -> Planned<Change>) -> Vec<Size> {
        let mut state = state(sizes);
        let change = plan(&state).expect("is possible");
        state.apply(&change);
        state.beads.iter().map(size).collect()
    }

    #[test]
    fn beads_are_merged_and_split_where_a_person_says() {
        assert_eq!(after(&[(1, 1), (1, 2)], |s| merge(s, 0)), [(2, 3)]);
        assert_eq!(after(&[(2, 1)], |s| split(s, 0, (1, 1))), [(1, 1), (1, 0)]);
        assert_eq!(after(&[(1, 1)], |s| split(s, 0, (0, 1))), [(0, 1), (1, 0)]);
        for part in [(0, 0), (2, 1), (3, 0)] {
            assert!(split(&state(&[(2, 1)]), 0, part).is_err(), "{part:?}");
        }
        assert!(merge(&state(&[(1, 1)]), 0).is_err());
    }

    #[test]
    fn a_segment_goes_to_a_neighbour_and_an_empty_bead_goes_away() {
        use Direction::{Next, Previous};
        let two = [(2, 1), (1, 1)];
        let shifted = |side, to, at| after(&two, |s| shift(s, at, side, to));
        assert_eq!(shifted(Which::Source, Next, 0), [(1, 1), (2, 1)]);
        assert_eq!(shifted(Which::Target, Previous, 1), [(2, 2), (1, 0)]);
        let nulls = [(1, 0), (0, 1)];
        assert_eq!(
            after(&nulls, |s| shift(s, 0, Which::Source, Next)),
            [(1, 1)]
        );
        assert!(shift(&state(&two), 0, Which::Source, Previous).is_err());
        assert!(shift(&state(&nulls), 0, Which::Target, Next).is_err());
    }

    #[test]
    fn null_beads_are_linked_past_those_between_them() {
        let run = [(1, 0), (1, 0), (0, 1), (0, 1)];
        let linked = [(0, 1), (1, 1), (1, 0)];
        assert_eq!(after(&run, |s| link(s, 0, 3)), linked);
        assert_eq!(after(&run, |s| link(s, 3, 0)), linked);
        let turned = [(0, 1), (0, 1), (1, 0)];
        assert_eq!(after(&turned, |s| link(s, 0, 2)), [(1, 1), (0, 1)]);
        assert!(link(&state(&run), 0, 1).is_err(), "the same side");
        assert!(
            link(&state(&[(1, 0), (1, 1), (0, 1)]), 0, 2).is_err(),
            "a pair between"
        );
        assert!(link(&state(&run), 0, 0).is_err(), "with itself");
    }

    #[test]
    fn what_was_only_moved_keeps_its_score() {
        let mut state = state(&[(1, 0), (1, 0), (0, 1)]);
        let change = link(&state, 0, 2).expect("is possible");
        state.apply(&change);
        let scores: Vec<Option<f64>> = state.beads.iter().map(|b| b.score).collect();
        assert_eq!(scores, [None, Some(0.5)]);
    }

    #[test]
    fn a_note_outlives_its_bead() {
        let mut state = state(&[(1, 1), (2, 1)]);
        state.beads[1].review.comment = "odd".into();
        let change = merge(&state, 0).expect("is possible");
        assert_eq!(change.after[0].review.comment, "odd");
        let change = split(&state, 1, (1, 1)).expect("is possible");
        assert_eq!(change.after[0].review.comment, "odd");
        assert_eq!(after(&[(2, 1)], |s| unlink(s, 0)), [(1, 0), (1, 0), (0, 1)]);
    }
}
