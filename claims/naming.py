"""Names in any spelling: what is the same name, and what is close to one.

`folded` is the same for one name however it is typeset: case, marks and accents, ʿayn and hamza,
Arabic and Persian letters of one shape, joiners, punctuation, spaces, the article. What folds
alike is one name. `sounds` goes further, over vowels and scripts; what only sounds alike is
suggested and never taken: Mowahed is not Mowahid until an editor says so. Pure.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from difflib import SequenceMatcher
from unicodedata import category, normalize

ARTICLES = frozenset({"al", "el", "the", "аль", "эль"})
SUN_ARTICLE = re.compile(r"\b(a([dnrstz]|sh|th|dh))[-‐‑–](?=\2)")
APOSTROPHES = frozenset("'’‘`´ʼʻʾʿˈ′ٴ.·")
SAME_LETTER = str.maketrans(
    {
        "ي": "ی", "ى": "ی", "ے": "ی", "ك": "ک", "ڪ": "ک", "ة": "ه", "ە": "ه", "ہ": "ه", "ھ": "ه",
        "ـ": None, "ٱ": "ا", "ء": None, "ł": "l", "ø": "o", "đ": "d", "ð": "d", "ħ": "h",
        "ı": "i", "æ": "ae", "œ": "oe", "þ": "th", "ß": "ss", "ə": "a", "&": " and ",
    }
)  # fmt: skip
LATIN_OF = str.maketrans(
    {
        # Arabic and Persian, consonants and long vowels
        "ا": "a", "ب": "b", "پ": "p", "ت": "t", "ث": "s", "ج": "j", "چ": "ch", "ح": "h", "خ": "kh",
        "د": "d", "ذ": "z", "ر": "r", "ز": "z", "ژ": "zh", "س": "s", "ش": "sh", "ص": "s", "ض": "z",
        "ط": "t", "ظ": "z", "ع": "", "غ": "gh", "ف": "f", "ق": "q", "ک": "k", "گ": "g", "ل": "l",
        "م": "m", "ن": "n", "و": "v", "ه": "h", "ی": "y",
        # Cyrillic, Russian and Ukrainian
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ye", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "й": "y", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch",
        "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "yu", "я": "ya",
    }
)  # fmt: skip
ALIKE = (
    ("kh", "k"), ("gh", "g"), ("dh", "d"), ("th", "t"), ("zh", "z"), ("sh", "s"), ("ch", "s"),
    ("ts", "s"), ("ph", "f"), ("x", "ks"), ("q", "k"), ("c", "k"), ("w", "v"), ("j", "z"),
)  # fmt: skip
LATER_MARKS = frozenset(
    chr(code)
    for start, end in ((0x08D0, 0x0900), (0x1AB0, 0x1B00), (0x1DC0, 0x1E00), (0x20D0, 0x2100))
    for code in range(start, end)
)
VOWELS = re.compile(r"[aeiouyh]")
REPEATED = re.compile(r"(.)\1+")
CLOSE = 0.7
BESIDE = 0.1  # how much less close than the best one may be, and still be named beside it


def folded(name: str) -> str:
    """The name as it is compared: "Omar Al‑Mowahid" and "ʿOmar al-Mowahid" are one.

    Empty only for a name without a letter or a digit.
    """
    return "".join(words(name))


def words(name: str) -> list[str]:
    """The words of a name as compared, articles left out unless there is nothing else."""
    plain = SUN_ARTICLE.sub("", _unmarked(name))
    kept = "".join(char if _spells(char) else " " for char in plain if char not in APOSTROPHES)
    found = [_without_article(word) for word in kept.split()]
    return [word for word in found if word not in ARTICLES] or found


def sounds(name: str) -> list[str]:
    """Each word by its consonants in Latin letters, as rough as transliteration is.

    "Mowahed", "Muvahid" and "موحد" sound alike. Sorted, so that the order of names is nothing.
    """
    return sorted({_sound(word) for word in words(name)})


def closeness(a: str, b: str) -> float:
    """How close two names are, from 0 to 1: by letters, or by what they sound like."""
    by_sound = _ratio(" ".join(sounds(a)), " ".join(sounds(b)))
    return max(_ratio(" ".join(sorted(words(a))), " ".join(sorted(words(b)))), by_sound * 0.9)


def closest(name: str, among: Iterable[tuple[str, str]], limit: int = 3) -> list[str]:
    """The keys of the names closest to one, best first; each key once, none that is far off.

    `among` are pairs of a key and one of its names.
    """
    best: dict[str, float] = {}
    for key, other in among:
        best[key] = max(best.get(key, 0.0), closeness(name, other))
    least = max(CLOSE, max(best.values(), default=0.0) - BESIDE)
    near = sorted((-score, key) for key, score in best.items() if score >= least)
    return [key for _, key in near[:limit]]


def _unmarked(name: str) -> str:
    """Without case, marks, joiners and the differences of letters that are one."""
    plain = normalize("NFKD", normalize("NFKC", name).casefold())
    letters = "".join(_digit(char) for char in plain if not _is_mark(char))
    return normalize("NFKC", letters.translate(SAME_LETTER))


def _spells(char: str) -> bool:
    """Letters, digits, and the vowel signs that Indic and other scripts write as marks."""
    return char.isalnum() or category(char).startswith("M")


def _is_mark(char: str) -> bool:
    """Accents, points and joiners; not the marks that spell, from Devanagari on."""
    if category(char) == "Cf":
        return True
    return category(char) in ("Mn", "Me") and (char < "\u0780" or char in LATER_MARKS)


def _digit(char: str) -> str:
    return str(int(char)) if category(char) == "Nd" else char


def _without_article(word: str) -> str:
    """القاعدة is قاعدة; Allah keeps his."""
    if word.startswith("ال") and len(word) >= 5 and not word.startswith("الله"):
        return word[2:]
    return word


def _sound(word: str) -> str:
    latin = word.translate(LATIN_OF)
    for letters, plain in ALIKE:
        latin = latin.replace(letters, plain)
    return VOWELS.sub("", REPEATED.sub(r"\1", latin)) or latin


def _ratio(a: str, b: str) -> float:
    return SequenceMatcher(None, a, b, autojunk=False).ratio()
