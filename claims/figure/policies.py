"""The three policies: what each takes, and what it leaves out.

None falls back on another. Where a policy gives no figure, it says why.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from uuid import UUID

from claims.agreement import Group, Statement, judge
from claims.agreement.lines import UNKNOWN
from claims.figure import phrases
from claims.figure.bench import Bench, is_denial
from claims.figure.shapes import (
    Absence,
    AbsenceCode,
    Case,
    Figure,
    LeftOut,
    Policy,
    Why,
)
from claims.values import Qualifier

Rule = Callable[[Statement], LeftOut | None]


def figure(case: Case, policy: Policy) -> Figure:
    """What a policy gives; the same for any order of the statements.

    `adopted`: the adopted statement in our words, whatever became of it since.
    `latest`: the newest assertion of a certain origin that is not behind.
    `range`: what the leading group of all that stands has in common.
    Costs a judgement of the claim, and a second one where parties speak or for a range.
    """
    match policy:
        case Policy.ADOPTED:
            return _adopted(Bench(case))
        case Policy.LATEST:
            return _latest(Bench(case))
        case Policy.RANGE:
            return _range(Bench(case))


def _adopted(bench: Bench) -> Figure:
    adopted = bench.case.adopted
    if adopted is None:
        text = "No figure is adopted."
        return _absent(bench, Policy.ADOPTED, AbsenceCode.NONE_ADOPTED, text)
    statement = bench.said.get(adopted.statement)
    if statement is None:
        text = f"“{adopted.wording}”, which is adopted, had not been said by then."
        return _absent(bench, Policy.ADOPTED, AbsenceCode.NOT_YET_SAID, text)

    def another(other: Statement) -> LeftOut | None:
        return LeftOut(other.id, Why.NOT_ADOPTED, phrases.not_adopted(adopted.wording))

    used = (statement.id,)
    left_out = _left_out(bench, used, [another])
    return Figure(Policy.ADOPTED, statement.value, (), adopted.wording, used, left_out)


def _latest(bench: Bench) -> Figure:
    value_type = bench.case.question.value_type

    def unusable(statement: Statement) -> LeftOut | None:
        if is_denial(statement, value_type):
            return LeftOut(statement.id, Why.DENIAL, phrases.denial(statement, bench.naming))
        if statement.qualifier is Qualifier.VAGUE:
            return LeftOut(statement.id, Why.VAGUE, phrases.vague(statement))
        if not bench.voices.is_certain(statement):
            text = phrases.origin_uncertain(statement, bench.naming)
            return LeftOut(statement.id, Why.ORIGIN_UNCERTAIN, text)
        return None

    usable = [s for s in bench.standing() if unusable(s) is None]
    if not usable:
        return _unusable(bench, Policy.LATEST, [unusable])
    last = max(map(_said_at, usable))
    newest = sorted((s for s in usable if _said_at(s) == last), key=_order)

    def too_old(statement: Statement) -> LeftOut | None:
        text = phrases.older(newest[0], bench.naming)
        return LeftOut(statement.id, Why.OLDER, text, newest[0].id)

    groups = _judged(bench, newest)
    if len(groups) > 1:
        answers = [_words(group, bench) for group in groups]
        return _tied(bench, Policy.LATEST, newest, answers, [unusable, too_old])
    printed = {statement.wording for statement in newest}
    wording = printed.pop() if len(printed) == 1 else _words(groups[0], bench)
    used = tuple(statement.id for statement in newest)
    left_out = _left_out(bench, used, [unusable, too_old])
    return Figure(Policy.LATEST, groups[0].value, (), wording, used, left_out)


def _range(bench: Bench) -> Figure:
    def vague(statement: Statement) -> LeftOut | None:
        if statement.qualifier is Qualifier.VAGUE:
            return LeftOut(statement.id, Why.VAGUE, phrases.vague(statement))
        return None

    def denial(statement: Statement) -> LeftOut | None:
        if is_denial(statement, bench.case.question.value_type):
            return LeftOut(statement.id, Why.DENIAL, phrases.denial(statement, bench.naming))
        return None

    standing = [s for s in bench.standing() if vague(s) is None]
    groups = [group for group in _judged(bench, standing) if group.value is not None]
    if not groups:
        return _unusable(bench, Policy.RANGE, [vague, denial])
    alike = [group for group in groups if _weight(group, bench) == _weight(groups[0], bench)]
    if len(alike) > 1:
        newest = [bench.said[id] for group in alike for id in _members(group)]
        answers = [_words(group, bench) for group in alike]
        return _tied(bench, Policy.RANGE, newest, answers, [vague, denial, _elsewhere(answers[0])])
    leading = groups[0]
    words = _words(leading, bench)
    used = tuple(s.id for s in sorted((bench.said[id] for id in _members(leading)), key=_order))
    left_out = _left_out(bench, used, [vague, denial, _elsewhere(words)])
    return Figure(Policy.RANGE, leading.value, leading.excepted, words, used, left_out)


def _elsewhere(words: str) -> Rule:
    return lambda s: LeftOut(s.id, Why.OTHER_GROUP, phrases.other_group(words))


def _judged(bench: Bench, statements: Sequence[Statement]) -> tuple[Group, ...]:
    case = bench.case
    return judge(case.question, statements, case.speakers, case.concepts).groups


def _members(group: Group) -> set[UUID]:
    return {id for position in group.positions for id in position.statements}


def _weight(group: Group, bench: Bench) -> tuple[object, ...]:
    """What makes a group lead; the same for two of them means that neither does."""
    certain = {
        bench.voices.independent(statement)
        for statement in (bench.said[id] for id in _members(group))
        if bench.voices.is_certain(statement)
        and not is_denial(statement, bench.case.question.value_type)
    }
    return len(certain), group.outlets, group.last_stated_at


def _words(group: Group, bench: Bench) -> str:
    if group.value is None:
        return ""
    return phrases.value_in_words(group.value, group.excepted, bench.naming)


def _left_out(bench: Bench, used: Iterable[UUID], rules: Sequence[Rule]) -> tuple[LeftOut, ...]:
    """Every statement that is not used, in the order said, with the first reason that fits."""
    out: list[LeftOut] = []
    for statement in sorted(bench.case.statements, key=_order):
        if statement.id in set(used):
            continue
        found = bench.ruled_out(statement)
        for rule in rules:
            found = found or rule(statement)
        if found is not None:
            out.append(found)
    return tuple(out)


def _tied(
    bench: Bench,
    policy: Policy,
    tied: Iterable[Statement],
    answers: Sequence[str],
    rules: Sequence[Rule],
) -> Figure:
    text = f"Nothing decides between {' and '.join(sorted(answers))}."
    among = {statement.id for statement in tied}

    def alike(statement: Statement) -> LeftOut | None:
        return LeftOut(statement.id, Why.TIED, text) if statement.id in among else None

    *common, last = rules
    left_out = _left_out(bench, (), [alike, *common, last])
    return Figure(policy, None, (), "", (), left_out, Absence(AbsenceCode.TIED, text))


def _unusable(bench: Bench, policy: Policy, rules: Sequence[Rule]) -> Figure:
    if not bench.case.statements:
        return _absent(bench, policy, AbsenceCode.NOTHING_SAID, "Nothing is said in view.")
    text = "Nothing that is said can be used; see what was left out."
    return _absent(bench, policy, AbsenceCode.NOTHING_USABLE, text, rules)


def _absent(
    bench: Bench, policy: Policy, code: AbsenceCode, text: str, rules: Sequence[Rule] = ()
) -> Figure:
    left_out = _left_out(bench, (), rules)
    return Figure(policy, None, (), "", (), left_out, Absence(code, text))


def _said_at(statement: Statement) -> tuple[object, ...]:
    return statement.stated_at or UNKNOWN, statement.published_at or UNKNOWN


def _order(statement: Statement) -> tuple[object, ...]:
    return *_said_at(statement), statement.document, statement.sequence, statement.id
