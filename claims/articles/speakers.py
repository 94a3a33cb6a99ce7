"""Who is meant by the words around a verb of saying, and on which day it was said.

One sentence as it is heard: its names, its dates, and who spoke last before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from claims.articles import lexicon
from claims.articles.dates import Dated
from claims.articles.names import Mention
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
class Heard:
    """A sentence with its names and dates; `last` is who spoke before it in its paragraph."""

    text: str
    sentence: Sentence
    mentions: Sequence[Mention]
    dates: Sequence[Dated]
    last: Speaker

    @property
    def tokens(self) -> Sequence[Token]:
        return self.sentence.tokens

    def subject(self, verb: int) -> Speaker | None:
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

    def subject_behind(self, verb: int) -> Speaker | None:
        """ "…", said X."""
        at = verb + 1
        before = self.tokens[verb - 1].text if verb else ""
        if before not in {",", "”", '"', "’"}:
            return None
        speaker = self.named_from(at, within=3)
        return speaker if speaker.is_known else None

    def subject_of_participle(self, verb: int) -> Speaker | None:
        """X took responsibility, stating that: the first name of the sentence."""
        before = self.tokens[verb - 1].text if verb else ""
        if before not in {",", "statement", "post"}:
            return None
        ahead = [mention for mention in self.mentions if mention.last <= verb]
        return self._speaker(ahead[0]) if ahead else None

    def named_from(self, at: int, within: int = 5) -> Speaker:
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

    def end_of_name(self, at: int) -> int:
        """The last token of the speaker that begins at a place."""
        ends = [m.last - 1 for m in self.mentions if at <= m.first <= at + NEAR]
        if ends:
            return ends[0]
        while at + 1 < len(self.tokens) and self.tokens[at + 1].is_word:
            if self.tokens[at].low in lexicon.SPEAKERS:
                break
            at += 1
        return at

    def lows(self, at: int, count: int) -> tuple[str, ...]:
        return tuple(token.low for token in self.tokens[at : at + count])

    def dated(self, speaker: Speaker, verb: int, *, sets_the_scene: bool) -> Speaker:
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
        if self.lows(max(0, first - 2), min(2, first)) == ("as", "of"):
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
