"""From an article and what is on record to proposals, in the order of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from claims.articles import lexicon
from claims.articles.answers import Answer, answers
from claims.articles.dates import Calendar, Dated
from claims.articles.figures import Found, figures_of, numbers_in
from claims.articles.matching import Asked, asked, best_question, happening
from claims.articles.names import Index, Mention
from claims.articles.occasions import best_occasion, occasion
from claims.articles.relations import sought
from claims.articles.shapes import Article, Catalogue, Proposal, Span, Subject
from claims.articles.speakers import Speaker
from claims.articles.speaking import Listener, Saying
from claims.articles.subjects import Background, Evidence
from claims.articles.tokens import Sentence, sentences
from claims.naming import folded

MAX_PROPOSALS: Final = 100
EVENT: Final = "event"
MAX_NUMBERS: Final = 3000  # what stands behind so many is no longer looked at


def propose(article: Article, catalogue: Catalogue, limit: int = MAX_PROPOSALS) -> list[Proposal]:
    """What the article seems to state, at most `limit` proposals. O(length of the text)."""
    reading = _Reading(article, catalogue)
    found: list[Proposal] = []
    for sentence in reading.sentences:
        found.extend(reading.proposals(sentence))
        if len(found) >= limit:
            return found[:limit]
    return found


class _Reading:
    """One article, read sentence by sentence; what is read later rests on what came before."""

    def __init__(self, article: Article, catalogue: Catalogue) -> None:
        self.article, self.catalogue = article, catalogue
        self.sentences = sentences(article.text)
        own = next((s for s in catalogue.subjects if s.key == catalogue.topic), None)
        self.calendar = Calendar(article.published, own.occurred if own else "")
        self.background = Background(_with_aliases(catalogue), catalogue.topic, self.sentences)
        self.sources = Index(catalogue.sources)
        self.listener = Listener(article.publisher)
        self._answered: set[str] = set()
        self._given: set[tuple[str, ...]] = set()
        self._numbers = 0
        self.subjects = {subject.key: subject for subject in catalogue.subjects}
        self.events = frozenset(s.key for s in catalogue.subjects if s.kind == EVENT)
        self.entities = Index(catalogue.entities)
        self._sources_by_name = {
            folded(name): each.key for each in catalogue.sources for name in each.names
        }
        self.occasions = [occasion(q) for q in catalogue.questions if q.value_type == "date"]
        self.sought = [sought(q) for q in catalogue.questions if q.value_type == "entity"]
        self.counts: list[Asked] = [
            asked(q) for q in catalogue.questions if q.value_type == "quantity"
        ]

    def proposals(self, sentence: Sentence) -> list[Proposal]:
        text = self.article.text
        dates = self.calendar.dates_of(text, sentence.start, sentence.end)
        evidence = self.background.weigh(sentence, dates)
        mentions = self.sources.mentions(sentence.tokens)
        sayings = self.listener.sayings(text, sentence, mentions, dates)
        figures = self._figures(sentence, dates)
        found = [
            self._of_figure(
                sentence,
                figure,
                figures,
                sayings,
                self.background.at(figure, evidence, sentence, dates),
            )
            for figure in figures
        ]
        found += self._of_dates(sentence, dates, sayings, evidence)
        found += self._of_names(sentence, sayings, evidence)
        return sorted(found, key=lambda proposal: proposal.span)

    def _of_dates(
        self,
        sentence: Sentence,
        dates: Sequence[Dated],
        sayings: Sequence[Saying],
        evidence: Evidence,
    ) -> list[Proposal]:
        """The dates that answer a claim, each answer once."""
        found = []
        for dated in dates:
            claim = dated.edtf and best_occasion(
                self.occasions, self.subjects, sentence, dated, evidence
            )
            if claim and self._is_new(claim, dated.edtf):
                at = next(n for n, t in enumerate(sentence.tokens) if t.end > dated.span[0])
                speaker = _speaker(sayings, at)
                proposal = _said(sentence, dated.span, dated.words, speaker)
                found.append(replace(proposal, kind="date", claim=claim, value=dated.edtf))
        return found

    def _of_names(
        self, sentence: Sentence, sayings: Sequence[Saying], evidence: Evidence
    ) -> list[Proposal]:
        """The names that answer a claim, each answer of a speaker once."""
        found = []
        for mention in self.entities.mentions(sentence.tokens):
            if len(mention.keys) != 1:
                continue
            (key,) = mention.keys
            for answer in self._answers(sentence, mention, evidence):
                speaker = self._answering(answer, key, _speaker(sayings, mention.first))
                claim = answer.question.key
                if not self._is_new(claim, key, speaker.key or speaker.words, answer.stance):
                    continue
                first, last = sentence.tokens[mention.first], sentence.tokens[mention.last - 1]
                span = (first.start, last.end)
                words = self.article.text[slice(*span)]
                proposal = _said(sentence, span, words, speaker)
                found.append(
                    replace(
                        proposal,
                        kind="entity",
                        claim=claim,
                        entities=(key,),
                        stance=answer.stance,
                    )
                )
        return found

    def _answers(self, sentence: Sentence, mention: Mention, evidence: Evidence) -> list[Answer]:
        kind, own = self.entities.kind(mention.keys[0]), self.catalogue.topic
        return answers(self.sought, sentence, mention, kind, evidence, own, self.events)

    def _answering(self, answer: Answer, key: str, speaker: Speaker) -> Speaker:
        """Who says it: of a claim of responsibility the one who claims, unless another relays."""
        if not answer.self_said or speaker.is_known:
            return speaker
        own = self._sources_by_name.get(folded(self.entities.by_key[key].names[0]), "")
        return replace(speaker, key=own)

    def _is_new(self, *answer: str) -> bool:
        is_new = answer not in self._given
        self._given.add(answer)
        return is_new

    def _figures(self, sentence: Sentence, dates: Sequence[Dated]) -> list[Found]:
        self._numbers += numbers_in(sentence)
        if self._numbers > MAX_NUMBERS:
            return []
        return figures_of(self.article.text, sentence, [dated.span for dated in dates])

    def _of_figure(
        self,
        sentence: Sentence,
        figure: Found,
        figures: Sequence[Found],
        sayings: Sequence[Saying],
        evidence: Evidence,
    ) -> Proposal:
        senses = happening(sentence, figure, figures)
        claim = best_question(self.counts, sentence, figure, senses, evidence)
        speaker = _speaker(sayings, figure.first)
        return Proposal(
            span=figure.span,
            sentence=(sentence.start, sentence.end),
            words=figure.words,
            claim=self._placed(claim, figure),
            origin=speaker.key,
            origin_words=speaker.words,
            via=speaker.via,
            stance=_stance(sentence, figure),
            stated=speaker.stated,
        )

    def _placed(self, claim: str, figure: Found) -> str:
        """The claim, but for a figure that adds to one already read: "84 … another 12"."""
        adds = figure.adds and claim in self._answered
        self._answered.add(claim)
        return "" if adds else claim


def _with_aliases(catalogue: Catalogue) -> list[Subject]:
    """The topics; one that is also an entity is known by the entity's other names."""
    names = {folded(each.names[0]): each.names for each in catalogue.entities if each.names}
    return [
        replace(subject, aliases=names.get(folded(subject.name), ()))
        for subject in catalogue.subjects
    ]


def _said(sentence: Sentence, span: Span, words: str, speaker: Speaker) -> Proposal:
    return Proposal(
        span=span,
        sentence=(sentence.start, sentence.end),
        words=words,
        origin=speaker.key,
        origin_words=speaker.words,
        via=speaker.via,
        stated=speaker.stated,
    )


def _speaker(sayings: Sequence[Saying], at: int) -> Speaker:
    return next((s.speaker for s in sayings if s.first <= at < s.last), Speaker())


def _stance(sentence: Sentence, figure: Found) -> str:
    """Asserted, unless a word that hedges or denies stands close before the figure or its verb."""
    around = sentence.tokens[max(0, figure.first - 5) : figure.after + 3]
    lows = {token.low for token in around}
    if lows & lexicon.DENYING:
        return "denies"
    return "suggests" if lows & lexicon.SUGGESTING else "asserts"
