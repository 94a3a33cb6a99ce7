"""Five articles on one bombing, worked by hand: the whole answers, compared.

Sentences are ours; who said which figure where is as the articles have it.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal

from claims.agreement import (
    Agreement,
    Behind,
    Contradiction,
    Explanation,
    Group,
    Head,
    Origins,
    Position,
    Question,
    Reason,
    ReasonCode,
    Silence,
    Silent,
    Verdict,
)
from claims.values import Stance, ValueType
from tests.claims.agreement.record import (
    KILLED,
    WHO,
    Record,
    any_of,
    at_least,
    at_most,
    exactly,
    id_of,
    more_than,
    period,
)


def day(number: int) -> datetime:
    return datetime(2024, 1, number, tzinfo=UTC)


def names(groups: tuple[Group, ...]) -> list[list[tuple[str, ...]]]:
    """Who is in which group, by the statements' names."""
    return [[position.statements for position in group.positions] for group in groups]


def ids(*statements: str) -> tuple[object, ...]:
    return tuple(id_of(statement) for statement in statements)


def position(
    value: object,
    *statements: str,
    says: bool = True,
    origins: tuple[int, int] = (1, 1),
    outlets: int | None = None,
    stance: Stance = Stance.ASSERTS,
) -> Position:
    count = len(statements) if outlets is None else outlets
    return Position(value, stance, says, ids(*statements), Origins(*origins), count)


def kerman() -> Record:
    record = Record(KILLED)
    record.source("Iranian authorities", "government")
    record.source("Iranian state media", "media_group", speaks_for="Iranian authorities")
    record.source("The Media Line")
    record.source("An analysis")
    record.source("Today")
    record.source("FDD", "institution")
    relayed = {"by": None, "of": "Iranian state media", "document": "relay"}
    record.say("103", at_most(103), on="2024-01-03", published="2024-01-04", **relayed)
    record.say(
        "95", exactly(95), on="2024-01-03", published="2024-01-04", supersedes="103", **relayed
    )
    record.say("84+ state", at_least(84), on="2024-01-04", supersedes="95", **relayed)
    record.say("84", exactly(84), by="The Media Line", of="Iranian authorities")
    record.say("84 own", exactly(84), by="An analysis", on="2024-01-07/2024-01-13", sequence=0)
    record.say("84+ own", at_least(84), by="An analysis", on="2024-01-07/2024-01-13", sequence=1)
    record.say(">80", more_than(80), by="Today")
    record.say("94", exactly(94), by="FDD", of="Iranian state media", on="2024-01-19/..")
    return record


def test_kerman_deaths_are_evolving_and_84_is_behind() -> None:
    agreement = kerman().judge()

    open_ended = (
        position(at_least(84), "84+ state", "84+ own", says=False, origins=(1, 2)),
        position(at_least(81), ">80", says=False),
    )
    assert agreement.verdict is Verdict.EVOLVING
    assert agreement.corroborated is None
    assert agreement.reasons == (
        Reason(
            ReasonCode.BEHIND,
            "Iranian authorities, whom The Media Line cites for 84, have since said 94 "
            "through Iranian state media.",
        ),
        Reason(
            ReasonCode.ORIGINS_UNKNOWN,
            "It is not always said whose word it is: one origin, or as many as 3.",
        ),
    )
    assert (agreement.outlets, agreement.origins) == (5, Origins(1, 3))
    assert set(agreement.heads) == {
        Head(id_of("84+ state")),
        Head(id_of("84"), Behind.ORIGIN_REVISED, id_of("94")),
        Head(id_of("84+ own")),
        Head(id_of(">80")),
        Head(id_of("94")),
    }
    assert agreement.groups == (
        Group(
            exactly(94),
            (),
            (position(exactly(94), "94"), *open_ended),
            4,
            Origins(1, 3),
            False,
            day(4),
            day(19),
        ),
        Group(
            exactly(84),
            (),
            (position(exactly(84), "84"), *open_ended),
            4,
            Origins(1, 3),
            True,
            day(4),
            day(7),
        ),
    )
    assert agreement.contradictions == (
        Contradiction(
            ids("84"), ids("94"), Decimal(10), Decimal("0.1064"), Explanation.ORIGIN_REVISED
        ),
    )
    assert agreement.contradictions_total == 1
    assert set(agreement.silent) == {
        Silent(id_of("103"), Silence.SUPERSEDED, id_of("95")),
        Silent(id_of("95"), Silence.SUPERSEDED, id_of("84+ state")),
        Silent(id_of("84 own"), Silence.EARLIER, id_of("84+ own")),
    }


