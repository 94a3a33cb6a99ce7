"""`manage.py demo`: everything on one's own machine, with the five articles on record."""

from __future__ import annotations

import os
import signal
from argparse import ArgumentParser
from pathlib import Path
from typing import Any, NoReturn

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import connection

from claims.importing import Report
from claims.seeding import load_seeds
from config.database import EMBEDDED_ENGINE
from config.demo import EDITOR, make_editor
from config.serving import NotServing, check_port_is_free, end, serve

HOST = "127.0.0.1"
# Nobody else asks here, and whoever tries things out asks often.
RATES, GENEROUS = ("ONRECORD_RATE", "ONRECORD_ANONYMOUS_RATE"), "100000/min"


class Command(BaseCommand):
    help = (
        "Start the database, bring it up to date, load the five articles of seeds/, make an "
        "editor and a token, print where to look, and serve until interrupted. Running it again "
        "changes nothing that is on record."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--port", type=int, default=8000, help="where to serve (8000)")
        parser.add_argument(
            "--reset",
            action="store_true",
            help="delete the embedded database first",
        )

    def handle(self, *, port: int, reset: bool, **options: Any) -> None:
        if not 1 <= port <= 65535:
            raise CommandError(f"--port is {port}; give a number from 1 to 65535")
        was_running = self._embedded and connection.server.status().state == "running"  # type: ignore[attr-defined]
        try:
            check_port_is_free(HOST, port)
            if reset:
                self._reset()
            self._tell("bringing the database up to date")
            call_command("migrate", verbosity=0, interactive=False)
            load_seeds(by=None, told=self._told)
            credentials = make_editor(settings.DATA_DIR)
            connection.close()
            for variable in RATES:
                os.environ.setdefault(variable, GENEROUS)
            child = serve(HOST, port)
        except NotServing as error:
            raise CommandError(str(error)) from error
        signal.signal(signal.SIGTERM, _interrupt)
        base = f"http://{HOST}:{port}"
        self.stdout.write(f"url: {base}/api/v1/")
        self.stdout.write(f"docs: {base}/api/docs/")
        self.stdout.write(f"admin: {base}/admin/ {EDITOR} {credentials.password}")
        self.stdout.write(f"token: {credentials.token}")
        self.stdout.flush()
        self._tell("serving; Ctrl-C ends it")
        try:
            code = child.wait()
            raise CommandError(f"the server ended with exit code {code}")
        except KeyboardInterrupt:
            self._tell("stopping")
        finally:
            end(child)
            if self._embedded and not was_running:
                connection.server.stop()  # type: ignore[attr-defined]

    @property
    def _embedded(self) -> bool:
        return bool(connection.settings_dict["ENGINE"] == EMBEDDED_ENGINE)

    def _reset(self) -> None:
        if not self._embedded:
            raise CommandError("--reset deletes the embedded database; DATABASE_URL names another")
        self._tell("deleting the embedded database")
        call_command("db", "reset", "--yes", verbosity=0, stdout=self.stderr)

    def _told(self, path: Path, report: Report) -> None:
        made = ", ".join(f"{count} {kind}" for kind, count in sorted(report.made.items()))
        self._tell(f"seeds/{path.name}: {made or 'on record already'}")

    def _tell(self, text: str) -> None:
        """Progress goes to stderr, so that stdout holds only what a script would read."""
        self.stderr.write(text)
        self.stderr.flush()


def _interrupt(signum: int, frame: Any) -> NoReturn:
    raise KeyboardInterrupt
