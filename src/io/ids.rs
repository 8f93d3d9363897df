//! Names that no two units of a file may share.
//!
//! A file that has an id twice is refused by other tools. Units come with ids of other files, and several
//! files become one, so the writers remember what they have written: eight bytes a unit.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};

/// What has been used, as numbers: two names that fall on one number cost a name, no more.
#[derive(Default)]
pub(crate) struct Used(HashSet<u64>);

impl Used {
    /// Whether `name` has not been used; from now on it has.
    pub fn is_free(&mut self, name: impl Hash) -> bool {
        let mut hasher = DefaultHasher::new();
        name.hash(&mut hasher);
        self.0.insert(hasher.finish())
    }
}

/// The ids of the units of a file: those they came with, or else numbers behind a prefix.
pub(crate) struct Ids {
    prefix: &'static str,
    used: Used,
    units: usize,
}

impl Ids {
    /// Numbers from 1.
    pub fn new(prefix: &'static str) -> Self {
        Ids {
            prefix,
            used: Used::default(),
            units: 0,
        }
    }

    /// Lets all be used again, and numbers on.
    pub fn begin(&mut self) {
        self.used = Used::default();
    }

    /// The id of the next unit: the one it came with if that is free.
    pub fn next(&mut self, carried: Option<&str>) -> String {
        self.units += 1;
        if let Some(id) = carried
            && self.used.is_free(id)
        {
            return id.to_owned();
        }
        loop {
            let id = format!("{}{}", self.prefix, self.units);
            if self.used.is_free(id.as_str()) {
                return id;
            }
            self.units += 1;
        }
    }

    /// Whether an id may be a number of ours, so that a reader of our files takes it for one.
    pub fn is_number(prefix: &str, id: &str) -> bool {
        let number = id.strip_prefix(prefix).unwrap_or_default();
        !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_id_comes_twice() {
        let mut ids = Ids::new("u");
        let carried = [Some("u2"), None, Some("a"), Some("a"), Some("u5"), None];
        let given = carried.map(|carried| ids.next(carried));
        assert_eq!(given, ["u2", "u3", "a", "u5", "u6", "u7"]);
        ids.begin();
        assert_eq!(ids.next(Some("a")), "a");
        assert_eq!(ids.next(None), "u9");
    }
}