def perpetrator() -> Record:
    record = Record(WHO)
    record.concept("Islamic State")
    record.concept("ISIS-K", broader="Islamic State")
    record.concept("Israel")
    record.concept("United States")
    for outlet in ("Today", "The Media Line", "FDD", "Relay"):
        record.source(outlet)
    record.source("IS", "armed_group")
    record.source("experts", "unnamed")
    record.source("US", "government")
    record.source("US intelligence", "institution", part_of="US")
    record.source("State Department", "ministry", speaks_for="US")
    record.source("Iran", "government")
    for official in ("the deputy speaker", "Qa'ani", "Jalali"):
        record.source(official, "person", part_of="Iran")
    record.source("state-affiliated media", "media_group", part_of="Iran")
    record.say("own claim", any_of("Islamic State"), by="IS")
    record.say("today", any_of("Islamic State"), by="Today")
    record.say("experts", any_of("ISIS-K"), by="The Media Line", of="experts", on="2024-01-07")
    record.say("intelligence", any_of("ISIS-K"), by="FDD", of="US intelligence", on="2024-01-19/..")
    record.suggest("hint", any_of("Israel"), by="The Media Line", of="the deputy speaker")
    record.say("qaani", any_of("Israel"), by="FDD", of="Qa'ani", on="2024-01-03")
    record.say("jalali", any_of("Israel"), by="FDD", of="Jalali", on="2024-01-03")
    record.say("media", any_of("Israel"), by="FDD", of="state-affiliated media", on="2024-01-03")
    said = {"by": "Relay", "of": "State Department", "on": "2024-01-03"}
    record.deny("not israel", any_of("Israel"), **said)
    record.deny("not us", any_of("United States"), **said)
    return record


def test_kerman_perpetrator_is_disputed() -> None:
    agreement = perpetrator().judge()

    accusers = sorted(("jalali", "media", "qaani"), key=id_of)
    denies_us = position(
        any_of("United States"), "not us", says=False, origins=(0, 0), stance=Stance.DENIES
    )
    assert agreement.verdict is Verdict.DISPUTED
    assert agreement.corroborated is None
    assert agreement.reasons == (
        Reason(
            ReasonCode.CONTRADICTION,
            "Jalali, Qa'ani and state-affiliated media say Israel; "
            "IS and Today say Islamic State: both cannot be true.",
        ),
        Reason(
            ReasonCode.CONTRADICTION,
            "Jalali, Qa'ani and state-affiliated media say Israel; "
            "experts and US intelligence say ISIS-K: both cannot be true.",
        ),
        Reason(
            ReasonCode.CONTRADICTION,
            "Jalali, Qa'ani and state-affiliated media say Israel; "
            "State Department denies Israel: both cannot be true.",
        ),
    )
    assert (agreement.outlets, agreement.origins) == (5, Origins(3, 5))
    assert set(agreement.heads) == {Head(statement.id) for statement in perpetrator().statements}
    assert agreement.silent == ()
    assert agreement.groups == (
        Group(
            any_of("ISIS-K"),
            (),
            (
                position(any_of("ISIS-K"), "experts", "intelligence", origins=(1, 2)),
                position(any_of("Islamic State"), "own claim", "today", says=False, origins=(1, 2)),
                position(
                    any_of("Israel"),
                    "not israel",
                    says=False,
                    origins=(0, 0),
                    stance=Stance.DENIES,
                ),
                denies_us,
            ),
            5,
            Origins(2, 4),
            False,
            day(3),
            day(19),
        ),
        Group(
            any_of("Israel"),
            (),
            (
                position(any_of("Israel"), *accusers, outlets=1),
                denies_us,
                position(
                    any_of("Israel"), "hint", says=False, origins=(0, 0), stance=Stance.SUGGESTS
                ),
            ),
            3,
            Origins(1, 1),
            False,
            day(3),
            day(4),
        ),
    )
    live = Explanation.LIVE
    assert agreement.contradictions == (
        Contradiction(ids(*accusers), ids("own claim", "today"), None, None, live),
        Contradiction(ids(*accusers), ids("experts", "intelligence"), None, None, live),
        Contradiction(ids(*accusers), ids("not israel"), None, None, live),
    )
    assert agreement.contradictions_total == 3


def test_tehran_2017_sixteen_against_at_least_17_is_disputed() -> None:
    record = Record(Question(ValueType.QUANTITY, True, True, datetime(2017, 9, 5, tzinfo=UTC)))
    record.source("An analysis")
    record.say("sixteen", exactly(16), by="An analysis", on="2024-01-07/2024-01-13")
    record.say("17+", at_least(17), by=None, on="2024-01-04", document="relay")

    agreement = record.judge()

    assert agreement == Agreement(
        verdict=Verdict.DISPUTED,
        corroborated=None,
        reasons=(
            Reason(
                ReasonCode.CONTRADICTION,
                "An analysis says 16; an unidentified source says 17 or more: both cannot be true.",
            ),
        ),
        outlets=2,
        origins=Origins(1, 2),
        heads=(Head(id_of("17+")), Head(id_of("sixteen"))),
        groups=(
            _alone(exactly(16), "sixteen", day(7)),
            _alone(at_least(17), "17+", day(4)),
        ),
        contradictions=(
            Contradiction(
                ids("sixteen"), ids("17+"), Decimal(1), Decimal("0.0588"), Explanation.LIVE
            ),
        ),
        contradictions_total=1,
        silent=(),
    )


