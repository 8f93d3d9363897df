//! Names of months and days and small number words as figures, so that `12 juin` meets `June 12` and
//! `trois` meets `three`.
//!
//! Words are looked up in lower case without accents (see [`fold`](super::fold)). Only words that
//! mean nothing else are here: English `may` and `march`, French `neuf` and `un`, are left out.

use crate::bitext::Language;

/// Months, folded, January first; an empty string where the word means something else too.
fn months(language: &Language) -> Option<&'static [&'static str; 12]> {
    Some(match language.primary() {
        "fr" => &[
            "janvier",
            "fevrier",
            "mars",
            "avril",
            "mai",
            "juin",
            "juillet",
            "aout",
            "septembre",
            "octobre",
            "novembre",
            "decembre",
        ],
        "en" => &[
            "january",
            "february",
            "",
            "april",
            "",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ],
        "de" => &[
            "januar",
            "februar",
            "marz",
            "april",
            "mai",
            "juni",
            "juli",
            "august",
            "september",
            "oktober",
            "november",
            "dezember",
        ],
        "es" => &[
            "enero",
            "febrero",
            "marzo",
            "abril",
            "mayo",
            "junio",
            "julio",
            "agosto",
            "septiembre",
            "octubre",
            "noviembre",
            "diciembre",
        ],
        "it" => &[
            "gennaio",
            "febbraio",
            "marzo",
            "aprile",
            "maggio",
            "giugno",
            "luglio",
            "agosto",
            "settembre",
            "ottobre",
            "novembre",
            "dicembre",
        ],
        "pt" => &[
            "janeiro",
            "fevereiro",
            "marco",
            "abril",
            "maio",
            "junho",
            "julho",
            "agosto",
            "setembro",
            "outubro",
            "novembro",
            "dezembro",
        ],
        "nl" => &[
            "januari",
            "februari",
            "maart",
            "april",
            "mei",
            "juni",
            "juli",
            "augustus",
            "september",
            "oktober",
            "november",
            "december",
        ],
        _ => return None,
    })
}

/// Days of the week, folded, Monday first. Portuguese, which counts most of them, has no list.
fn weekdays(language: &Language) -> Option<&'static [&'static str; 7]> {
    Some(match language.primary() {
        "fr" => &[
            "lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche",
        ],
        "en" => &[
            "monday",
            "tuesday",
            "wednesday",
            "thursday",
            "friday",
            "saturday",
            "sunday",
        ],
        "de" => &[
            "montag",
            "dienstag",
            "mittwoch",
            "donnerstag",
            "freitag",
            "samstag",
            "sonntag",
        ],
        "es" => &[
            "lunes",
            "martes",
            "miercoles",
            "jueves",
            "viernes",
            "sabado",
            "domingo",
        ],
        "it" => &[
            "lunedi",
            "martedi",
            "mercoledi",
            "giovedi",
            "venerdi",
            "sabato",
            "domenica",
        ],
        "nl" => &[
            "maandag",
            "dinsdag",
            "woensdag",
            "donderdag",
            "vrijdag",
            "zaterdag",
            "zondag",
        ],
        _ => return None,
    })
}

