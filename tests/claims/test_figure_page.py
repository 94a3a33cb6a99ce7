"""The requests on docs/figure.md answer as it says."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from claims.figure import AbsenceCode
from claims.parts import Fit
from tests.seeds.test_answers import matches

PAGE = (Path(__file__).parents[2] / "docs" / "figure.md").read_text()
EXAMPLES = re.findall(r"^GET (\S+)\n\n```json\n(.*?)```", PAGE, re.DOTALL | re.MULTILINE)


@pytest.mark.parametrize(("path", "shown"), EXAMPLES, ids=[path for path, _ in EXAMPLES])
def test_request_of_the_page_answers_as_shown(seeded, client, path, shown):
    answer = client.get(path).json()

    # The order of statements of one time is nobody's to promise.
    answer["left_out"].sort(key=lambda one: one["wording"])
    assert matches(json.loads(shown), answer)


def test_page_has_its_examples_and_every_code():
    assert len(EXAMPLES) == 3
    assert [code for code in (*AbsenceCode, *Fit) if f"`{code}`" not in PAGE] == []
