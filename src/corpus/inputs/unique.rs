//! Every id once.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

use crate::error::Error;

use super::{PairInput, Refused};

/// A pair as an input finds it.
pub(super) struct Found {
    pub pair: PairInput,
    /// Whether the id was made here, and may be changed.
    pub made: bool,
    /// Makes an error's place.
    pub place: Error,
}

/// Passes on pairs with ids that were not there before. It keeps 16 bytes an id and not the ids: of a
/// million ids two are taken for the same with a probability below 10⁻²⁵.
#[derive(Default)]
pub(super) struct Unique {
    seen: HashMap<u128, u32>,
}

impl Unique {
    /// The pair, under a new name if it may have one, or the error that its id is taken.
    pub fn check(&mut self, found: Found) -> Result<PairInput, Refused> {
        let Found {
            mut pair,
            made,
            place,
        } = found;
        let times = self.seen.entry(key(&pair.id)).or_insert(0);
        *times += 1;
        if *times == 1 {
            return Ok(pair);
        }
        if !made {
            let error = place.found(format!("`{}` again", pair.id));
            return Err(Refused {
                error: Box::new(error.help("give each article an id of its own")),
                id: pair.id,
            });
        }
        let mut number = *times;
        loop {
            let id = format!("{}~{number}", pair.id);
            let taken = self.seen.entry(key(&id)).or_insert(0);
            *taken += 1;
            if *taken == 1 {
                pair.id = id;
                return Ok(pair);
            }
            number += 1;
        }
    }
}

/// What is kept of an id, or of the name of a file.
pub(super) fn key(id: &str) -> u128 {
    let half = |salt: u8| {
        let mut hasher = DefaultHasher::new();
        (salt, id).hash(&mut hasher);
        u128::from(hasher.finish())
    };
    half(0) << 64 | half(1)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::corpus::Input;

    #[test]
    fn made_ids_are_numbered_and_given_ones_refused() {
        let mut unique = Unique::default();
        let mut check = |id: &str, made: bool| {
            let text = || Input::Text(String::new());
            let found = Found {
                pair: PairInput::new(id, text(), text()),
                made,
                place: Error::format("expected a new id"),
            };
            unique.check(found).map(|p| p.id).map_err(|r| r.id)
        };
        assert_eq!(check("a", true), Ok("a".into()));
        assert_eq!(check("a~2", true), Ok("a~2".into()));
        assert_eq!(check("a", true), Ok("a~3".into()));
        assert_eq!(check("a", false), Err("a".into()));
    }
}
