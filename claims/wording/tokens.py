"""Cuts printed words into tokens: words, numbers as written, dashes and marks.

Folds what is only typography (case, quotation marks, kinds of apostrophe and space) and refuses
what could hide or change a digit: control and zero-width characters, digits other than 0-9.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from claims.wording.refusals import Refused

MAX_BYTES: Final = 500
HYPHENS: Final = "-\u2010\u2011"
DASHES: Final = HYPHENS + "\u2012\u2013\u2014\u2015\u2212"
# NO-BREAK, THIN and NARROW NO-BREAK SPACE group digits; a plain space never does.
GROUP_SPACES: Final = "\u00a0\u2009\u202f"
INVISIBLE: Final = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})

_NUMBER = rf"[0-9](?:[0-9.,'{GROUP_SPACES}]*[0-9])?"
_WORD = r"[^\W\d_]+(?:'[^\W\d_]+)*"
_CURRENCY = r"(?:us|nz|hk|a|c)?\$|[€£¥₹]"
_TOKEN = re.compile(
    rf"(?P<currency>{_CURRENCY})|(?P<number>{_NUMBER})|(?P<word>{_WORD})"
    rf"|(?P<dash>[{re.escape(DASHES)}])|(?P<mark>\S)"
)
# A quote behind a digit may mean feet, inches or minutes: it stays, and is refused.
_QUOTES = re.compile(r"""(?<![0-9])["“”„«»]|(?<!\w)'|(?<=[^\W\d_])'(?!\w)""")
_WHOLLY_QUOTED = re.compile(r"""\s*["“„«'](.*)["”“»']\s*""", re.DOTALL)


class Kind(Enum):
    CURRENCY = auto()
    NUMBER = auto()
    WORD = auto()
    DASH = auto()
    MARK = auto()


@dataclass(frozen=True, slots=True)
class Token:
    """`glued`: nothing stands between it and the token before."""

    kind: Kind
    text: str
    glued: bool = False


def tokenise(words: str) -> tuple[Token, ...]:
    """The tokens of the words, case-folded. Raises Refused for what must not be folded away."""
    _check(words)
    folded = unicodedata.normalize("NFC", words).casefold().replace("’", "'").replace("‘", "'")
    if quoted := _WHOLLY_QUOTED.fullmatch(folded):
        folded = quoted[1]
    folded = _QUOTES.sub("", folded).strip().rstrip(".,").rstrip()
    if not folded:
        raise Refused("empty")
    return tuple(_without_hyphens(_scan(folded)))


def _check(words: str) -> None:
    if len(words.encode("utf-8", "surrogatepass")) > MAX_BYTES:
        raise Refused("too_long")
    for character in words:
        if unicodedata.category(character) in INVISIBLE and character not in "\t\r\n":
            raise Refused("control_character", f"U+{ord(character):04X}")
        if character.isnumeric() and not character.isascii():
            raise Refused("foreign_digits", character)


def _scan(text: str) -> list[Token]:
    tokens = []
    end = -1
    for match in _TOKEN.finditer(text):
        kind = Kind[str(match.lastgroup).upper()]
        tokens.append(Token(kind, match[0], glued=match.start() == end))
        end = match.end()
    return tokens


def _without_hyphens(tokens: list[Token]) -> list[Token]:
    """Drops the hyphen of a compound ("ninety-four", "84-plus"), which binds and never bounds."""
    kept: list[Token] = []
    for index, token in enumerate(tokens):
        if token.text not in HYPHENS or not kept or index + 1 == len(tokens):
            kept.append(token)
            continue
        following = tokens[index + 1]
        compound = token.glued and following.glued and following.kind is Kind.WORD
        if not compound or kept[-1].kind not in {Kind.WORD, Kind.NUMBER}:
            kept.append(token)
        else:
            tokens[index + 1] = Token(following.kind, following.text)
    return kept
