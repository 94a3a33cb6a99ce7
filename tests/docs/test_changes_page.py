"""Every request that docs/changes.md shows is answered."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PAGE = Path(__file__).resolve().parents[2] / "docs" / "changes.md"
REQUESTS = re.findall(r"curl 'localhost:8000(\S+)'", PAGE.read_text())


@pytest.mark.parametrize("path", REQUESTS)
def test_request_of_the_page_is_answered(seeded, client, path):
    response = client.get(path.replace("after=58&wait=2", "after=1"))

    assert response.status_code == 200
    assert b"".join(response) != b""


def test_the_page_has_requests():
    assert len(REQUESTS) == 6
