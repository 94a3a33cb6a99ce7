"""Runs gunicorn as a child, and says when it listens."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
import time
from collections.abc import Sequence

from django.conf import settings

WAIT_SECONDS = 30.0
POLL_SECONDS = 0.05


class NotServing(RuntimeError):
    """The server could not be started; the message says why."""


def check_port_is_free(host: str, port: int) -> None:
    """Refuse a port that something listens on already, before any work is done."""
    with socket.socket(socket.AF_INET, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise NotServing(f"port {port} can't be used ({error.strerror}): try --port") from error


def serve(host: str, port: int) -> subprocess.Popen[bytes]:
    """gunicorn on this address, returned once it listens. The caller ends it with `end`."""
    child = subprocess.Popen(_command(host, port), cwd=settings.BASE_DIR)  # noqa: S603  ours
    deadline = time.monotonic() + WAIT_SECONDS
    while not _listens(host, port):
        if child.poll() is not None:
            raise NotServing(f"the server ended with exit code {child.returncode}")
        if time.monotonic() > deadline:
            end(child)
            raise NotServing(f"the server did not listen within {WAIT_SECONDS:.0f} s")
        time.sleep(POLL_SECONDS)
    return child


def end(child: subprocess.Popen[bytes]) -> None:
    """Ask the server to finish what it is answering and stop."""
    if child.poll() is None:
        child.send_signal(signal.SIGTERM)
        child.wait()


def _command(host: str, port: int) -> Sequence[str]:
    return [
        sys.executable, "-m", "gunicorn", "config.wsgi",
        "--bind", f"{host}:{port}",
        "--workers", "2", "--threads", str(settings.SERVING_THREADS),
        "--log-level", "warning",
        "--no-control-socket",
    ]  # fmt: skip


def _listens(host: str, port: int) -> bool:
    try:
        with socket.create_connection((host, port), timeout=1):
            return True
    except OSError:
        return False
