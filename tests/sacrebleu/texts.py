"""Random segments that try every rule: marks beside digits, entities, white space of all kinds,
scripts, cases; and damaged copies of them as systems' output. The same at every run."""

import random
import unicodedata

WORDS = """le la chat l’été «ici» « là » aujourd'hui Paul's it's l'eau dix-neuf 1990-2000 1.5 2,50
1...2 3.,5 .5 5. -7 10% 5€ $3 50,- a.b a,b e.g. M. the The THE cat mat is on of and ÉTÉ Œuvre straße
STRASSE ΟΔΟΣ Σ ΣΑΣ İstanbul I ı ﬁn <b> </s> [x] {y} (hi) (ok hey) "quoted" 'single' ... ? ! ?! ; :
&quot; &amp; &lt; &gt; &amp;quot; &amp;amp;lt; <skipped> a<skipped>b - -- – — / \\ ^ ` ~ | @ # + = _
在 中文 日本語。 「你好」 、 。 ．， ？！ （注） ひらがな カタカナ ㈱ ㍻ 豈 ︰ ⺀ ㇀ 𠀀 → ∑ ☃ ✓ 😀 👩‍🔬 ½ ² Ⅷ ٣ ৪
مرحبا שלום हिन्दी ไทย 한국어 n° 5 18 h. 30 https://a.b/c?d=e&f=g x_y A-B 9-a a-9 $ ‘q’ “q” ” „ ‚""".split()

SPACES = " " * 40 + "\t\u00a0\u202f\u2009\u3000\u1680\u2028\u0085\x1c\x1d\x1e\x1f\x0b\x0c\r\u200b\u2001"


def random_character(source):
    """One assigned character; letters newer than this Python have no lower case in it."""
    while True:
        character = chr(source.randrange(0x20, source.choice([0x250, 0x3100, 0x20000])))
        if unicodedata.category(character) not in ("Cn", "Cs", "Co"):
            return character


def segment(source):
    """One segment of up to 40 words, now and then up to 150."""
    words = []
    longest = source.choice([0, 1, 3, 8, 20, 40]) if source.random() < 0.97 else 150
    for _ in range(source.randint(0, longest)):
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
