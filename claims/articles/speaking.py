"""Who says what a sentence says: "according to …", "… said", "reported, citing …", and when.

Read from left to right, sentence after sentence: "the statement says" and "he added" are the last
speaker's, and so is what a quotation still open holds. A speaker who is none on record is given in
the words of the text, so that an editor sees that the sentence is not the outlet's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Final

from claims.articles import lexicon
from claims.articles.dates import Dated
from claims.articles.names import Index, Mention
from claims.articles.tokens import Sentence, Token, words

REACH: Final = 14
"""Words before a verb among which its subject is looked for."""
NEAR: Final = 3
ON: Final = frozenset({"on", "early", "late", "in", "a", "the", "at"})
TITLES: Final = frozenset({"the", "a", "an", "some", "several", "local", "its", "their", "his"})
ADVERBS: Final = words(
    "also later then first initially earlier officially now has have had further however meanwhile "
    "since already subsequently reportedly quickly publicly"
)


@dataclass(frozen=True, slots=True)
class Speaker:
    """Whose word it is: the key of a source, or the words of one that is none on record."""

    key: str = ""
    words: str = ""
    via: str = ""
    stated: str = ""

    @property
    def is_known(self) -> bool:
        return bool(self.key or self.words)


@dataclass(frozen=True, slots=True)
class Saying:
    """A stretch of a sentence and its speaker: tokens from `first` up to `last`."""

    first: int
    last: int
    speaker: Speaker


@dataclass(slots=True)
class Listener:
    """Hears one article, sentence by sentence; remembers who spoke last in the paragraph."""

    sources: Index
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
        heard = _Sentence(text, sentence, mentions, dates, self.sources, self._last)
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
class _Sentence:
    text: str
    sentence: Sentence
    mentions: Sequence[Mention]
    dates: Sequence[Dated]
    sources: Index
    last: Speaker

    @property
    def tokens(self) -> Sequence[Token]:
        return self.sentence.tokens

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
            if self._lows(at, 2) == ("according", "to"):
                speaker = self._named_from(at + 2)
                if speaker.is_known:
                    end = self._end_of_name(at + 2)
                    dated = self._dated(speaker, end, sets_the_scene=False)
                    return [Saying(*self._clause(at), dated)]
        return []

    def _end_of_name(self, at: int) -> int:
        """The last token of the speaker that begins at a place."""
        ends = [m.last - 1 for m in self.mentions if at <= m.first <= at + NEAR]
        if ends:
            return ends[0]
        while at + 1 < len(self.tokens) and self.tokens[at + 1].is_word:
            if self.tokens[at].low in lexicon.SPEAKERS:
                break
            at += 1
        return at

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
                speaker = self._named_from(at + 2)
                if speaker.key:
                    dated = self._dated(speaker, at, sets_the_scene=True)
                    return [Saying(0, len(self.tokens), dated)]
        return []

    def _opens_with(self, at: int) -> bool:
        return self.tokens[0].low in {"in", "a", "the", "an"} and at <= 4

    def _speaks(self, at: int) -> bool:
        """Whether the verb at a place has a speaker: not "was reported", "claimed the lives"."""
        before = self.tokens[at - 1].low if at else ""
        following = self.tokens[at + 1].low if at + 1 < len(self.tokens) else ""
        claimed = set(self._lows(at + 1, 3)) & lexicon.NOT_SPEECH_BEFORE
        if before in lexicon.PASSIVE or claimed:
            return False
        if before in {"to", "the", "a", "an", "and"} and self.tokens[at].low in lexicon.STATEMENT:
            return before == "and"
        return not (before in {"was", "the", "its"} or following == "of")

    def _said(self, verb: int) -> Saying | None:
        """What the verb governs: all behind it, or before it where the sentence ends with it."""
        if self.tokens[verb].low in {"saying", "stating", "claiming", "adding", "confirming"}:
            speaker = self._subject_of_participle(verb)
        else:
            speaker = self._subject(verb) or self._subject_behind(verb)
        if speaker is None:
            return None
        trails = self._ends_with(verb)
        dated = self._dated(speaker, verb, sets_the_scene=not trails)
        speaker = self._relayed(verb, dated)
        if trails:
            return Saying(0, verb, speaker)
        return Saying(verb, len(self.tokens), speaker)

    def _subject(self, verb: int) -> Speaker | None:
        """The name, or the noun for speakers, right before the verb."""
        at = verb - 1
        while at >= 0 and self._is_passed_over(at, verb):
            at -= 1
        if at < 0:
            return None
        for mention in reversed(self.mentions):
            near = mention.first <= at < mention.last or at - NEAR <= mention.last - 1 <= at
            if near and self._is_free(mention.last, verb):
                return self._speaker(mention)
        return self._unnamed(at)

    def _is_passed_over(self, at: int, verb: int) -> bool:
        token = self.tokens[at]
        if token.low in ADVERBS or token.low.endswith("ly"):
            return True
        return any(d.span[0] <= token.start < d.span[1] for d in self.dates) or (
            token.low in {"on", "at", "early", "late", "one", "point"} and verb - at < 5
        )

    def _is_free(self, first: int, verb: int) -> bool:
        """Whether nothing stands between a name and its verb that would begin another clause."""
        between = self.tokens[first:verb]
        return len(between) <= REACH and not any(
            token.low in {"and", "but", "that", "who", "which"} or token.text in ";:" + '“”"'
            for token in between
        )

    def _unnamed(self, at: int) -> Speaker | None:
        """Officials, local police: in the words of the text; he, it, the ministry: the last."""
        low = self.tokens[at].low
        if low in lexicon.ANAPHORS and self.last.is_known:
            begins = at == 0 or self.tokens[at - 1].low in {
                "the",
                "this",
                "that",
                "its",
                ",",
                "and",
            }
            if low in {"he", "she", "it", "they"} or begins:
                return replace(self.last, via="")
        if low not in lexicon.SPEAKERS:
            return None
        first = at
        while first and self._is_of_a_noun(first - 1) and at - first < 4:
            first -= 1
        return Speaker(words=self.text[self.tokens[first].start : self.tokens[at].end])

    def _is_of_a_noun(self, at: int) -> bool:
        token = self.tokens[at]
        if not token.is_word or token.low in lexicon.STOPS_A_NOUN | {"the", "a", "an", "as"}:
            return False
        return token.low not in lexicon.SPEECH

    def _subject_behind(self, verb: int) -> Speaker | None:
        """ "…", said X."""
        at = verb + 1
        before = self.tokens[verb - 1].text if verb else ""
        if before not in {",", "”", '"', "’"}:
            return None
        speaker = self._named_from(at, within=3)
        return speaker if speaker.is_known else None

    def _subject_of_participle(self, verb: int) -> Speaker | None:
        """X took responsibility, stating that: the first name of the sentence."""
        before = self.tokens[verb - 1].text if verb else ""
        if before not in {",", "statement", "post"}:
            return None
        ahead = [mention for mention in self.mentions if mention.last <= verb]
        return self._speaker(ahead[0]) if ahead else None

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
        via = self._named_from(verb + 1, within=2)
        return replace(speaker, via=via.key) if via.key and via.key != speaker.key else speaker

    def _named_from(self, at: int, within: int = 5) -> Speaker:
        """The speaker whose name, or words, begin at a place or soon behind it."""
        for mention in self.mentions:
            if at <= mention.first <= at + within and self._nothing_ends(at, mention.first):
                return self._speaker(mention)
        for end in range(at, min(at + 7, len(self.tokens))):
            token = self.tokens[end]
            if token.low in lexicon.SPEAKERS:
                first = at + (self.tokens[at].low in TITLES)
                first = min(first, end)
                return Speaker(words=self.text[self.tokens[first].start : token.end])
            if not token.is_word:
                break
        return Speaker()

    def _nothing_ends(self, first: int, last: int) -> bool:
        return all(t.is_word or t.text in "“\"'’-." for t in self.tokens[first:last])

    def _speaker(self, mention: Mention) -> Speaker:
        return (
            Speaker(key=mention.keys[0])
            if len(mention.keys) == 1
            else Speaker(
                words=self.text[
                    self.tokens[mention.first].start : self.tokens[mention.last - 1].end
                ]
            )
        )

    def _dated(self, speaker: Speaker, verb: int, *, sets_the_scene: bool) -> Speaker:
        """With the day it was said, where the words around the verb say so.

        `sets_the_scene`: whether a date that opens the sentence is that of the saying.
        """
        for dated in self.dates:
            if dated.edtf and self._dates_speech(dated, verb, sets_the_scene):
                return replace(speaker, stated=dated.edtf)
        return speaker

    def _dates_speech(self, dated: Dated, verb: int, sets_the_scene: bool) -> bool:
        first = next(n for n, t in enumerate(self.tokens) if t.end > dated.span[0])
        last = next(
            (n for n, t in enumerate(self.tokens) if t.start >= dated.span[1]), len(self.tokens)
        )
        if self._lows(max(0, first - 2), min(2, first)) == ("as", "of"):
            return True
        if first and self.tokens[first - 1].low in {"since", "until", "by"}:
            return False
        if verb < first:  # said on Thursday, said late on Thursday
            return dated.is_day and all(t.low in ON for t in self.tokens[verb + 1 : first])
        if last > verb:
            return False
        if first <= 1 and sets_the_scene and verb - last <= REACH:
            return dated.is_day or first == 0
        near = self.tokens[max(0, first - 5) : last + NEAR]
        told = any(token.low in lexicon.STATEMENT for token in near)
        joined = all(token.text not in ",;“”" for token in self.tokens[last:verb])
        return dated.is_day and (told or (joined and verb - last <= NEAR))

    def _lows(self, at: int, count: int) -> tuple[str, ...]:
        return tuple(token.low for token in self.tokens[at : at + count])


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
        cited = heard._named_from(at + 1)
        if not cited.is_known:
            continue
        relay = next((s.speaker for s in sayings if s.first <= at or s.last <= at), None)
        relay = relay or heard._subject(at)
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
