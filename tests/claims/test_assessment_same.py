"""Kept answers are the slow path's, whatever is written, in any order, judged now or later.

Of now, and of every position that was.
"""

from __future__ import annotations

import random

import pytest

from claims.assessing import work_off
from claims.models import Claim, ClaimParty, Entity, Revision
from claims.recording import void_statement
from claims.values import Stance
from history import recording
from history.editing import edit
from sources.models import Document, Source
from tests.claims.assessments import kept, live, told, untrue, untrue_then, waiting
from tests.history.ledger import seal

FIGURES = ("84", "at least 84", "94", "95", "103", "more than 80", "about 90", "none", "dozens")
STANCES = ("asserts", "asserts", "asserts", "suggests", "denies")
KINDS = ("outlet", "agency", "ministry", "armed_group", "unnamed", "person")


def _any(dice, model):
    return dice.choice(list(model.objects.order_by("id")))


def _source(dice):
    return dice.choice([None, *Source.objects.order_by("id")])


def _says_figure(dice, kerman):
    kerman.says(
        "deaths",
        dice.choice(["irna-1", "bbc-1", "leaflet"]),
        dice.choice(FIGURES),
        stance=dice.choice(STANCES),
        attributed_to=_source(dice),
        via=_source(dice),
        definition=dice.choice(["", *kerman["deaths"].definitions]),
        stated=dice.choice(["", "2024-01-03", "2024-01-05", "2024-01-07"]),
        sequence=dice.randrange(3),
    )


def _says_who(dice, kerman):
    named = dice.sample(["islamic-state", "isis-k", "state"], dice.choice([1, 1, 2]))
    kerman.says(
        "perpetrator",
        dice.choice(["irna-1", "bbc-1", "leaflet"]),
        " or ".join(named),
        stance=dice.choice(STANCES),
        entities=[kerman[name] for name in named],
        attributed_to=_source(dice),
    )


def _withdraws(dice, kerman):
    kerman.says("deaths", "bbc-1", "withdrawn", stance=Stance.WITHDRAWS, stated="2024-01-08")


def _voids(dice, kerman):
    printed = Claim.objects.exclude(adopted_revision=None).values("adopted_revision")
    standing = list(Revision.objects.filter(is_void=False).exclude(pk__in=printed).order_by("id"))
    void_statement(dice.choice(standing), reason="Misread", **kerman.recorded)


def _changed(record, kerman, **changes):
    edit(record, changes, reason="As it is", **kerman.recorded)


def _moves_source(dice, kerman):
    source = _any(dice, Source)
    above = dice.choice([None, *Source.objects.filter(id__lt=source.pk)])
    role = dice.choice(["speaks_for", "part_of"]) if above else ""
    _changed(source, kerman, parent=above, parent_role=role)


def _moves_entity(dice, kerman):
    entity = _any(dice, Entity)
    _changed(entity, kerman, broader=dice.choice([None, *Entity.objects.filter(id__lt=entity.pk)]))


def _moves_document(dice, kerman):
    _changed(_any(dice, Document), kerman, publisher=_source(dice))


def _redates_document(dice, kerman):
    Document.objects.filter(key="leaflet").update(
        published_at=dice.choice([None, "2024-01-01T00:00Z"])
    )


def _renames(dice, kerman):
    record = _any(dice, dice.choice([Source, Entity]))
    _changed(record, kerman, name=f"{record.name[:20]} {dice.randrange(99)}")


def _adopts(dice, kerman):
    said = [None, *Revision.objects.filter(claim=kerman["deaths"], is_void=False).order_by("id")]
    adopted = dice.choice(said)
    wording = adopted.wording if adopted else ""
    Claim.objects.filter(slug="deaths").update(adopted_revision=adopted, adopted_wording=wording)


def _calls_otherwise(dice, kerman):
    """A source is a party by the name of an entity that is one; either may lose it."""
    record = _any(dice, dice.choice([Source, Entity]))
    aliases = [dice.choice(["Islamic State", "IRNA", "BBC"])]
    type(record).objects.filter(pk=record.pk).update(aliases=aliases)


def _is_party(dice, kerman):
    record = _any(dice, dice.choice([Source, Entity]))
    party = {"claim": kerman["deaths"], record._meta.model_name: record}
    if not ClaimParty.objects.filter(**party).update(is_retired=dice.choice([True, False])):
        ClaimParty.objects.create(**party)


def _changes_kind(dice, kerman):
    _changed(_any(dice, Source), kerman, kind=dice.choice(KINDS))


def _changes_claim(dice, kerman):
    changes = dice.choice(
        [
            {"many": dice.choice([True, False])},
            {"cumulative": dice.choice([True, False])},
            {"tolerance": dice.choice(["0.01", "0.2"])},
            {"definitions": dice.choice([["confirmed", "all"], ["confirmed"], []])},
            {"unit": dice.choice(["people", "persons"])},
            {"is_count": True, "settled_at": dice.choice([None, "2024-01-04T00:00Z"])},
        ]
    )
    Claim.objects.filter(slug="deaths").update(**changes)


def _changes_sources_at_once(dice, kerman):
    Source.objects.filter(parent__isnull=True).update(kind=dice.choice(KINDS))


CHANGES = (
    _says_figure, _says_figure, _says_who, _withdraws, _voids, _moves_source, _moves_entity,
    _moves_document, _redates_document, _renames, _changes_kind, _changes_claim,
    _changes_sources_at_once, _adopts, _adopts, _calls_otherwise, _is_party,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(8))
def test_what_is_kept_is_what_the_slow_path_says(kerman, monkeypatch, seed):
    dice = random.Random(seed)
    kerman.entity("state", "A state")
    told(kerman)
    hooks = recording._before_seal
    printed = {"adopted_revision": Revision.objects.get(wording="103"), "adopted_wording": "103"}
    Claim.objects.filter(slug="deaths").update(definitions=["confirmed", "all"], **printed)
    seal()
    list(work_off())
    verdicts, figures = set(), {one["figure"][0] for one in kept().values()}

    for _ in range(25):
        monkeypatch.setattr(recording, "_before_seal", dice.choice([hooks, hooks, []]))
        for record in kerman.made.values():
            record.refresh_from_db()
        dice.choice(CHANGES)(dice, kerman)
        seal()
        assert untrue() == {}
        if dice.random() < 0.3:
            list(work_off())
            assert (waiting(), kept()) == ({}, live())
            verdicts |= {one["counts"][0] for one in kept().values()}
            figures |= {one["figure"][0] for one in kept().values()}

    assert min(len(verdicts), len(figures)) > 1  # it was not all one thing
    kept_then, wrong = untrue_then()
    assert wrong == {}
    assert kept_then > 100
