//! Which repairs are made, which rules judge, and where their thresholds are: TOML in, TOML out.
//!
//! ```toml
//! [repair]
//! entities = false
//!
//! [rules]
//! long = 2000        # a threshold of one's own
//! capitals = false   # off
//! short = true       # on, with the threshold that ships
//! ```
//! What is not named stays as it ships. `alinea filter --print-config` prints all of it.

use std::collections::BTreeMap;

use serde::ser::SerializeMap;
use serde::{Deserialize, Serialize, Serializer};
use toml::{Spanned, Value};

use crate::error::{Error, Result};

use super::rules::{Bound, RULES, RuleInfo};

/// Which repairs are made; all of them by default.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RepairConfig {
    /// Text read in the wrong encoding.
    pub mojibake: bool,
    /// Tags of HTML and of translation tools.
    pub tags: bool,
    /// HTML entities.
    pub entities: bool,
    /// Control characters and invisible marks.
    pub controls: bool,
    /// White space.
    pub spaces: bool,
    /// Unicode's form NFC.
    pub unicode: bool,
}

impl RepairConfig {
    /// No repair at all.
    pub const NONE: RepairConfig = RepairConfig {
        mojibake: false,
        tags: false,
        entities: false,
        controls: false,
        spaces: false,
        unicode: false,
    };
}

impl Default for RepairConfig {
    fn default() -> Self {
        RepairConfig {
            mojibake: true,
            tags: true,
            entities: true,
            controls: true,
            spaces: true,
            unicode: true,
        }
    }
}

/// Repairs, rules and thresholds.
///
/// Serialized, it names every rule with its threshold, `true` or `false`, in alphabetical order: two
/// configurations that do the same have the same form.
///
/// ```
/// use alinea::filter::FilterConfig;
/// let mut config = FilterConfig::from_toml("[rules]\nlong = 2000\ncapitals = false")?;
/// assert_eq!(config.threshold("long"), Some(2000.0));
/// assert_eq!(config.threshold("capitals"), None);
/// config.set("quality", 0.9)?;
/// assert_eq!(FilterConfig::from_toml(&config.to_toml())?, config);
/// # Ok::<(), alinea::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct FilterConfig {
    /// Which repairs are made.
    pub repair: RepairConfig,
    #[serde(serialize_with = "write_rules")]
    rules: BTreeMap<&'static str, Option<f64>>,
}

impl Default for FilterConfig {
    /// What is safe for any corpus is on.
    fn default() -> Self {
        let rules = RULES.iter();
        FilterConfig {
            repair: RepairConfig::default(),
            rules: rules
                .map(|rule| (rule.name, rule.on.then_some(rule.threshold)))
                .collect(),
        }
    }
}

/// The file's shape.
#[derive(Deserialize)]
#[serde(default, deny_unknown_fields)]
#[derive(Default)]
struct File {
    repair: RepairConfig,
    rules: BTreeMap<Spanned<String>, Spanned<Value>>,
}

impl FilterConfig {
    /// No repair and no rule.
    pub fn none() -> Self {
        FilterConfig {
            repair: RepairConfig::NONE,
            rules: RULES.iter().map(|rule| (rule.name, None)).collect(),
        }
    }

    /// Reads TOML over the default.
    ///
    /// # Errors
    /// Text that is not TOML, a name that is no rule, a value that the rule cannot take; the error
    /// names the line.
    pub fn from_toml(text: &str) -> Result<Self> {
        let file: File = toml::from_str(text).map_err(|e| syntax(text, &e))?;
        let mut config = FilterConfig {
            repair: file.repair,
            ..FilterConfig::default()
        };
        for (name, value) in &file.rules {
            let info = info(name.get_ref()).map_err(|e| e.line(line(text, name.span().start)))?;
            let set = threshold(info, value.get_ref());
            let set = set.map_err(|e| e.line(line(text, value.span().start)))?;
            config.rules.insert(info.name, set);
        }
        Ok(config)
    }

    /// The threshold of a rule that is on.
    pub fn threshold(&self, rule: &str) -> Option<f64> {
        self.rules.get(rule).copied().flatten()
    }

    /// Turns a rule on, with this threshold.
    ///
    /// # Errors
    /// No such rule, or a threshold out of its range.
    pub fn set(&mut self, rule: &str, at: f64) -> Result<()> {
        let info = info(rule)?;
        let threshold = threshold(info, &Value::Float(at))?;
        self.rules.insert(info.name, threshold);
        Ok(())
    }

    /// Turns a rule off.
    ///
    /// # Errors
    /// No such rule.
    pub fn turn_off(&mut self, rule: &str) -> Result<()> {
        self.rules.insert(info(rule)?.name, None);
        Ok(())
    }

    /// The whole configuration as commented TOML.
    pub fn to_toml(&self) -> String {
        let mut text = String::from(
            "# Repairs, made before judging. Each changes the text and is counted by name.\n[repair]\n",
        );
        for (name, on, what) in [
            (
                "mojibake",
                self.repair.mojibake,
                "UTF-8 that was read as Windows-1252 or Latin-1",
            ),
            (
                "tags",
                self.repair.tags,
                "tags of HTML and of translation tools, and comments",
            ),
            ("entities", self.repair.entities, "HTML entities"),
            (
                "controls",
                self.repair.controls,
                "control characters and invisible marks",
            ),
            (
                "spaces",
                self.repair.spaces,
                "runs of white space, and white space at the ends",
            ),
            (
                "unicode",
                self.repair.unicode,
                "letters and accents composed (NFC)",
            ),
        ] {
            text.push_str(&format!("{:<24} # {what}\n", format!("{name} = {on}")));
        }
        text.push_str(
            "\n# Rules, in the order in which they judge; the first that drops names the drop.\n\
             # false: off; true: on with the threshold that ships; a number: on with this threshold.\n[rules]\n",
        );
        for info in RULES {
            let value = match (self.threshold(info.name), info.bound) {
                (None, _) => "false".to_owned(),
                (Some(_), Bound::Never) => "true".to_owned(),
                (Some(at), _) => format!("{at}"),
            };
            let comment = match (self.threshold(info.name), info.bound) {
                (None, Bound::Least(_) | Bound::Most(_)) => {
                    format!("{} (true: {})", info.what, info.threshold)
                }
                _ => info.what.to_owned(),
            };
            text.push_str(&format!(
                "{:<24} # {comment}\n",
                format!("{} = {value}", info.name)
            ));
        }
        text
    }
}

