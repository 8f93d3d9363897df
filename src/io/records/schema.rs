//! The JSON Schema of the records (draft 2020-12), of the types that are read and written.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use super::RECORD_VERSION;
use super::answer::{WrittenAligned, WrittenError};
use super::article::Fields;

/// The schema: `$defs/article` of a record that is read, `$defs/answer` of one that is written, which is
/// `$defs/aligned` or `$defs/failed`.
///
/// ```
/// let schema = alinea::io::records::schema();
/// assert!(schema["$defs"]["article"]["properties"]["source_text"].is_object());
/// ```
pub fn schema() -> Value {
    let settings = SchemaSettings::draft2020_12;
    let mut definitions = definitions::<Fields>(settings().for_deserialize());
    definitions.extend(self::definitions::<WrittenAligned<'static>>(
        settings().for_serialize(),
    ));
    definitions.extend(self::definitions::<WrittenError<'static>>(
        settings().for_serialize(),
    ));
    let named = |name: &str| json!({"$ref": format!("#/$defs/{name}")});
    let answer = json!({
        "description": "One record a line on standard output: an answer for each record, in order.",
        "oneOf": [named("aligned"), named("failed")],
    });
    definitions.insert("answer".into(), answer);
    json!({
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Records of alinea worker",
        "description": format!(
            "Version {RECORD_VERSION}. $defs/article is a record that is read, $defs/answer one that is written."
        ),
        "anyOf": [named("article"), named("answer")],
        "$defs": definitions,
    })
}

fn definitions<T: JsonSchema>(settings: SchemaSettings) -> Map<String, Value> {
    let mut generator = settings.into_generator();
    generator.subschema_for::<T>();
    generator.take_definitions(true)
}
