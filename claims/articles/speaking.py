"""Who says what a sentence says: "according to …", "… said", "reported, citing …", and when.

Read from left to right, sentence after sentence: "the statement says" and "he added" are the last
speaker's, and so is what a quotation still open holds. A speaker who is none on record is given in
the words of the text, so that an editor sees that the sentence is not the outlet's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from claims.articles import lexicon
from claims.articles.dates import Dated
from claims.articles.names import Mention
from claims.articles.speakers import REACH, Heard, Speaker
from claims.articles.tokens import Sentence, Token


@dataclass(frozen=True, slots=True)
class Saying:
    """A stretch of a sentence and its speaker: tokens from `first` up to `last`."""

    first: int
    last: int
    speaker: Speaker


@dataclass(slots=True)
class Listener:
    """Hears one article, sentence by sentence; remembers who spoke last in the paragraph."""

    publisher: str = ""
    _paragraph: int = -1
    _last: Speaker = field(default_factory=Speaker)
    _quoted: bool = False

    def sayings(
        self, text: str, sentence: Sentence, mentions: Sequence[Mention], dates: Sequence[Dated]
    ) -> list[Saying]:
        """Who says which part of the sentence; what nobody is named for is the article's own."""
        if sentence.paragraph != self._paragraph:
            self._paragraph, self._quoted = sentence.paragraph, False
            self._last = Speaker()
        heard = _Sentence(text, sentence, mentions, dates, self._last)
        found = heard.sayings()
        if not found and self._quoted and self._last.is_known:
            found = [Saying(0, len(sentence.tokens), self._last)]
        if found:
            self._last = found[-1].speaker
        self._quoted = _is_open(sentence.tokens, self._quoted)
        return [self._not_by_itself(saying) for saying in found]

    def _not_by_itself(self, saying: Saying) -> Saying:
        """A relay that is the publisher is no relay."""
        if saying.speaker.via != self.publisher:
            return saying
        return replace(saying, speaker=replace(saying.speaker, via=""))


