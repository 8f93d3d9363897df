"""Random segments that try every rule: marks beside digits, entities, white space of all kinds,
scripts, cases; and damaged copies of them as systems' output. The same at every run."""

import random
import unicodedata

WORDS = """le la chat l’été «ici» « là » aujourd'hui Paul's it's l'eau dix-neuf 1990-2000 1.5 2,50
1...2 3.,5 .5 5. -7 10% 5€ $3 50,- a.b a,b e.g. M. the The THE cat mat is on of and ÉTÉ Œuvre straße
STRASSE ΟΔΟΣ Σ ΣΑΣ İstanbul I ı ﬁn <b> </s> [x] {y} (hi) (ok hey) "quoted" 'single' ... ? ! ?! ; :
&quot; &amp; &lt; &gt; &amp;quot; &amp;amp;lt; <skipped> a<skipped>b - -- – — / \\ ^ ` ~ | @ # + = _
在 中文 日本語。 「你好」 、 。 ．， ？！ （注） ひらがな カタカナ ㈱ ㍻ 豈 ︰ ⺀ ㇀ 𠀀 → ∑ ☃ ✓ 😀 👩‍🔬 ½ ² Ⅷ ٣ ৪
e\u0301te\u0301 A\u030a o\u0323\u0308 \u05e9\u05c1\u05b8\u05dc\u05d5\u05b9\u05dd \u200fעברית\u200f \u202eabc\u202c \ufeffx
１２，３４ 𝟙𝟚.𝟛 ١٬٢٣٤ 𐤀𐤁 𞤀𞤁 🇫🇷 «a» ‹b› l'«or» n’« مَرْحَبًا
مرحبا שלום हिन्दी ไทย 한국어 n° 5 18 h. 30 https://a.b/c?d=e&f=g x_y A-B 9-a a-9 $ ‘q’ “q” ” „ ‚""".split()

# What Python takes as white space (U+001C to U+001F, U+0085, U+2028 ...), and what it does not.
KINDS = [chr(c) for c in range(0x3001) if chr(c).isspace() and chr(c) != "\n"]
SPACES = [" "] * 60 + KINDS + ["\u200b", "\u2060", "\ufeff", "  "]

# What the segments must hold, by a test of one character.
COVERED = {
    "combining marks": lambda c: unicodedata.category(c) in ("Mn", "Mc"),
    "Chinese characters": lambda c: "\u4e00" <= c <= "\u9fff",
    "right to left": lambda c: unicodedata.bidirectional(c) in ("R", "AL"),
    "beyond the first plane": lambda c: c > "\uffff",
    "digits that are not ASCII": lambda c: c > "\x7f" and unicodedata.category(c) == "Nd",
    "other numbers": lambda c: unicodedata.category(c) in ("No", "Nl"),
    "punctuation that is not ASCII": lambda c: c > "\x7f" and unicodedata.category(c)[0] == "P",
    "symbols": lambda c: unicodedata.category(c)[0] == "S",
    **{f"U+{ord(space):04X}": space.__eq__ for space in KINDS},
}


def random_character(source):
    """One assigned character; letters newer than this Python have no lower case in it."""
    while True:
        character = chr(source.randrange(0x20, source.choice([0x250, 0x3100, 0x20000])))
        if unicodedata.category(character) not in ("Cn", "Cs", "Co"):
            return character


def segment(source):
    """One segment: often of no or one word, mostly of up to 40, now and then of up to 150."""
    words = []
    longest = source.choice([0, 1, 3, 8, 20, 40]) if source.random() < 0.985 else 150
    for _ in range(source.randint(min(1, longest), longest)):
        kind = source.random()
        if kind < 0.8:
            word = source.choice(WORDS)
        elif kind < 0.9:
            word = source.choice(WORDS) + source.choice(WORDS)
        else:
            word = "".join(random_character(source) for _ in range(source.randint(1, 4)))
        words.append(word)
    return joined(words, source)


def joined(words, source):
    text = "".join(w + source.choice(SPACES) for w in words)
    return text.replace("\n", " ") if source.random() < 0.2 else text.rstrip().replace("\n", " ")


def damaged(text, source):
    """Words left out, doubled, changed in case, moved, replaced."""
    words = text.split(" ")
    for _ in range(source.randint(0, 1 + len(words) // 4)):
        at = source.randrange(len(words)) if words else 0
        kind = source.randrange(6)
        if kind == 0 and words:
            del words[at]
        elif kind == 1 and words:
            words.insert(at, words[at])
        elif kind == 2 and words:
            words[at] = source.choice([words[at].upper(), words[at].lower(), words[at].title()])
        elif kind == 3 and len(words) > 2:
            length = source.randint(1, min(12, len(words)))
            phrase, words[at:at + length] = words[at:at + length], []
            to = source.randint(0, len(words))
            words[to:to] = phrase
        elif words:
            words[at] = source.choice(WORDS)
    return " ".join(words)


def corpus(pairs, references, systems, seed):
    """References and systems of so many segments, as lists of lines."""
    source = random.Random(seed)
    first = [segment(source) for _ in range(pairs)]
    others = [[damaged(text, source) for text in first] for _ in range(references - 1)]
    outputs = [[damaged(text, source) for text in first] for _ in range(systems)]
    return [first, *others], outputs


def missing(lines):
    """What of the above the lines do not hold, with an empty line, one word and a hundred."""
    held = set("".join(lines))
    lengths = [len(line.split()) for line in lines]
    lacks = [name for name, test in COVERED.items() if not any(map(test, held))]
    lacks += [f"a segment of {n} words" for n in (0, 1) if n not in lengths]
    return lacks + (["a segment of 100 words"] if max(lengths) < 100 else [])
