"""The goals of Onrecord, as a table: question, who is held to whom, how far."""

from __future__ import annotations

from collections.abc import Iterator

from bench.goals import Goal, between, buffers, growth, ratio, statements

JUDGING, SHEET, VIEW = "onrecord judging", "onrecord sheet", "onrecord agreement"
RULES, LIMIT, ORM, RULED = (
    "limit with the rules",
    "limit",
    "simple-history",
    "simple-history with the rules",
)
PG, PG_RULED = "pghistory", "pghistory with the rules"
GROWTH = 1.15


def now() -> Iterator[Goal]:
    for topic, times, gate in (("typical", 10, 120), ("hot", 40, 120)):
        name = f"{topic} topic, now"
        for who in (JUDGING, SHEET):
            yield Goal("a", f"{who}, {topic} / {RULES}", ratio(name, who, RULES), most=1.5)
            yield Goal(
                "a",
                f"fetching all with the ORM / {who}, {topic}",
                ratio(name, ORM, who),
                least=times,
            )
            yield Goal("a", f"{who}, {topic}: buffers", buffers(name, who), most=gate)
            yield Goal(
                "a",
                f"{who}, {topic}: buffers, 1,000 rows newer",
                buffers(name, who, newer=True),
                most=gate,
            )


def then() -> Iterator[Goal]:
    for topic, stock, pg, gate in (("typical", 8, 7, 160), ("hot", 25, 18, 180)):
        name = f"{topic} topic, as of"
        yield Goal("b", f"{JUDGING}, {topic} / {RULES}", ratio(name, JUDGING, RULES), most=2)
        yield Goal("b", f"as_of / {JUDGING}, {topic}", ratio(name, ORM, JUDGING), least=stock)
        yield Goal("b", f"pghistory / {JUDGING}, {topic}", ratio(name, PG, JUDGING), least=pg)
        yield Goal("b", f"{JUDGING}, {topic}: buffers", buffers(name, JUDGING), most=gate)
        for other in ("stated until", "as of, stated until"):
            name = f"{topic} topic, {other}"
            yield Goal(
                "b", f"{JUDGING}, {topic}, {other} / {RULES}", ratio(name, JUDGING, RULES), most=2
            )


def lines() -> Iterator[Goal]:
    for letter, times, most in (("a", "now", 3), ("b", "as of", 10)):
        figure = between(f"long-line, {times}", f"short-line, {times}", VIEW)
        yield Goal(letter, f"a line of 2,000 / a line of 5, {times}", figure, most=most)


def pages() -> Iterator[Goal]:
    for topic in ("typical", "hot"):
        name = f"timeline of a {topic} claim"
        yield Goal(
            "c",
            f"ModelSerializer / timeline, {topic}",
            ratio(name, "ModelSerializer", "onrecord"),
            least=2,
        )
        name = f"history of a {topic} claim"
        for peer in (ORM, PG, "reversion"):
            yield Goal("d", f"{peer} / history, {topic}", ratio(name, peer, "onrecord"), least=3)
    for depth in ("first", "90 % deep"):
        name = f"changes, {depth}"
        yield Goal("e", f"changes, {depth} / limit", ratio(name, "onrecord", LIMIT), most=2.5)
    deep = between("changes, 90 % deep", "changes, first", "onrecord")
    yield Goal("e", "90 % deep / first page", deep, most=GROWTH)


def growing() -> Iterator[Goal]:
    for letter, name, who in (
        ("a", "typical topic, now", JUDGING),
        ("a", "hot topic, now", JUDGING),
        ("b", "typical topic, as of", JUDGING),
        ("b", "hot topic, as of", JUDGING),
        ("c", "timeline of a typical claim", "onrecord"),
        ("d", "history of a typical claim", "onrecord"),
        ("e", "changes, first", "onrecord"),
    ):
        yield Goal(letter, f"growth: {name}", growth(name, who), most=GROWTH)


def writes() -> Iterator[Goal]:
    one, bulk = "one statement", "bulk"
    yield Goal("f", "one write: statements to the server", statements(one, "onrecord"), most=8)
    yield Goal("f", "one write / plain save()", ratio(one, "onrecord", "plain save()"), most=4)
    yield Goal(
        "f",
        "one write, not assessed / plain save()",
        ratio(one, "onrecord, not assessed", "plain save()"),
        most=4,
    )
    entering = "onrecord, COPY and INSERT … SELECT"
    for who in (entering, "onrecord, import"):
        yield Goal(
            "f",
            f"bulk_create_with_history / {who}",
            ratio(bulk, "bulk_create_with_history", who),
            least=4,
        )
        yield Goal(
            "f", f"plain bulk_create / {who}", ratio(bulk, "plain bulk_create", who), least=1
        )


def served() -> Iterator[Goal]:
    for name, least in (
        ("agreement, anonymous", 0.40),
        ("50 rows, anonymous", 0.40),
        ("agreement, token", 0.30),
        ("50 rows, token", 0.30),
        ("304, anonymous", 0.60),
    ):
        yield Goal(
            "g", f"{name} / bare WSGI app, a second", ratio(name, "bare", "onrecord"), least=least
        )
    name = "50 rows, anonymous"
    yield Goal(
        "g",
        f"{name} / ModelSerializer, a second",
        ratio(name, "ModelSerializer", "onrecord"),
        least=4,
    )


GOALS = [*now(), *then(), *lines(), *pages(), *growing(), *writes(), *served()]
