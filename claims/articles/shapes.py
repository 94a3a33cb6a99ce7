"""What goes into the reading of an article, and what comes out."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

Span = tuple[int, int]
"""Characters (code points) of the text, the end exclusive."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A topic on record. `occurred` is EDTF, "" where it isn't known.

    `aliases` are the other names of an entity that has the topic's name.
    """

    key: str
    name: str
    kind: str = "event"
    place: str = ""
    occurred: str = ""
    aliases: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Question:
    """A claim on record; `topic` is the key of its subject."""

    key: str
    topic: str
    question: str
    label: str
    value_type: str = "quantity"
    unit: str = ""
    is_count: bool = True
    definitions: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class Named:
    """A source or an entity, by every name it has; the first is its own, the rest aliases."""

    key: str
    names: Sequence[str]
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Catalogue:
    """What is on record and may be meant. `topic` is what the article is about, "" unknown."""

    subjects: Sequence[Subject] = ()
    questions: Sequence[Question] = ()
    sources: Sequence[Named] = ()
    entities: Sequence[Named] = ()
    topic: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """A text as pasted; `published` is EDTF or "". `publisher` is the key of its source, or ""."""

    text: str
    published: str = ""
    publisher: str = ""


@dataclass(frozen=True, slots=True)
class Proposal:
    """One statement that the text seems to make.

    `span` is where `words` stand, `sentence` where their sentence does. `claim` "" where none
    fits. `origin` and `via` are keys of sources; `origin_words` what the text calls a speaker that
    is none on record. `stated` and `value` are EDTF, `entities` keys, for the kinds that have them.
    """

    span: Span
    sentence: Span
    words: str
    kind: str = "quantity"
    claim: str = ""
    origin: str = ""
    origin_words: str = ""
    via: str = ""
    stance: str = "asserts"
    stated: str = ""
    value: str = ""
    entities: Sequence[str] = field(default=())