/// The rule of this name.
fn info(name: &str) -> Result<&'static RuleInfo> {
    RULES.iter().find(|rule| rule.name == name).ok_or_else(|| {
        let names: Vec<_> = RULES.iter().map(|rule| rule.name).collect();
        Error::configuration("expected the name of a rule")
            .found(format!("`{name}`"))
            .help(format!("the rules are {}", names.join(", ")))
    })
}

/// What a value sets a rule to.
fn threshold(info: &RuleInfo, value: &Value) -> Result<Option<f64>> {
    let highest = match info.bound {
        Bound::Never => 0.0,
        Bound::Least(highest) | Bound::Most(highest) => highest,
    };
    let number = match value {
        Value::Boolean(false) => return Ok(None),
        Value::Boolean(true) => return Ok(Some(info.threshold)),
        Value::Integer(number) => Some(*number as f64),
        Value::Float(number) => Some(*number),
        _ => None,
    };
    match number {
        Some(number) if (0.0..=highest).contains(&number) => Ok(Some(number)),
        _ if info.bound == Bound::Never => {
            let error = Error::configuration(format!("expected true or false for `{}`", info.name));
            Err(error.found(format!("`{value}`")))
        }
        _ => {
            let highest = if highest.is_finite() {
                format!("a number from 0 to {highest}")
            } else {
                "a number from 0".to_owned()
            };
            let expected = format!("expected true, false or {highest} for `{}`", info.name);
            Err(Error::configuration(expected).found(format!("`{value}`")))
        }
    }
}

/// The line, from 1, on which a byte of a text stands.
fn line(text: &str, byte: usize) -> usize {
    text.bytes().take(byte).filter(|b| *b == b'\n').count() + 1
}

/// What the TOML reader says, in our style.
fn syntax(text: &str, error: &toml::de::Error) -> Error {
    let said = error.message().lines().collect::<Vec<_>>().join(", ");
    let said = said.trim_end_matches('.').to_owned();
    let ours = Error::configuration(format!("expected rules as TOML: {said}"))
        .help("`alinea filter --print-config` prints all settings");
    match error.span() {
        Some(span) => ours.line(line(text, span.start)),
        None => ours,
    }
}

fn write_rules<S: Serializer>(
    rules: &BTreeMap<&'static str, Option<f64>>,
    serializer: S,
) -> std::result::Result<S::Ok, S::Error> {
    let mut map = serializer.serialize_map(Some(rules.len()))?;
    for (name, threshold) in rules {
        let switch = info(name).is_ok_and(|info| info.bound == Bound::Never);
        match threshold {
            Some(at) if !switch => map.serialize_entry(name, at)?,
            on => map.serialize_entry(name, &on.is_some())?,
        }
    }
    map.end()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_named_stays_as_it_ships() {
        let config = FilterConfig::from_toml("[repair]\nspaces = false").expect("reads");
        assert!(!config.repair.spaces && config.repair.entities);
        assert_eq!(config.rules, FilterConfig::default().rules);
        assert_eq!(FilterConfig::from_toml(""), Ok(FilterConfig::default()));
    }

    #[test]
    fn an_unknown_rule_or_table_is_named_with_its_line() {
        for (text, line, said) in [
            ("[rules]\nlong = 3\nlenght = 5", 3, "`lenght`"),
            ("\n[rulez]\nlong = 3", 2, "rulez"),
            ("[repair]\n\nspace = true", 3, "space"),
            ("[rules]\nlong = \"much\"", 2, "\"much\""),
            ("[rules]\nletters = 1.5", 2, "from 0 to 1"),
            ("[rules]\nratio = -1", 2, "`-1`"),
            ("[rules]\nempty = 3", 2, "true or false"),
            ("[rules", 1, "TOML"),
        ] {
            let error = FilterConfig::from_toml(text).expect_err("is refused");
            assert_eq!(error.line_number(), Some(line), "{error}");
            assert!(error.to_string().contains(said), "{error}");
        }
    }

    #[test]
    fn the_printed_form_reads_back_and_the_default_has_all_rules() {
        let text = FilterConfig::default().to_toml();
        assert_eq!(FilterConfig::from_toml(&text), Ok(FilterConfig::default()));
        for rule in RULES {
            assert!(
                text.contains(&format!("\n{} = ", rule.name)),
                "{}",
                rule.name
            );
        }
    }

    #[test]
    fn the_serialized_form_is_the_same_for_what_does_the_same() {
        let json = |text: &str| {
            let config = FilterConfig::from_toml(text).expect("reads");
            serde_json::to_string(&config).expect("JSON")
        };
        assert_eq!(json("[rules]\nlong = true"), json(""));
        assert_ne!(json("[rules]\nlong = false"), json(""));
        assert!(json("").contains("\"empty\":true"), "{}", json(""));
    }
}