def _alone(value: object, statement: str, at: datetime) -> Group:
    one = (position(value, statement),)
    return Group(value, (), one, 1, Origins(1, 1), False, at, at)


def test_shiraz_deaths_meet_at_15() -> None:
    record = Record(Question(ValueType.QUANTITY, True, True, datetime(2023, 1, 24, tzinfo=UTC)))
    record.source("An analysis")
    record.source("The Media Line")
    record.say("15+", at_least(15), by="An analysis", on="2024-01-07/2024-01-13")
    record.say("15", exactly(15), by="The Media Line")
    record.say("13+", at_least(13), by=None, document="relay")

    agreement = record.judge()

    assert (agreement.verdict, agreement.corroborated) == (Verdict.UNCORROBORATED, None)
    assert agreement.reasons == (
        Reason(
            ReasonCode.ORIGINS_UNKNOWN,
            "It is not always said whose word it is: one origin, or as many as 3.",
        ),
    )
    assert agreement.groups == (
        Group(
            exactly(15),
            (),
            (
                position(exactly(15), "15"),
                position(at_least(13), "13+", says=False),
                position(at_least(15), "15+", says=False),
            ),
            3,
            Origins(1, 3),
            False,
            day(4),
            day(7),
        ),
    )
    assert (agreement.contradictions, agreement.contradictions_total) == ((), 0)
    assert {head.statement for head in agreement.heads} == set(ids("15+", "15", "13+"))


def test_shiraz_gunmen_against_a_lone_gunman_is_disputed() -> None:
    record = Record(Question(ValueType.QUANTITY, is_count=True))
    record.source("An analysis")
    record.say("gunmen", at_least(2), by="An analysis", on="2024-01-07/2024-01-13")
    record.say("a lone gunman", exactly(1), by=None, document="relay")

    agreement = record.judge()

    assert agreement.verdict is Verdict.DISPUTED
    assert agreement.groups == (
        _alone(at_least(2), "gunmen", day(7)),
        _alone(exactly(1), "a lone gunman", day(4)),
    )
    assert agreement.contradictions == (
        Contradiction(
            ids("a lone gunman"), ids("gunmen"), Decimal(1), Decimal("0.5000"), Explanation.LIVE
        ),
    )
    assert agreement.reasons == (
        Reason(
            ReasonCode.CONTRADICTION,
            "An unidentified source says 1; An analysis says 2 or more: both cannot be true.",
        ),
    )


def test_soleimanis_year_contradicts_itself_in_one_document() -> None:
    record = Record(Question(ValueType.DATE))
    record.source("An analysis")
    record.source("Today")
    own = {"by": "An analysis", "on": "2024-01-07/2024-01-13"}
    record.say("2019", period("2019"), sequence=1, **own)
    record.say("fourth anniversary", period("2020-01-03"), sequence=0, **own)
    record.say("2020", period("2020"), by="Today")
    record.say("the day", period("2020-01-03"), by=None, document="relay")

    agreement = record.judge()

    assert agreement.verdict is Verdict.DISPUTED
    assert agreement.groups == (
        Group(
            period("2020-01-03"),
            (),
            (
                position(period("2020-01-03"), "the day", "fourth anniversary", origins=(1, 2)),
                position(period("2020"), "2020", says=False),
            ),
            3,
            Origins(1, 3),
            False,
            day(4),
            day(7),
        ),
        _alone(period("2019"), "2019", day(7)),
    )
    days, none = timedelta(days=2), timedelta(0)
    assert agreement.contradictions == (
        Contradiction(ids("the day"), ids("2019"), days, None, Explanation.LIVE),
        Contradiction(ids("2019"), ids("2020"), none, None, Explanation.LIVE),
        Contradiction(ids("fourth anniversary"), ids("2019"), days, None, Explanation.SELF),
    )
    assert agreement.reasons == (
        Reason(
            ReasonCode.CONTRADICTION,
            "An unidentified source says 3 January 2020; An analysis says 2019: "
            "both cannot be true.",
        ),
        Reason(
            ReasonCode.CONTRADICTION,
            "An analysis says 2019; Today says 2020: both cannot be true.",
        ),
        Reason(
            ReasonCode.SELF,
            "An analysis says both 3 January 2020 and 2019 in one document.",
        ),
    )
    assert {head.statement for head in agreement.heads} == {
        statement.id for statement in record.statements
    }
