"""(g) Requests a second over HTTP: Onrecord as the demo serves it, a bare app, a stock API.

Each has two processes of four threads under the same gunicorn. A turn is so many requests over a
few connections of one small client; what the client itself costs is the same for all, so that it
draws the ratios towards one.
"""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager
from typing import Any

import orjson

from api.typeid import decode
from bench.contest import Answer, Asking, Question
from bench.filling import claim_slug
from bench.questions.bulk import reader_token
from bench.worlds import ROOT, World
from config.serving import WAIT_SECONDS, _listens, end

HOST = "127.0.0.1"
PEER = "ModelSerializer"
APPS = {"bare": "bench.limit.bare", "onrecord": "config.wsgi", PEER: "bench.peers.serving"}
REQUESTS, CONNECTIONS = 60, 4
Addresses = Mapping[str, int]


@contextmanager
def servers(world: World) -> Iterator[list[Question]]:
    """The questions, while everybody serves."""
    world.enter()
    token = reader_token("Serving")
    slug = claim_slug(world.plan, world.plan.number("typical"), 0)
    with ExitStack() as stack:
        ports = {
            name: stack.enter_context(_serving(app, world))
            for name, app in APPS.items()
            if world.has_peers or name != PEER
        }
        agreement = f"/api/v1/claims/{slug}/agreement/"
        listed = "/api/v1/revisions/?limit=50"
        two = {name: ports[name] for name in ("bare", "onrecord")}
        bearer = f"Authorization: Bearer {token}\r\n"
        yield [
            _question(world, "agreement, anonymous", agreement, two, _of_agreement),
            _question(world, "agreement, token", agreement, two, _of_agreement, bearer),
            _question(world, "50 rows, anonymous", listed, ports, _of_list),
            _question(world, "50 rows, token", listed, two, _of_list, bearer),
            _unchanged(world, agreement, two),
        ]


@contextmanager
def _serving(app: str, world: World) -> Iterator[int]:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port = probe.getsockname()[1]
    child = subprocess.Popen(  # noqa: S603  ours
        [
            sys.executable, "-m", "gunicorn", app, "--bind", f"{HOST}:{port}",
            "--workers", "2", "--threads", "4", "--keep-alive", "60",
            "--log-level", "warning", "--no-control-socket",
        ],
        cwd=ROOT,
        env={
            **world.environment,
            "DATABASE_URL": _readable(app, world),
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "ONRECORD_RATE": "10000000/min",
            "ONRECORD_ANONYMOUS_RATE": "10000000/min",
        },
    )  # fmt: skip
    try:
        _wait_for(port, child)
        yield port
    finally:
        end(child)


def _readable(app: str, world: World) -> str:
    """As the service; the others read tables that it was never granted."""
    user = "" if app == APPS["onrecord"] else world.login["user"]
    return world.url(user) if user else world.environment["DATABASE_URL"]


def _wait_for(port: int, child: Any) -> None:
    import time  # noqa: PLC0415

    deadline = time.monotonic() + WAIT_SECONDS
    while not _listens(HOST, port):
        if child.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(f"nothing serves at {port}; it ended with {child.poll()}")
        time.sleep(0.05)


def _question(
    world: World,
    name: str,
    path: str,
    ports: Addresses,
    answering: Callable[[bytes], Answer],
    header: str = "",
) -> Question:
    contestants = []
    for who, port in ports.items():
        asked = path.removeprefix("/api/v1") if who == PEER else path
        contestants.append(Asking(who, Burst(port, request(asked, header)), answering))
    return Question("g", name, world.size, contestants)


def _unchanged(world: World, path: str, ports: Addresses) -> Question:
    contestants = []
    for who, port in ports.items():
        head, _ = Burst(port, request(path)).once()
        (etag,) = [line for line in head.split(b"\r\n") if line.lower().startswith(b"etag:")]
        header = f"If-None-Match: {etag.decode().partition(' ')[2]}\r\n"
        contestants.append(Asking(who, Burst(port, request(path, header), b"304"), lambda body: {}))
    return Question("g", "304, anonymous", world.size, contestants)


def request(path: str, header: str = "") -> bytes:
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n{header}\r\n".encode()


class Burst:
    """So many requests over a few connections at once; the last body is what it gives."""

    def __init__(self, port: int, sent: bytes, status: bytes = b"200") -> None:
        self.port, self.sent, self.status = port, sent, status

    def __call__(self) -> bytes:
        with ThreadPoolExecutor(CONNECTIONS) as threads:
            shares = [REQUESTS // CONNECTIONS] * CONNECTIONS
            return list(threads.map(self._share, shares))[-1]

    def once(self) -> tuple[bytes, bytes]:
        with socket.create_connection((HOST, self.port), timeout=30) as connection:
            return self._exchange(connection)

    def _share(self, requests: int) -> bytes:
        with socket.create_connection((HOST, self.port), timeout=30) as connection:
            connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for _ in range(requests):
                head, body = self._exchange(connection)
                if head.split(b" ", 2)[1] != self.status:
                    raise RuntimeError((head + b"\r\n\r\n" + body)[:2000].decode())
        return body

    def _exchange(self, connection: socket.socket) -> tuple[bytes, bytes]:
        connection.sendall(self.sent)
        received = connection.recv(65_536)
        while b"\r\n\r\n" not in received:
            received += connection.recv(65_536)
        head, _, body = received.partition(b"\r\n\r\n")
        length = _length(head)
        parts, size = [body], len(body)
        while size < length:
            parts.append(connection.recv(1 << 20))
            size += len(parts[-1])
        return head, b"".join(parts)


def _length(head: bytes) -> int:
    for line in head.split(b"\r\n"):
        if line.lower().startswith(b"content-length:"):
            return int(line.partition(b":")[2])
    return 0


def _of_agreement(body: bytes) -> Answer:
    answer = orjson.loads(body)
    return {
        "verdict": answer["verdict"],
        "heads": sorted((head["id"], head["behind"]) for head in answer["heads"]),
        "reasons": [reason["text"] for reason in answer["reasons"]],
    }


def _of_list(body: bytes) -> Answer:
    rows = orjson.loads(body)["results"]
    return {"rows": [(_plain_id(row["id"]), row["wording"]) for row in rows]}


def _plain_id(id: str) -> str:
    return str(decode("rev", id)) if id.startswith("rev_") else id
