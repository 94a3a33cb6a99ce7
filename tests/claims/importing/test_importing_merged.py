"""Statements are followed across merges: of the file, on record, and made or undone meanwhile."""

from __future__ import annotations

from typing import Any

import pytest

from claims.importing import entering
from claims.models import Claim
from history.merging import merge, unmerge
from sources.models import Source
from tests.claims.importing.test_importing import CATALOGUE, kinds, run, said

OTHER: dict[str, dict[str, Any]] = {
    "source": {"source": {**CATALOGUE[0]["source"], "slug": "other"}},
    "claim": {"claim": {**CATALOGUE[2]["claim"], "slug": "other"}},
}
BEFORE = {
    "source": said("90", 0, attributed_to="other", stated="2024-01-04"),
    "claim": said("90", 0, claim="other", stated="2024-01-04"),
}
MODELS = {"source": (Source, "irna"), "claim": (Claim, "killed")}
BY: dict[str, Any] = {"by": None, "reason": "One and the same", "channel": "api"}


@pytest.mark.parametrize("kind", OTHER)
@pytest.mark.parametrize("batch", [None, 1], ids=["at once", "in batches"])
def test_what_a_merged_record_of_the_file_says_is_followed_from_its_merge_on(db, kind, batch):
    model, slug = MODELS[kind]
    merged = {kind: {**OTHER[kind][kind], "merged_into": slug}}
    early = said("80", 1, stated="2024-01-03", external_id="early")

    run([*CATALOGUE, early, merged, BEFORE[kind], said("95", 2), said("84", 3)], batch=batch)

    assert model._default_manager.get(slug="other").merged_into.slug == slug
    assert kinds() == [("80", ""), ("90", "update"), ("95", "update"), ("84", "correction")]


@pytest.mark.parametrize("few", [0, 200], ids=["staged again first", "under the lock"])
@pytest.mark.parametrize("kind", OTHER)
@pytest.mark.parametrize("merges", [True, False], ids=["merged", "parted"])
def test_a_merge_or_its_undoing_meanwhile_counts(db, monkeypatch, few, kind, merges):
    monkeypatch.setattr(entering, "FEW", few)
    model, slug = MODELS[kind]
    run([*CATALOGUE, OTHER[kind], BEFORE[kind]])
    other, stands = (model._default_manager.get(slug=each) for each in ("other", slug))
    if not merges:
        merge(other, stands, **BY)
    told: list[int] = []

    def save(lines: int) -> None:
        if not told:
            told.append(lines)
            merge(other, stands, **BY) if merges else unmerge(other, **BY)

    run([said("95", 1), said("84", 2)], told=save)

    assert kinds() == [("90", ""), ("95", "update" if merges else ""), ("84", "correction")]
