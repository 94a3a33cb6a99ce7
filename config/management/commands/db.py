"""`manage.py db`: the database Onrecord runs on, from the shell."""

import os
import sys
from argparse import ArgumentParser, RawDescriptionHelpFormatter
from pathlib import Path
from shutil import which
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import Error, connection

from config.backups import BackupError, stopped_by_sigterm
from config.database import EMBEDDED_ENGINE
from config.dumping import dump
from config.postgres.binaries import installed
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.server import EmbeddedPostgres
from config.restoring import restore
from config.roles import RolesError, set_up

STOPPED = 3

HELP = """\
Look after the database.

Without DATABASE_URL, Onrecord runs a PostgreSQL of its own. It starts by itself when something
connects and goes on until it is stopped; its files lie in var/postgres, or in
$ONRECORD_DATA/postgres. With DATABASE_URL set, the database is not ours to start, stop or reset."""

AFTER_RESTORING = """\
Next: compare it with a checkpoint you kept,
    manage.py verify_ledger --checkpoint FILE
and put the old data directory's secret-key and ledger-key in place: they are in no dump."""

ACTIONS = {
    "start": "start the embedded server (anything that connects does so by itself)",
    "stop": "stop the embedded server; its data stays",
    "status": f"say whether it runs, where and how to connect; exit {STOPPED} when it is stopped",
    "psql": "open psql on the database, as the role that serves; what follows goes to psql: "
    "db psql -c 'select 1'",
    "roles": "make the role of DATABASE_URL on the server, as the role of DATABASE_OWNER_URL, and "
    "give it its rights; running it again changes nothing",
    "dump": "write the whole database into a new file, as it stands at one moment; nothing waits",
    "restore": "read such a file into the database, which must be empty",
    "reset": "stop the embedded server and delete all its data",
}


class Command(BaseCommand):
    help = HELP
    requires_system_checks: list[str] = []
    psql_arguments: list[str] = []

    def run_from_argv(self, argv: list[str]) -> None:
        # argparse would take psql's options for ours.
        if "psql" in argv[2:]:
            end = argv.index("psql", 2) + 1
            self.psql_arguments = argv[end:]
            argv = argv[:end]
        super().run_from_argv(argv)

    def create_parser(self, *args: Any, **kwargs: Any) -> Any:
        kwargs.setdefault("formatter_class", RawDescriptionHelpFormatter)
        return super().create_parser(*args, **kwargs)

    def add_arguments(self, parser: ArgumentParser) -> None:
        actions = parser.add_subparsers(dest="action", required=True, metavar="action")
        for name, text in ACTIONS.items():
            action = actions.add_parser(name, help=text, description=text)
            if name == "reset":
                action.add_argument("--yes", action="store_true", help="do not ask")
            if name in ("dump", "restore"):
                action.add_argument("file", type=Path, metavar="FILE")

    def handle(self, *args: Any, **options: Any) -> None:
        act = getattr(self, options["action"])
        try:
            act(**{name: options[name] for name in ("yes", "file") if name in options})
        except (BackupError, EmbeddedPostgresError, Error) as error:
            raise CommandError(str(error)) from error

    def start(self) -> None:
        started = self._server().start()
        self.stdout.write("started" if started else "already running")

    def stop(self) -> None:
        stopped = self._server().stop()
        self.stdout.write("stopped" if stopped else "not running")

    def reset(self, *, yes: bool) -> None:
        server = self._server()
        if not yes:
            self._confirm(f"Delete all data in {server.places.data}? Type yes: ")
        server.reset()
        self.stdout.write(f"deleted {server.places.data}")

    def status(self) -> None:
        if not _is_embedded():
            self._status_elsewhere()
            return
        server = self._server()
        status = server.status()
        if status.state == "running":
            self.stdout.write(f"running, pid {status.pid}, PostgreSQL {status.version}")
        elif status.state == "busy":
            self.stdout.write("starting or stopping")
        else:
            self.stdout.write("stopped")
        self.stdout.write(f"data     {server.places.data}")
        self.stdout.write(f"log      {server.places.log}")
        self.stdout.write("connect  manage.py db psql, or any client with")
        login = {**server.connection, "user": connection.settings_dict["USER"]}
        self.stdout.write("         " + " ".join(f"{k}={v}" for k, v in login.items()))
        self.stdout.write(f"owner    user={server.connection['user']}")
        if status.state != "running":
            sys.exit(STOPPED)

    def psql(self) -> None:
        if _is_embedded():
            self._server().ensure_running()
        arguments, environ = connection.client.settings_to_cmd_args_env(
            connection.settings_dict, self.psql_arguments
        )
        sys.stdout.flush()
        # psql takes over the process: its terminal, its signals, its exit code.
        os.execvpe(_psql(), list(arguments), {**os.environ, **(environ or {})})  # noqa: S606

    def roles(self) -> None:
        try:
            for done in set_up():
                self.stdout.write(done)
        except RolesError as error:
            raise CommandError(str(error)) from error

    def dump(self, *, file: Path) -> None:
        with stopped_by_sigterm():
            head = dump(file, self._tell_size)
        self.stdout.write(f"wrote {file}: {_megabytes(file.stat().st_size)}, to {head}")

    def restore(self, *, file: Path) -> None:
        with stopped_by_sigterm():
            head = restore(file)
        self.stdout.write(f"restored {file} to {head}")
        self.stdout.write(AFTER_RESTORING)

    def _tell_size(self, written: int) -> None:
        """Progress goes to stderr, so that stdout holds only what a script would read."""
        self.stderr.write(f"{_megabytes(written)} so far")

    def _server(self) -> EmbeddedPostgres:
        if not _is_embedded():
            raise CommandError(
                "DATABASE_URL is set: that database is not ours to start, stop or reset. "
                "Unset it to use the embedded one."
            )
        return connection.server  # type: ignore[attr-defined]

    def _status_elsewhere(self) -> None:
        settings = connection.settings_dict
        where = f"{settings['NAME']} at {settings['HOST'] or 'the local socket'} (DATABASE_URL)"
        try:
            connection.ensure_connection()
        except Error as error:
            self.stdout.write(f"not reachable: {where}\n{str(error).strip()}")
            sys.exit(STOPPED)
        version = ".".join(str(part) for part in connection.get_database_version())
        self.stdout.write(f"running, PostgreSQL {version}: {where}")

    def _confirm(self, question: str) -> None:
        try:
            answer = input(question)
        except EOFError:
            answer = ""
        if answer.strip().lower() != "yes":
            raise CommandError("Nothing was deleted. Answer yes, or add --yes.")


def _psql() -> str:
    """The bundled psql; with a database elsewhere the machine's own will do."""
    try:
        return str(installed() / "psql")
    except EmbeddedPostgresError:
        if _is_embedded() or not (found := which("psql")):
            raise
        return found


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:,.1f} MB"


def _is_embedded() -> bool:
    return bool(connection.settings_dict["ENGINE"] == EMBEDDED_ENGINE)
