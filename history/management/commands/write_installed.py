"""Writes down what the migrations install, for `manage.py verify_ledger` to compare with."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from history.verification.installed import MANIFEST, manifest_text, standing
from history.verification.reading import snapshot


class Command(BaseCommand):
    help = (
        "Write history/verification/installed.json: the functions, triggers, columns and "
        "constraints around the record, as they stand in this database. Run it on a freshly "
        "migrated one after any migration that changes them; a test says when it is due."
    )

    def handle(self, **options: Any) -> None:
        executor = MigrationExecutor(connection)
        if due := executor.migration_plan(executor.loader.graph.leaf_nodes()):
            raise CommandError(f"{len(due)} migrations are due: run manage.py migrate first")
        with snapshot():
            MANIFEST.write_text(manifest_text(standing()))
        self.stdout.write(f"wrote {MANIFEST.name}")
