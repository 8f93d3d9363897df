//! Carrying what a corpus says of its units beyond our fields ([`Extra`]) from one format to another.
//!
//! | format | holds it as |
//! | --- | --- |
//! | JSON lines | fields; a name that comes several times is one field with a list of texts |
//! | CSV, TSV, Bitextor | columns, as [`with_columns`] finds them; texts of one name in one cell, a line each |
//! | TMX | `note`, the attributes of `tu`, `prop` of any type; those of `source.NAME` in the source's `tuv` |
//! | XLIFF | `note`, the attributes of a unit, properties of any type |
//! | PO | comments, references, flags, `msgctxt`, plural forms |
//! | others | nothing: it is told in the [`Notes`](super::Notes) |
//!
//! `note`, `tuid`, `changedate`, … are the same name in all of them, so that a note stays a note. Names
//! that a format has for something else stand in an object [`OTHER_FIELDS`].

use std::sync::Arc;

use serde::ser::{Serialize, SerializeMap, Serializer};
use serde_json::value::RawValue;

use super::{Format, UnitReader, WriterOptions, bitextor, delimited};
use crate::bitext::{Extra, ExtraValue, TranslationUnit};
use crate::error::{Error, Result};

/// The field or column that holds, as a JSON object, what has none of its own.
pub const OTHER_FIELDS: &str = "other_fields";

/// Units read ahead to find their columns.
const AHEAD: usize = 4096;

/// Units of each corpus that are read ahead, where there are many.
const LEAST_AHEAD: usize = 16;

/// Most columns; what more names there are stand in [`OTHER_FIELDS`].
const MOST_COLUMNS: usize = 200;

/// The units of several corpora, one corpus after the other. Finds the columns that a format with a header
/// needs for what they hold beyond our fields, and names them in `options`: those that headers name
/// ([`Notes::columns`](super::Notes::columns), of the same notes as the readers') and those of 4096 units
/// from the beginnings of all, which are read ahead. Other formats need none, and nothing is read.
///
/// A name that first comes later stands in [`OTHER_FIELDS`], if any unit read ahead had such names;
/// else it is left out, and told.
///
/// ```
/// use alinea::io::{Format, ReaderOptions, WriterOptions, reader, with_columns};
/// let folder = tempfile::tempdir().unwrap();
/// let path = folder.path().join("a.jsonl");
/// std::fs::write(&path, "{\"source\":\"Un.\",\"target\":\"One.\",\"domain\":\"sums\"}\n").unwrap();
/// let mut options = WriterOptions::default();
/// let units = reader(&path, Format::Jsonl, &ReaderOptions::default())?;
/// let units = with_columns(vec![units], Format::Csv, &mut options);
/// assert_eq!(options.columns, ["domain".into()]);
/// assert_eq!(units.count(), 1);
/// # Ok::<(), alinea::Error>(())
/// ```
pub fn with_columns(
    corpora: Vec<Box<dyn UnitReader>>,
    format: Format,
    options: &mut WriterOptions,
) -> Box<dyn UnitReader> {
    let own: &[&str] = match format {
        Format::Csv | Format::Tsv => &delimited::COLUMNS,
        Format::Bitextor => &bitextor::COLUMNS,
        _ => return Box::new(corpora.into_iter().flatten()),
    };
    let each = (AHEAD / corpora.len().max(1)).max(LEAST_AHEAD);
    let read_ahead = |mut units: Box<dyn UnitReader>| {
        let ahead: Vec<Result<TranslationUnit>> = units.by_ref().take(each).collect();
        (ahead, units)
    };
    let corpora: Vec<_> = corpora.into_iter().map(read_ahead).collect();
    let mut columns = options.notes.columns();
    let named = columns.len();
    let ahead = corpora.iter().flat_map(|(ahead, _)| ahead).flatten();
    for extra in ahead.flat_map(|unit| &unit.extra) {
        if !columns.contains(&extra.name) && columns.len() <= MOST_COLUMNS.max(named) {
            columns.push(Arc::clone(&extra.name));
        }
    }
    // What no header names may have more names yet to come.
    let more = corpora.iter().any(|(ahead, _)| ahead.len() == each);
    let open = more && columns.len() > named;
    let most = MOST_COLUMNS.max(named);
    // A header's names are read without spaces around them.
    let whole = |name: &str| {
        !name.is_empty()
            && name.trim() == name
            && !name.contains(|c: char| c.is_control() || bitextor::ends_cell(c))
    };
    let taken = |name: &Arc<str>| own.contains(&&**name) || &**name == OTHER_FIELDS || !whole(name);
    options.other_fields = open || columns.len() > most || columns.iter().any(taken);
    columns.truncate(most);
    columns.retain(|name| !taken(name));
    options.columns = columns;
    let units = corpora.into_iter();
    Box::new(units.flat_map(|(ahead, units)| ahead.into_iter().chain(units)))
}

