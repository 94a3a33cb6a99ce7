"""Which claim of an entity a name answers: who did it, who claimed it, where, how, whom it killed.

A claim asks for kinds of entities (who: groups, states, persons; where: places) in a relation
(did it, claimed it, planned there); a name answers it where the words around the name say that
relation. The relations are these few; a claim of another one is left to a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from claims.articles import lexicon
from claims.articles.names import Mention
from claims.articles.relations import Sought
from claims.articles.shapes import Question
from claims.articles.tokens import Sentence, Token, words

CLOSE: Final = 0.25  # how much less may speak for a topic than for the best one
OWN_CLOSE: Final = 2.5  # and for the article's own
REACH: Final = 10
CLAIMING: Final = words("claimed claims claim claiming took takes taken taking")
DOING: Final = words(
    "attacked attacks perpetrated carried executed killed bombed struck launched staged ordered "
    "orchestrated organized organised planned opened detonated funded targeted"
)
DONE: Final = words(
    "perpetrated carried executed killed claimed launched staged attack attacks operations bombing "
    "bombings assault strike attributed orchestrated"
)
ACCUSING: Final = words("accused accuse accuses accusing blamed blame blames blaming fingers")
EVENTS: Final = words(
    "attack attacks assault bombing bombings blast blasts explosion explosions strike strikes "
    "airstrike massacre shooting killing raid operation"
)
NEGATING: Final = words("not never no wasn't weren't isn't denied denies")
PLACING: Final = words("in at near on outside inside to from via across")
BETWEEN: Final = words("the a an capital city of town airport province western southern northern")

VERBS: Final = {
    "planned": words("planned plotted prepared organized organised plot planning"),
    "trained": words("trained training"),
    "based": words("based headquartered"),
    "entered": words("entered crossed"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """That a name answers a claim: asserted, suggested or denied; `self_said` if by itself."""

    question: Question
    stance: str = "asserts"
    self_said: bool = False


def answers(
    candidates: Sequence[Sought],
    sentence: Sentence,
    mention: Mention,
    kind: str,
    evidence: Mapping[str, float],
    own: str,
    events: frozenset[str],
) -> list[Answer]:
    """The claims that a name in a sentence answers: of each relation, that of the best topic."""
    best: dict[str, tuple[float, Answer]] = {}
    # That a group is named says little for the topic of the group: events alone compete.
    most = max((weight for key, weight in evidence.items() if key in events), default=0.0)
    for each in candidates:
        topic = evidence.get(each.question.topic, 0.0)
        close = OWN_CLOSE if each.question.topic == own else CLOSE
        if kind not in each.kinds or topic <= 0 or topic < most - close:
            continue
        answer = _answer(each, sentence.tokens, mention)
        if answer is not None and topic > best.get(each.relation, (0.0, None))[0]:
            best[each.relation] = (topic, answer)
    return [answer for _, answer in best.values()]


def _answer(each: Sought, tokens: Sequence[Token], mention: Mention) -> Answer | None:
    match each.relation:
        case "did":
            return _did(each.question, tokens, mention)
        case "claimed":
            return Answer(each.question) if _claims(tokens, mention) else None
        case "planned" | "trained" | "based" | "entered" as verb:
            near = tokens[max(0, mention.first - 8) : mention.first]
            said = any(token.low in VERBS[verb] for token in near)
            return _of(each.question, said and _is_placed(tokens, mention), tokens, mention)
        case "where":
            near = tokens[max(0, mention.first - REACH) : mention.last + REACH // 2]
            said = any(_is_event(token) for token in near) and _is_placed(tokens, mention)
            return _of(each.question, said, tokens, mention)
        case "target":
            return _of(each.question, _is_target(tokens, mention), tokens, mention)
        case "method":
            return _of(each.question, True, tokens, mention)
        case "nationality":
            behind = {token.low for token in tokens[mention.last : mention.last + 5]}
            said = bool(behind & {"national", "nationals", "citizen", "citizens", "nationality"})
            return _of(each.question, said, tokens, mention)
        case "victim":
            return _of(each.question, _is_victim(tokens, mention), tokens, mention)
        case "attacker":
            return _of(each.question, _is_attacker(tokens, mention), tokens, mention)
        case _:
            return None


def _of(question: Question, said: bool, tokens: Sequence[Token], mention: Mention) -> Answer | None:
    return Answer(question, _stance(tokens, mention)) if said else None


def _did(question: Question, tokens: Sequence[Token], mention: Mention) -> Answer | None:
    """Who did it: by its own claim, by an accusation, by "carried out by", "X’s bombings"."""
    if _claims(tokens, mention):
        return Answer(question, self_said=True)
    before = [token.low for token in tokens[max(0, mention.first - 7) : mention.first]]
    behind = [token.low for token in tokens[mention.last : mention.last + 6]]
    involved = "involved" in behind or "involvement" in behind
    said = (
        set(before[-4:]) & ACCUSING
        or (set(before[-3:]) & {"by", "to"} and set(before) & DONE)
        or "behind" in behind[:4]
        or "responsible" in behind
        or involved
        or set(behind[:2]) & DOING
        or (lexicon.THINGS["attacker"] & set(behind[:1]))
        or set(behind[:3]) & EVENTS
        or {"affiliated", "with"} <= set(before[-4:])
    )
    return Answer(question, _stance(tokens, mention)) if said else None


def _claims(tokens: Sequence[Token], mention: Mention) -> bool:
    """X claimed, or took, responsibility."""
    behind = [token.low for token in tokens[mention.last : mention.last + 9]]
    if "responsibility" not in behind:
        return False
    return bool(set(behind[: behind.index("responsibility")]) & CLAIMING)


def _stance(tokens: Sequence[Token], mention: Mention) -> str:
    around = {t.low for t in tokens[max(0, mention.first - 8) : mention.last + 8]}
    close = {t.low for t in tokens[max(0, mention.first - 6) : mention.last + 4]}
    if close & NEGATING:
        return "denies"
    hints = lexicon.SUGGESTING | {"consistent", "signs", "hypothesis", "assumption"}
    return "suggests" if around & hints else "asserts"


def _is_placed(tokens: Sequence[Token], mention: Mention) -> bool:
    """In X, at the capital city of X, in Y or X."""
    at = mention.first - 1
    while at >= 0 and mention.first - at < 6 and tokens[at].low not in PLACING:
        if tokens[at].low not in BETWEEN and not tokens[at].is_capital and tokens[at].low != "or":
            return False
        at -= 1
    return at >= 0 and tokens[at].low in PLACING


def _is_target(tokens: Sequence[Token], mention: Mention) -> bool:
    """An attack on X and Y; opened fire at X."""
    before = [token.low for token in tokens[max(0, mention.first - 12) : mention.first]]
    return bool({"on", "at"} & set(before)) and bool(
        {*EVENTS, "fire", "stormed", "hit", "targeted"} & set(before)
    )


def _is_victim(tokens: Sequence[Token], mention: Mention) -> bool:
    """Killed X; X was killed; X, who was killed."""
    behind = tokens[mention.last : mention.last + 6]
    before = tokens[max(0, mention.first - 6) : mention.first]
    passive = {t.low for t in behind} & lexicon.PASSIVE
    after = any("die" in lexicon.senses_of(t.low) for t in behind) and bool(passive)
    return after or any(t.low in {"killing", "killed", "assassinated"} for t in before)


def _is_attacker(tokens: Sequence[Token], mention: Mention) -> bool:
    """Two bombers, X and Y; the names of the perpetrators: X; X, who detonated …"""
    before = tokens[max(0, mention.first - 9) : mention.first]
    behind = tokens[mention.last : mention.last + 5]
    called = lexicon.THINGS["attacker"] | {"named", "identified"}
    if any(token.low in called for token in before):
        return True
    return any(token.low in {"detonated", "detonating"} for token in behind)


def _is_event(token: Token) -> bool:
    return token.low in EVENTS or "die" in lexicon.senses_of(token.low)