/// Number words, folded, with their values.
fn number_words(language: &Language) -> &'static [(&'static str, u32)] {
    match language.primary() {
        "fr" => &[
            ("deux", 2),
            ("trois", 3),
            ("quatre", 4),
            ("cinq", 5),
            ("six", 6),
            ("sept", 7),
            ("huit", 8),
            ("dix", 10),
            ("onze", 11),
            ("douze", 12),
            ("treize", 13),
            ("quatorze", 14),
            ("quinze", 15),
            ("seize", 16),
            ("vingt", 20),
            ("trente", 30),
            ("quarante", 40),
            ("cinquante", 50),
            ("soixante", 60),
            ("cent", 100),
            ("cents", 100),
            ("mille", 1000),
        ],
        "en" => &[
            ("two", 2),
            ("three", 3),
            ("four", 4),
            ("five", 5),
            ("six", 6),
            ("seven", 7),
            ("eight", 8),
            ("ten", 10),
            ("eleven", 11),
            ("twelve", 12),
            ("thirteen", 13),
            ("fourteen", 14),
            ("fifteen", 15),
            ("sixteen", 16),
            ("twenty", 20),
            ("thirty", 30),
            ("forty", 40),
            ("fifty", 50),
            ("sixty", 60),
            ("hundred", 100),
            ("thousand", 1000),
        ],
        "de" => &[
            ("zwei", 2),
            ("drei", 3),
            ("vier", 4),
            ("funf", 5),
            ("sechs", 6),
            ("sieben", 7),
            ("acht", 8),
            ("zehn", 10),
            ("elf", 11),
            ("zwolf", 12),
            ("zwanzig", 20),
            ("dreissig", 30),
            ("hundert", 100),
            ("tausend", 1000),
        ],
        "es" => &[
            ("dos", 2),
            ("tres", 3),
            ("cuatro", 4),
            ("cinco", 5),
            ("seis", 6),
            ("siete", 7),
            ("ocho", 8),
            ("diez", 10),
            ("once", 11),
            ("doce", 12),
            ("veinte", 20),
            ("treinta", 30),
            ("cien", 100),
            ("mil", 1000),
        ],
        "it" => &[
            ("due", 2),
            ("tre", 3),
            ("quattro", 4),
            ("cinque", 5),
            ("sei", 6),
            ("sette", 7),
            ("otto", 8),
            ("dieci", 10),
            ("dodici", 12),
            ("venti", 20),
            ("trenta", 30),
            ("cento", 100),
            ("mille", 1000),
        ],
        "pt" => &[
            ("dois", 2),
            ("duas", 2),
            ("tres", 3),
            ("quatro", 4),
            ("cinco", 5),
            ("seis", 6),
            ("sete", 7),
            ("oito", 8),
            ("dez", 10),
            ("doze", 12),
            ("vinte", 20),
            ("trinta", 30),
            ("cem", 100),
            ("mil", 1000),
        ],
        "nl" => &[
            ("twee", 2),
            ("drie", 3),
            ("vier", 4),
            ("vijf", 5),
            ("zes", 6),
            ("zeven", 7),
            ("acht", 8),
            ("tien", 10),
            ("twaalf", 12),
            ("twintig", 20),
            ("dertig", 30),
            ("honderd", 100),
            ("duizend", 1000),
        ],
        _ => &[],
    }
}

/// The month, 1 to 12, that a folded word names in this language.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::normalize::month;
/// assert_eq!(month("aout", &Language::french()), Some(8));
/// assert_eq!(month("august", &Language::english()), Some(8));
/// assert_eq!(month("may", &Language::english()), None);
/// ```
pub fn month(folded: &str, language: &Language) -> Option<u32> {
    if folded.is_empty() {
        return None;
    }
    let at = months(language)?.iter().position(|m| same(m, folded))?;
    u32::try_from(at + 1).ok()
}

/// The day of the week, 1 (Monday) to 7, that a folded word names in this language, also in the plural
/// of French and English.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::normalize::weekday;
/// assert_eq!(weekday("mardi", &Language::french()), Some(2));
/// assert_eq!(weekday("sundays", &Language::english()), Some(7));
/// assert_eq!(weekday("martial", &Language::french()), None);
/// ```
pub fn weekday(folded: &str, language: &Language) -> Option<u32> {
    let days = weekdays(language)?;
    let one = match language.primary() {
        "fr" | "en" => folded.strip_suffix('s').unwrap_or(folded),
        _ => folded,
    };
    let at = days.iter().position(|day| *day == folded || *day == one)?;
    u32::try_from(at + 1).ok()
}

/// The value of a folded number word in this language.
///
/// ```
/// use alinea::bitext::Language;
/// use alinea::normalize::number_word;
/// assert_eq!(number_word("trois", &Language::french()), Some(3));
/// assert_eq!(number_word("three", &Language::english()), Some(3));
/// ```
pub fn number_word(folded: &str, language: &Language) -> Option<u32> {
    number_words(language)
        .iter()
        .find(|(word, _)| same(word, folded))
        .map(|(_, value)| *value)
}

/// Whether two words are the same. Most words of one length differ in their first letter, which is seen
/// before the rest is compared.
fn same(a: &str, b: &str) -> bool {
    a.len() == b.len() && a.as_bytes().first() == b.as_bytes().first() && a == b
}