/// Extras as fields of a JSON object. Those whose names are `reserved` stand in [`OTHER_FIELDS`].
pub(super) struct Fields<'a> {
    pub extra: &'a [Extra],
    pub reserved: fn(&str) -> bool,
}

impl Serialize for Fields<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        let reserved = |name: &str| (self.reserved)(name) || name == OTHER_FIELDS;
        for (at, extra) in self.extra.iter().enumerate() {
            let first = !self.extra[..at].iter().any(|e| e.name == extra.name);
            if first && !reserved(&extra.name) {
                map.serialize_entry(&*extra.name, &values(self.extra, &extra.name))?;
            }
        }
        if self.extra.iter().any(|extra| reserved(&extra.name)) {
            map.serialize_entry(OTHER_FIELDS, &Object(self.extra, &reserved))?;
        }
        map.end()
    }
}

/// Those of `extra` whose names the function holds of.
struct Object<'a, F>(&'a [Extra], F);

impl<F: Fn(&str) -> bool> Serialize for Object<'_, F> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(None)?;
        for (at, extra) in self.0.iter().enumerate() {
            let first = !self.0[..at].iter().any(|e| e.name == extra.name);
            if first && (self.1)(&extra.name) {
                map.serialize_entry(&*extra.name, &values(self.0, &extra.name))?;
            }
        }
        map.end()
    }
}

/// The value under a name, or all values in a list.
fn values<'a>(extra: &'a [Extra], name: &str) -> Values<'a> {
    let named = extra.iter().filter(|extra| *extra.name == *name);
    Values(named.map(|extra| Value(&extra.value)).collect())
}

struct Values<'a>(Vec<Value<'a>>);

struct Value<'a>(&'a ExtraValue);

impl Serialize for Values<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        match &self.0[..] {
            [value] => value.serialize(serializer),
            values => values.serialize(serializer),
        }
    }
}

impl Serialize for Value<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        if let ExtraValue::Json(json) = self.0
            && let Ok(raw) = serde_json::from_str::<&RawValue>(json)
        {
            return raw.serialize(serializer);
        }
        serializer.serialize_str(self.0.as_str())
    }
}

/// Those of `extra` whose names the function holds of, as a JSON object; `None` where there are none.
pub(super) fn object(extra: &[Extra], of: impl Fn(&str) -> bool) -> Result<Option<String>> {
    if !extra.iter().any(|extra| of(&extra.name)) {
        return Ok(None);
    }
    let json = serde_json::to_string(&Object(extra, of));
    json.map(Some)
        .map_err(|e| Error::format(format!("cannot write fields as JSON: {e}")))
}

/// Appends a value of JSON. A list of several texts is as many values of one name.
pub(super) fn push_json(extra: &mut Vec<Extra>, name: impl Into<Arc<str>>, json: &str) {
    let (name, json) = (name.into(), json.trim());
    if json.starts_with('[')
        && let Ok(texts) = serde_json::from_str::<Vec<String>>(json)
        && texts.len() > 1
    {
        let each = texts.into_iter();
        extra.extend(each.map(|text| Extra::text(Arc::clone(&name), text)));
        return;
    }
    let value = match serde_json::from_str::<String>(json) {
        Ok(text) => ExtraValue::Text(text),
        // Line ends stand between the parts of JSON only, where they are white space.
        Err(_) => ExtraValue::Json(json.replace(['\n', '\r'], " ")),
    };
    extra.push(Extra { name, value });
}

/// Appends the fields of a JSON object; whether it is one.
pub(super) fn push_object(extra: &mut Vec<Extra>, json: &str) -> bool {
    let mut entries = Entries::default();
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let read = serde::Deserializer::deserialize_map(&mut deserializer, &mut entries);
    if read.is_err() || deserializer.end().is_err() {
        return false;
    }
    for (name, value) in entries.0 {
        push_json(extra, name, value.get());
    }
    true
}

