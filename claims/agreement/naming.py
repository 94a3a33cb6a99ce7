"""Speakers in sentences: their names, and verbs that go with them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from claims.agreement.lines import Entry
from claims.agreement.phrases import in_words, listed
from claims.agreement.shapes import Concept, Question, Speaker
from claims.values import DENIES

UNIDENTIFIED = "an unidentified source"
PLURALS = ("media", "people", "police")
SINGULAR_KINDS = ("outlet", "agency", "person")
NAMED = 3


@dataclass(frozen=True, slots=True)
class Naming:
    """How the sentences of one answer call sources and values."""

    question: Question
    speakers: Mapping[UUID, Speaker]
    concepts: Mapping[UUID, Concept]

    def name(self, source: UUID) -> str:
        """A source's name; a document that stands in for its publisher has none."""
        speaker = self.speakers.get(source)
        return speaker.name if speaker else UNIDENTIFIED

    def is_plural(self, source: UUID) -> bool:
        """Guessed from the name: "Iranian authorities have", "Reuters has", "MOIS has"."""
        speaker = self.speakers.get(source)
        if speaker is None or speaker.kind in SINGULAR_KINDS:
            return False
        return _reads_plural(speaker.name)

    def whom(self, source: UUID) -> str:
        """ "whom" for people, one or several; "which" for a body."""
        speaker = self.speakers.get(source)
        is_person = speaker is not None and speaker.kind == "person"
        return "whom" if is_person or self.is_plural(source) else "which"

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
        first = entries[0].line.desk.origin
        if len(entries) == 1:
            return self.name(first), self.is_plural(first)
        origins = list(dict.fromkeys(entry.line.desk.origin for entry in entries))
        if len(origins) == 1:
            return self.name(first), self.is_plural(first)
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


@lru_cache(maxsize=4096)
def _reads_plural(name: str) -> bool:
    """The same name stands in many sentences of many answers."""
    last = name.split()[-1:] or [""]
    return last[0] in PLURALS or (last[0].endswith("s") and not last[0].endswith(("ss", "us")))


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    return f"{text[:1].upper()}{text[1:]}."
