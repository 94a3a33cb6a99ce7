"""The demo, as a newcomer runs it: a process of its own, on a data directory of its own."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent
DEATHS = "claims/kerman-bombings-2024-deaths/agreement/"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(data: Path) -> dict[str, str]:
    addresses = ("DATABASE_URL", "DATABASE_OWNER_URL")
    kept = {name: value for name, value in os.environ.items() if name not in addresses}
    return {**kept, "ONRECORD_DATA": str(data), "DJANGO_SETTINGS_MODULE": "config.settings"}


def start(data: Path, port: int, *flags: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "demo", "--port", str(port), *flags],
        cwd=ROOT,
        env=environment(data),
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
    )


def printed(demo: subprocess.Popen[str]) -> dict[str, str]:
    """The lines of a demo up to its token, by their names."""
    lines: dict[str, str] = {}
    assert demo.stdout is not None
    while "token" not in lines:
        line = demo.stdout.readline()
        assert line, "the demo ended before it printed a token"
        name, _, value = line.partition(": ")
        lines[name] = value.strip()
    return lines


def stop(demo: subprocess.Popen[str]) -> int:
    demo.send_signal(signal.SIGINT)
    return demo.wait(timeout=30)


def answer(url: str) -> dict[str, object]:
    with urllib.request.urlopen(url) as response:
        return json.load(response)


@pytest.fixture
def data(tmp_path: Path) -> Iterator[Path]:
    yield tmp_path / "data of the demo"
    subprocess.run(
        [sys.executable, "manage.py", "db", "stop"],
        cwd=ROOT,
        env=environment(tmp_path / "data of the demo"),
        check=False,
        capture_output=True,
    )


@pytest.mark.slow
def test_demo_serves_the_verdict_on_kerman(data):
    demo = start(data, port := free_port())

    lines = printed(demo)
    verdict = answer(f"http://127.0.0.1:{port}/api/v1/{DEATHS}")["verdict"]

    assert lines["url"] == f"http://127.0.0.1:{port}/api/v1/"
    assert lines["admin"].startswith(f"http://127.0.0.1:{port}/admin/ editor ")
    assert verdict == "evolving"
    assert stop(demo) == 0


@pytest.mark.slow
def test_demo_run_again_changes_nothing_and_keeps_its_token(data):
    demo = start(data, port := free_port())
    first = printed(demo)
    before = answer(f"http://127.0.0.1:{port}/readyz")
    stop(demo)

    demo = start(data, port)
    second = printed(demo)
    after = answer(f"http://127.0.0.1:{port}/readyz")
    stop(demo)

    assert second == first
    assert after == before


@pytest.mark.slow
def test_demo_token_writes(data):
    demo = start(data, port := free_port())
    token = printed(demo)["token"]
    body = json.dumps({"slug": "kerman-governor", "name": "Governor", "kind": "person"}).encode()
    request = urllib.request.Request(
        f"http://127.0.0.1:{port}/api/v1/sources/",
        data=body,
        headers={"Authorization": f"Bearer {token}", "Content-Type": "application/json"},
    )

    with urllib.request.urlopen(request) as response:
        status = response.status
    stop(demo)

    assert status == 201


def test_demo_refuses_a_port_in_use(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        refused = subprocess.run(
            [sys.executable, "manage.py", "demo", "--port", str(port)],
            cwd=ROOT,
            env=environment(tmp_path),
            check=False,
            capture_output=True,
            text=True,
        )

    assert refused.returncode == 1
    assert "Traceback" not in refused.stderr
    assert f"port {port} can't be used" in refused.stderr
    assert not (tmp_path / "postgres").exists()