/// The fields of an object in their order.
#[derive(Default)]
struct Entries(Vec<(String, Box<RawValue>)>);

impl<'de> serde::de::Visitor<'de> for &mut Entries {
    type Value = ();

    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("an object")
    }

    fn visit_map<A: serde::de::MapAccess<'de>>(
        self,
        mut map: A,
    ) -> std::result::Result<(), A::Error> {
        while let Some(entry) = map.next_entry()? {
            self.0.push(entry);
        }
        Ok(())
    }
}

/// The text of all values under a name in one cell.
pub(super) fn cell(extra: &[Extra], name: &str) -> String {
    let mut cell = String::new();
    let named = extra.iter().filter(|extra| *extra.name == *name);
    for (at, extra) in named.enumerate() {
        if at > 0 {
            cell.push('\n');
        }
        if extra.value != ExtraValue::Json("null".into()) {
            cell.push_str(extra.value.as_str());
        }
    }
    cell
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::io::testing::{read_text_as, units};
    use crate::io::{Notes, ReaderOptions, reader, writer};

    fn json(name: &str, json: &str) -> Extra {
        Extra {
            name: name.into(),
            value: ExtraValue::Json(json.into()),
        }
    }

    /// Units with all that a format might trip over.
    fn with_extras() -> Vec<TranslationUnit> {
        let mut units = units();
        units[0].extra = vec![
            Extra::text("note", "à « revoir »\n\tdemain & <b>"),
            Extra::text("note", "encore"),
            Extra::text("tuid", "u 1"),
            Extra::text("changedate", "20230612T080000Z"),
            Extra::text("domain", "water \u{1}\u{2028} x"),
            Extra::text("x-Trados:Field name", "é"),
            Extra::text("x-score", "high"),
            Extra::text("x-any-json", "[1"),
            Extra::text("score", "9"),
            Extra::text("source.creationid", "ANNE"),
            Extra::text("target.note", "n"),
            Extra::text("target.x-Client", "C"),
            Extra::text("empty", ""),
            Extra::text("", "nameless"),
            Extra::text(" domain", "spaced"),
        ];
        units[2].extra = vec![
            json("labels", "[\"a\", 1]"),
            json("n", "1.50"),
            json("none", "null"),
            json("deep", "{\"b\": 1, \"a\": [true]}"),
            json("x y", "12345678901234567890123"),
            Extra::text("id", "§ 7"),
            Extra::text("msgctxt", "menu"),
            Extra::text("rule", "r"),
            Extra::text("other_fields", "o"),
        ];
        units[3].extra = vec![
            Extra::text("msgid_plural", "puits"),
            Extra::text("msgstr[1]", "wells"),
            Extra::text("reference", "menu.c:12"),
            Extra::text("flag", "c-format"),
            Extra::text("domain", "d"),
        ];
        units
    }

    /// What comes back of the extras, those of each unit by their names.
    fn back(format: Format, units: Vec<TranslationUnit>, notes: &Notes) -> Vec<Vec<Extra>> {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join(format!("a.{}", format.extension()));
        let mut options = WriterOptions {
            with_nulls: true,
            notes: notes.clone(),
            ..WriterOptions::default()
        };
        let units: Box<dyn UnitReader> = Box::new(units.into_iter().map(Ok));
        let units = with_columns(vec![units], format, &mut options);
        let mut writer = writer(format, path.as_path(), &options).expect("opens");
        for unit in units {
            writer.write(&unit.expect("a unit")).expect("writes");
        }
        writer.finish().expect("finishes");
        let read = reader(&path, format, &ReaderOptions::default()).expect("opens");
        read.map(|unit| sorted(unit.expect("reads").extra))
            .collect()
    }

    fn sorted(mut extra: Vec<Extra>) -> Vec<Extra> {
        extra.sort_by(|a, b| a.name.cmp(&b.name));
        extra
    }

    fn wanted(units: Vec<TranslationUnit>) -> Vec<Vec<Extra>> {
        units.into_iter().map(|unit| sorted(unit.extra)).collect()
    }

    #[test]
    fn what_is_carried_comes_back_the_same_from_formats_that_hold_all() {
        let notes = Notes::default();
        for format in [
            Format::Jsonl,
            Format::Tmx,
            Format::Xliff,
            Format::Xliff2,
            Format::Po,
        ] {
            let found = back(format, with_extras(), &notes);
            assert_eq!(found, wanted(with_extras()), "{format}");
        }
        assert!(notes.take().is_empty());
    }

    #[test]
    fn tables_have_a_column_for_each_name_and_one_for_names_of_ours() {
        for format in [Format::Csv, Format::Tsv] {
            let mut units = with_extras();
            let found = back(format, units.clone(), &Notes::default());
            // An empty cell is nothing, a cell is a text, and two notes are two lines of one.
            units[0].extra.retain(|extra| &*extra.name != "empty");
            units[0].extra.remove(1);
            units[0].extra[0] = Extra::text("note", "à « revoir »\n\tdemain & <b>\nencore");
            units[2].extra.retain(|extra| &*extra.name != "none");
            for extra in &mut units[2].extra {
                extra.value = ExtraValue::Text(extra.value.as_str().to_owned());
            }
            assert_eq!(found, wanted(units), "{format}");
        }
        let mut units = units();
        units[0].extra = vec![
            Extra::text("hunalign_score", "1.5"),
            Extra::text("digest", "a\tb"),
        ];
        let found = back(Format::Bitextor, units, &Notes::default());
        let digest = Extra::text("digest", "a b");
        assert_eq!(found[0], [digest, Extra::text("hunalign_score", "1.5")]);
    }

    #[test]
    fn columns_of_a_table_keep_their_order_and_the_others_stay_as_they_were() {
        let folder = tempfile::tempdir().expect("a folder");
        let [from, to] = ["a.csv", "b.csv"].map(|name| folder.path().join(name));
        std::fs::write(&from, "zone,source,target,empty,age\nN,Un.,One.,,3\n").expect("a file");
        let notes = Notes::default();
        let reading = ReaderOptions {
            notes: notes.clone(),
            ..ReaderOptions::default()
        };
        let mut writing = WriterOptions {
            notes,
            ..WriterOptions::default()
        };
        let units = reader(&from, Format::Csv, &reading).expect("opens");
        let units = with_columns(vec![units], Format::Csv, &mut writing);
        let mut writer = writer(Format::Csv, to.as_path(), &writing).expect("opens");
        for unit in units {
            writer.write(&unit.expect("a unit")).expect("writes");
        }
        writer.finish().expect("finishes");
        let text = std::fs::read_to_string(&to).expect("a file");
        let lines: Vec<&str> = text.lines().collect();
        let columns = format!("{},zone,empty,age", delimited::COLUMNS.join(","));
        assert_eq!(lines[0], columns);
        assert!(lines[1].ends_with(",N,,3"), "{}", lines[1]);
    }

    #[test]
    fn names_that_come_late_stand_together_if_there_were_others() {
        let first = |extra: Vec<Extra>| {
            let unit = &units()[4];
            let mut units = vec![unit.clone(); AHEAD + 1];
            units[0].extra = extra;
            units[AHEAD].extra = vec![Extra::text("late", "x")];
            units
        };
        let notes = Notes::default();
        let found = back(Format::Csv, first(vec![Extra::text("early", "y")]), &notes);
        assert_eq!(found[AHEAD], [Extra::text("late", "x")]);
        assert!(notes.take().is_empty());
        let found = back(Format::Csv, first(Vec::new()), &notes);
        assert!(found[AHEAD].is_empty());
        let said = notes.take();
        assert!(
            said[0].ends_with("left out: 1 `late`, which csv has no column for"),
            "{said:?}"
        );
    }

    #[test]
    fn other_fields_of_another_program_are_a_field() {
        let text = "{\"source\":\"a\",\"target\":\"b\",\"other_fields\":[\"x\",\"y\"]}\n\
            {\"source\":\"a\",\"target\":\"b\",\"other_fields\":{\"x\":\"y\"}}\n";
        let units = read_text_as(Format::Jsonl, text).expect("reads");
        let names =
            |at: usize| -> Vec<&str> { units[at].extra.iter().map(|extra| &*extra.name).collect() };
        assert_eq!(names(0), ["other_fields", "other_fields"]);
        assert_eq!(names(1), ["x"]);
    }
}
