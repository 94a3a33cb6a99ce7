"""The goals of Onrecord, as a table: question, who is held to whom, how far.

Agreement is held to whoever runs the same rules and, as the issue has it, to whoever only fetches;
the sheet is kept judged, so that it is held to the limit without the rules too.
"""

from __future__ import annotations

from collections.abc import Iterator

from bench.goals import (
    Goal,
    between,
    buffers,
    cpu_ratio,
    growth,
    growth_of_buffers,
    ratio,
    ratio_apart,
    statements,
)

JUDGING, SHEET, VIEW = "onrecord judging", "onrecord sheet", "onrecord agreement"
RULES, LIMIT, ORM, RULED = (
    "limit with the rules",
    "limit",
    "simple-history",
    "simple-history with the rules",
)
PG, PG_RULED = "pghistory", "pghistory with the rules"
THEN = ("as of", "stated until", "as of, stated until")
COMMIT = ": its commit"
GROWTH, GROWTH_BEYOND = 1.15, 1.25  # to a million; beyond it
A_MILLION = 1_100_000


def promised(largest: int) -> list[Goal]:
    """What is promised of a run whose largest record has so many statements."""
    most = GROWTH if largest < A_MILLION else GROWTH_BEYOND
    parts = (now(), then(), lines(), pages(), growing(most), writes(), served())
    return [goal for part in parts for goal in part]


def times(
    letter: str,
    who: tuple[str, str],
    question: str,
    *,
    of: str = "",
    most: float | None = None,
    least: float | None = None,
) -> Goal:
    """The first of two takes so many times as long as the second; what they are asked: `of`."""
    name, to = who
    words = f"{name} / {to}{', ' if of else ''}{of}"
    found = ratio(question, name, to), cpu_ratio(question, name, to)
    return Goal(letter, words, found[0], most, least, cpu=found[1])


def now() -> Iterator[Goal]:
    for topic, least in (("typical", 10), ("hot", 40)):
        name = f"{topic} topic, now"
        yield times("a", (JUDGING, RULES), name, of=topic, most=1.5)
        yield times("a", (RULED, JUDGING), name, of=topic, least=least)
        yield times("a", (ORM, JUDGING), name, of=topic, least=least)
        yield times("a", (SHEET, RULES), name, of=topic, most=1.5)
        yield times("a", (SHEET, LIMIT), name, of=topic, most=1.5)
        yield times("a", (ORM, SHEET), name, of=topic, least=least)
        for who in (JUDGING, SHEET):
            yield Goal("a", f"{who}, {topic}: buffers", buffers(name, who), most=120)


def then() -> Iterator[Goal]:
    for topic, stock, pg, gate in (("typical", 8, 7, 160), ("hot", 25, 18, 180)):
        name = f"{topic} topic, as of"
        yield times("b", (RULED, JUDGING), name, of=topic, least=stock)
        yield times("b", (PG_RULED, JUDGING), name, of=topic, least=pg)
        for who in (JUDGING, SHEET):
            yield times("b", (ORM, who), name, of=topic, least=stock)
            yield times("b", (PG, who), name, of=topic, least=pg)
            yield Goal("b", f"{who}, {topic}: buffers", buffers(name, who), most=gate)
            for asked in THEN:
                name_of = f"{topic} topic, {asked}"
                yield times("b", (who, RULES), name_of, of=f"{topic}, {asked}", most=2)


def lines() -> Iterator[Goal]:
    for letter, asked, most in (("a", "now", 3), ("b", "as of", 10)):
        figure = between(f"long-line, {asked}", f"short-line, {asked}", VIEW)
        yield Goal(letter, f"a line of 2,000 / a line of 5, {asked}", figure, most=most)


def pages() -> Iterator[Goal]:
    for topic in ("typical", "hot"):
        name = f"timeline of a {topic} claim"
        yield times("c", ("ModelSerializer", "onrecord"), name, of=name, least=2)
    for topic in ("typical", "hot"):
        name = f"history of a {topic} claim"
        for peer in (ORM, PG, "reversion"):
            yield times("d", (peer, "onrecord"), name, of=name, least=3)
    for depth in ("first", "90 % deep"):
        name = f"changes, {depth}"
        yield times("e", ("onrecord", LIMIT), name, of=name, most=2.5)
    deep = between("changes, 90 % deep", "changes, first", "onrecord")
    yield Goal("e", "changes, 90 % deep / first page", deep, most=GROWTH)


def asked_at_every_size() -> Iterator[tuple[str, str, str]]:
    """Letter, question and who: the answer is as large at every size."""
    for letter, record in (("a", "now"), *(("b", record) for record in THEN)):
        for topic in ("typical", "hot"):
            for who in (JUDGING, SHEET):
                yield letter, f"{topic} topic, {record}", who
        for line in ("short-line", "long-line"):
            yield letter, f"{line}, {record}", VIEW
    for letter, page in (("c", "timeline"), ("d", "history")):
        for topic in ("typical", "hot"):
            yield letter, f"{page} of a {topic} claim", "onrecord"
    for depth in ("first", "90 % deep"):
        yield "e", f"changes, {depth}", "onrecord"


def growing(most: float) -> Iterator[Goal]:
    for letter, name, who in asked_at_every_size():
        words, beside = f"growth: {name}, {who}", growth_of_buffers(name, who)
        yield Goal(letter, words, growth(name, who), most=most, buffers=beside)


def writes() -> Iterator[Goal]:
    one, bulk = "one statement", "bulk"
    yield Goal("f", "one write: statements to the server", statements(one, "onrecord"), most=8)
    who, to = "onrecord, not assessed", "plain save()"
    yield times("f", (who, to), one, of="one write", most=4)
    apart = ratio_apart(one, who, to, COMMIT)
    yield Goal("f", f"{who} / {to}, one write, their commits apart", apart, most=4)
    for who in ("onrecord, COPY and INSERT … SELECT", "onrecord, import"):
        yield times("f", ("bulk_create_with_history", who), bulk, least=4)
        yield times("f", ("plain bulk_create", who), bulk, least=1)


def served() -> Iterator[Goal]:
    for name, least in (
        ("agreement, anonymous", 0.40),
        ("50 rows, anonymous", 0.40),
        ("agreement, token", 0.30),
        ("50 rows, token", 0.30),
        ("304, anonymous", 0.60),
    ):
        figure = ratio(name, "bare", "onrecord")
        yield Goal("g", f"{name} / bare WSGI app, requests a second", figure, least=least)
    name = "50 rows, anonymous"
    figure = ratio(name, "ModelSerializer", "onrecord")
    yield Goal("g", f"{name} / ModelSerializer, requests a second", figure, least=4)
