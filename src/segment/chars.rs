//! Classes of characters, and of tokens by their characters, that the segmenter tells apart.

/// What may end a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Terminal {
    /// A full stop, which may also mark an abbreviation.
    Stop,
    /// `…`, or two full stops and more.
    Ellipsis,
    /// `!`, `?` and their like, which mark no abbreviation.
    Strong,
    /// Marks that need no space after them, nor a capital: CJK full stops.
    Wide,
}

/// The class of `c` as a terminal mark. `greek` adds the semicolon, which is the Greek question mark.
pub(super) fn terminal(c: char, greek: bool) -> Option<Terminal> {
    Some(match c {
        '.' => Terminal::Stop,
        '!' | '?' | '‼' | '⁇' | '⁈' | '⁉' | '‽' => Terminal::Strong,
        '…' => Terminal::Ellipsis,
        // Arabic and Urdu, Devanagari, Armenian, Ethiopic, Khmer, Burmese.
        '؟' | '۔' | '।' | '॥' | '։' | '።' | '፧' | '។' | '။' | '\u{37e}' => {
            Terminal::Strong
        }
        '。' | '！' | '？' | '｡' | '．' => Terminal::Wide,
        ';' if greek => Terminal::Strong,
        _ => return None,
    })
}

/// Whether a byte can begin a terminal mark or a bullet, or is one of the brackets and quotes that are counted: the filter that lets the scan pass over everything else.
pub(super) const INTEREST: [bool; 256] = {
    let mut table = [false; 256];
    let bytes = *b".!?;:()[]\"\xcd\xd6\xd8\xdb\xe0\xe1\xe2\xe3\xef";
    let mut i = 0;
    while i < bytes.len() {
        table[bytes[i] as usize] = true;
        i += 1;
    }
    table
};

/// Quotes, brackets and emphasis marks that close when they touch the terminal mark before them. Straight quotes and `*`, `_` can open as well: the context judges.
pub(super) fn closes(c: char) -> bool {
    matches!(
        c,
        ')' | ']' | '}' | '»' | '”' | '’' | '›' | '」' | '』' | '）' | '】' | '》' | '〉' | '］'
    )
}

/// Marks that open and close alike.
pub(super) fn two_sided(c: char) -> bool {
    matches!(c, '"' | '\'' | '*' | '_' | '`' | '“' | '‘' | '‛' | '‟')
}

/// Quotes, brackets and inverted marks that can stand before a sentence's first word.
pub(super) fn opens(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '«'
            | '»'
            | '“'
            | '”'
            | '„'
            | '‟'
            | '‘'
            | '’'
            | '‚'
            | '‛'
            | '‹'
            | '›'
            | '"'
            | '\''
            | '`'
            | '*'
            | '_'
            | '¿'
            | '¡'
            | '「'
            | '『'
            | '（'
            | '【'
            | '《'
            | '〈'
    )
}

/// Dashes of dialogue, which also set off asides.
pub(super) fn dialogue_dash(c: char) -> bool {
    matches!(c, '—' | '–' | '―' | '‒')
}

/// Marks of list items.
pub(super) fn bullet(c: char) -> bool {
    matches!(
        c,
        '-' | '•' | '‣' | '◦' | '▪' | '■' | '●' | '○' | '·' | '►' | '➢' | '✓' | '→'
    )
}

/// Apostrophes, straight and curly.
pub(super) fn apostrophe(c: char) -> bool {
    matches!(c, '\'' | '’' | 'ʼ' | '＇')
}

/// Whether `word` is a Roman numeral in capitals.
pub(super) fn roman(word: &str) -> bool {
    !word.is_empty()
        && word
            .bytes()
            .all(|b| matches!(b, b'I' | b'V' | b'X' | b'L' | b'C' | b'D' | b'M'))
}

/// Whether `token` consists of initials: one capital (`A`), or several with points or hyphens between (`J.-P`, `F.L`, `U.S.A`), of at most two letters each (`J.-Ch`).
pub(super) fn initials(token: &str) -> bool {
    let mut parts = 0;
    for part in token.split(['.', '-', '‑']) {
        if part.is_empty() {
            continue;
        }
        let mut letters = part.chars();
        let capital = letters.next().is_some_and(char::is_uppercase);
        let rest = letters.as_str();
        if !capital || !(rest.is_empty() || parts > 0 && rest.chars().count() == 1) {
            return false;
        }
        parts += 1;
    }
    parts > 0
}

/// Whether `c` is a vowel of the Latin alphabet, accents included.
pub(super) fn vowel(c: char) -> bool {
    matches!(
        c,
        'a' | 'e'
            | 'i'
            | 'o'
            | 'u'
            | 'y'
            | 'é'
            | 'è'
            | 'ê'
            | 'ë'
            | 'à'
            | 'â'
            | 'ä'
            | 'î'
            | 'ï'
            | 'ô'
            | 'ö'
            | 'ù'
            | 'û'
            | 'ü'
            | 'á'
            | 'í'
            | 'ó'
            | 'ú'
            | 'ã'
            | 'õ'
            | 'œ'
            | 'æ'
    )
}
