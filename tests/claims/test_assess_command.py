"""`manage.py assess` works off what large writes left."""

from __future__ import annotations

import io

import pytest
from django.core.management import CommandError, call_command

from claims import assessing
from claims.models import Assessment, Claim
from history.recording import recording
from sources.models import Source
from tests.claims.assessments import kept, live, told, waiting
from tests.history.ledger import run, seal


@pytest.fixture
def record(kerman):
    """205 claims that wait, one of them disputed."""
    told(kerman)
    with recording(by=None, channel="command"):
        Claim.objects.bulk_create(
            Claim(slug=f"c-{i}", topic=kerman["kerman"], question="?", label="?", value_type="text")
            for i in range(203)
        )
    Source.objects.filter(slug="irna").update(kind="tracker")
    seal()
    return kerman


def assess(**options) -> list[str]:
    out = io.StringIO()
    call_command("assess", stdout=out, **options)
    return out.getvalue().splitlines()


def test_everything_that_waits_is_judged(record):
    before = len(waiting())

    said = assess()

    assert (before, said) == (205, ["judged: 205", "waiting: 0"])
    assert (waiting(), kept()) == ({}, live())


def test_a_limit_leaves_the_rest_for_the_next_run(record):
    runs = [assess(limit=3), assess(limit=200), assess(limit=200), assess()]

    assert runs == [
        ["judged: 3", "waiting: 202"],
        ["judged: 200", "waiting: 2"],
        ["judged: 2", "waiting: 0"],
        ["judged: 0", "waiting: 0"],
    ]


def test_a_run_that_is_stopped_keeps_what_it_has_judged(record):
    for _ in assessing.work_off():
        break

    assert len(waiting()) == 5


def test_names_and_other_rules_are_worked_off_too(record):
    assess()
    Source.objects.filter(slug="irna").update(name="Another")
    seal()
    run("UPDATE claims_assessment SET rules = 'agreement/0 sheet/1' WHERE outlets = 0")

    assess()

    assert (waiting(), kept()) == ({}, live())


def test_what_an_open_entry_touches_is_left(record):
    Source.objects.filter(slug="irna").update(kind="institution")

    said = assess()

    assert said == ["judged: 203", "waiting: 2"]
    assert set(Assessment.objects.unfinished().values_list("claim__slug", flat=True)) == {
        "deaths",
        "method",
    }


@pytest.mark.parametrize("limit", ["0", "-3", "some"])
def test_a_limit_that_is_none_is_refused(limit):
    with pytest.raises(CommandError, match="limit"):
        call_command("assess", "--limit", limit)
