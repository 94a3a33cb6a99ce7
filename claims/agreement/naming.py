"""Speakers in sentences: their names, and verbs that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID

from claims.agreement.lines import Entry
from claims.agreement.phrases import in_words, listed
from claims.agreement.shapes import Concept, Question, Speaker
from claims.values import DENIES

UNIDENTIFIED = "an unidentified source"
PLURALS = ("media", "people", "police")
SINGULAR_KINDS = ("outlet", "agency", "person")
NAMED = 3


class Called(NamedTuple):
    """How sentences call a source."""

    name: str
    is_plural: bool
    whom: str


@dataclass(frozen=True, slots=True)
class Naming:
    """How the sentences of one answer call sources and values."""

    question: Question
    speakers: Mapping[UUID, Speaker]
    concepts: Mapping[UUID, Concept]
    _called: dict[int, Called] = field(default_factory=dict, init=False, repr=False, compare=False)

    def called(self, source: UUID) -> Called:
        """Looked up once, as one source is named in many sentences."""
        known = self._called.get(source.int)
        if known is None:
            known = self._called[source.int] = _call(self.speakers.get(source))
        return known

    def name(self, source: UUID) -> str:
        """A source's name; a document that stands in for its publisher has none."""
        return self.called(source).name

    def is_plural(self, source: UUID) -> bool:
        """Guessed from the name: "Iranian authorities have", "Reuters has", "MOIS has"."""
        return self.called(source).is_plural

    def whom(self, source: UUID) -> str:
        """ "whom" for people, one or several; "which" for a body."""
        return self.called(source).whom

    def have(self, source: UUID) -> str:
        return "have" if self.is_plural(source) else "has"

    def value(self, entry: Entry) -> str:
        """What an entry says, in words; as printed where there is no value."""
        statement = entry.statement
        if statement.value is None or entry.reach is None:
            return f"“{statement.wording}”"
        words = in_words(statement.value, self.question, self.concepts)
        return f"not {words}" if statement.stance is DENIES else words

    def speakers_of(self, entries: Sequence[Entry]) -> tuple[str, bool]:
        """Whose word these are, by name, three at most; and whether the verb is plural."""
        first = self.called(entries[0].line.desk.origin)
        if len(entries) == 1:
            return first.name, first.is_plural
        origins = dict.fromkeys([entry.line.desk.origin for entry in entries])
        if len(origins) == 1:
            return first.name, first.is_plural
        names = sorted({self.name(origin) for origin in origins}, key=str.casefold)
        if len(names) <= NAMED:
            return listed(names), True
        return listed([*names[: NAMED - 1], f"{len(names) - NAMED + 1} others"]), True

    def saying(self, entries: Sequence[Entry]) -> str:
        """ "Islamic State says Islamic State", "the US denies Israel"."""
        names, is_plural = self.speakers_of(entries)
        if entries[0].statement.stance is DENIES:
            verb = "deny" if is_plural else "denies"
        else:
            verb = "say" if is_plural else "says"
        return f"{names} {verb} {self.value(entries[0]).removeprefix('not ')}"


def _call(speaker: Speaker | None) -> Called:
    if speaker is None:
        return Called(UNIDENTIFIED, False, "which")
    is_plural = speaker.kind not in SINGULAR_KINDS and _reads_plural(speaker.name)
    is_people = is_plural or speaker.kind == "person"
    return Called(speaker.name, is_plural, "whom" if is_people else "which")


def _reads_plural(name: str) -> bool:
    last = name.split()[-1:] or [""]
    return last[0] in PLURALS or (last[0].endswith("s") and not last[0].endswith(("ss", "us")))


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
