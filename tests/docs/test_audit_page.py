"""Every request and every command that docs/audit.md shows is answered."""

from __future__ import annotations

import io
import re
import shlex
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.callers import Caller

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "audit.md").read_text()
REQUESTS = re.findall(r"'localhost:8000(\S+)'", PAGE)
COMMANDS = re.findall(r"^    manage.py (audit .*)$", PAGE, re.MULTILINE)


@pytest.mark.parametrize("path", REQUESTS)
def test_request_of_the_page_is_answered(seeded, charlie, path):
    assert Caller(charlie).get(path).status_code == 200


@pytest.mark.parametrize("command", COMMANDS)
def test_command_of_the_page_finds_something(seeded, command):
    out = io.StringIO()

    call_command(*shlex.split(command), stdout=out)

    assert len(out.getvalue().splitlines()) > 1


def test_the_page_has_requests_and_commands():
    assert (len(REQUESTS), len(COMMANDS)) == (4, 2)