@dataclass(frozen=True, slots=True)
class _Sentence(Heard):
    """Finds who says which part of one sentence."""

    def sayings(self) -> list[Saying]:
        found = self._according() or self._from_a_statement()
        if found:
            return found
        sayings: list[Saying] = []
        for at, token in enumerate(self.tokens):
            if token.low in lexicon.SPEECH and self._speaks(at):
                saying = self._said(at)
                if saying is not None:
                    sayings.append(saying)
        return _cited(self, _in_order(sayings, len(self.tokens)))

    def _according(self) -> list[Saying]:
        """According to X: the whole sentence, but for what another clause of it says."""
        for at in range(len(self.tokens) - 2):
            if self.lows(at, 2) == ("according", "to"):
                speaker = self.named_from(at + 2)
                if speaker.is_known:
                    end = self.end_of_name(at + 2)
                    dated = self.dated(speaker, end, sets_the_scene=False)
                    return [Saying(*self._clause(at), dated)]
        return []

    def _clause(self, at: int) -> tuple[int, int]:
        """The clauses joined to a place, up to a semicolon on either side."""
        marks = [0, *(n + 1 for n, token in enumerate(self.tokens) if token.text == ";")]
        first = max(mark for mark in marks if mark <= at)
        last = next((mark for mark in marks if mark > at), len(self.tokens))
        return first, last

    def _from_a_statement(self) -> list[Saying]:
        """In a statement from X …: the whole sentence is X's."""
        for at in range(min(8, len(self.tokens) - 2)):
            if self.tokens[at].low not in lexicon.STATEMENT:
                continue
            if self.tokens[at + 1].low in {"from", "by", "of"} and at and self._opens_with(at):
                speaker = self.named_from(at + 2)
                if speaker.key:
                    dated = self.dated(speaker, at, sets_the_scene=True)
                    return [Saying(0, len(self.tokens), dated)]
        return []

    def _opens_with(self, at: int) -> bool:
        return self.tokens[0].low in {"in", "a", "the", "an"} and at <= 4

    def _speaks(self, at: int) -> bool:
        """Whether the verb at a place has a speaker: not "was reported", "claimed the lives"."""
        before = self.tokens[at - 1].low if at else ""
        following = self.tokens[at + 1].low if at + 1 < len(self.tokens) else ""
        claimed = set(self.lows(at + 1, 3)) & lexicon.NOT_SPEECH_BEFORE
        if before in lexicon.PASSIVE or claimed:
            return False
        if before in {"to", "the", "a", "an", "and"} and self.tokens[at].low in lexicon.STATEMENT:
            return before == "and"
        return not (before in {"was", "the", "its"} or following == "of")

    def _said(self, verb: int) -> Saying | None:
        """What the verb governs: all behind it, or before it where the sentence ends with it."""
        if self.tokens[verb].low in {"saying", "stating", "claiming", "adding", "confirming"}:
            speaker = self.subject_of_participle(verb)
        else:
            speaker = self.subject(verb) or self.subject_behind(verb)
        if speaker is None:
            return None
        trails = self._ends_with(verb)
        dated = self.dated(speaker, verb, sets_the_scene=not trails)
        speaker = self._relayed(verb, dated)
        if trails:
            return Saying(0, verb, speaker)
        return Saying(verb, len(self.tokens), speaker)

    def _ends_with(self, verb: int) -> bool:
        """Whether the words said stand before the verb: "…, officials said on Thursday." """
        behind = [t for t in self.tokens[verb + 1 :] if t.is_word or t.is_number]
        if not behind:
            return True
        covered = [t for t in behind if any(d.span[0] <= t.start < d.span[1] for d in self.dates)]
        small = [t for t in behind if t.low in {"on", "as", "of", "early", "late", "in", "a", "at"}]
        told = [t for t in behind if t.low in lexicon.STATEMENT]
        if len(covered) + len(small) + len(told) >= len(behind):
            return True
        comma = any(t.text in {",", "”"} for t in self.tokens[max(0, verb - REACH) : verb])
        return comma and len(behind) <= 5 and not any(t.is_number for t in behind)

    def _relayed(self, verb: int, speaker: Speaker) -> Speaker:
        """X told Reuters: X's word, through Reuters."""
        if self.tokens[verb].low != "told":
            return speaker
        via = self.named_from(verb + 1, within=2)
        return replace(speaker, via=via.key) if via.key and via.key != speaker.key else speaker


def _in_order(sayings: Sequence[Saying], end: int) -> list[Saying]:
    """Each up to where the next one begins."""
    ordered = sorted(sayings, key=lambda saying: saying.first)
    ends = [*(saying.first for saying in ordered[1:]), end][: len(ordered)]
    return [
        replace(saying, last=min(saying.last, following))
        for saying, following in zip(ordered, ends, strict=True)
    ]


def _cited(heard: _Sentence, sayings: list[Saying]) -> list[Saying]:
    """X reported, citing Y: Y's word, through X. Citing Y alone: Y's."""
    for at, token in enumerate(heard.tokens):
        quoted = token.low in {"quoted", "quoting"} and "as" in (
            t.low for t in heard.tokens[at : at + REACH]
        )
        if token.low not in {"citing", "cited", "cites"} and not quoted:
            continue
        cited = heard.named_from(at + 1)
        if not cited.is_known:
            continue
        relay = next((s.speaker for s in sayings if s.first <= at or s.last <= at), None)
        relay = relay or heard.subject(at)
        via = relay.key if relay and relay.key != cited.key else ""
        stated = relay.stated if relay else ""
        return [Saying(0, len(heard.tokens), replace(cited, via=via, stated=stated))]
    return sayings


def _is_open(tokens: Sequence[Token], was_open: bool) -> bool:
    """Whether a quotation is still open at the end of the sentence."""
    is_open = was_open
    for token in tokens:
        if token.text in "“„":
            is_open = True
        elif token.text == "”":
            is_open = False
        elif token.text == '"':
            is_open = not is_open
    return is_open
