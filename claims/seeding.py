"""Loads seeds/ through the importer: the catalogue first, then an entry a document."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from accounts.models import User
from claims.importing import Report, import_lines, read_lines
from history.models import Channel

SEEDS = Path(__file__).resolve().parent.parent / "seeds"
CATALOGUE = "catalogue.ndjson"


def seed_files(folder: Path = SEEDS) -> list[Path]:
    """The catalogue, then the documents by number."""
    documents = sorted(path for path in folder.glob("*.ndjson") if path.name != CATALOGUE)
    return [folder / CATALOGUE, *documents]


def load_seeds(
    *, by: User | None, folder: Path = SEEDS, told: Callable[[Path, Report], None] | None = None
) -> Report:
    """Load every file; what is on record already stays as it is. `told` hears of each file."""
    total = Report()
    for path in seed_files(folder):
        report = import_lines(
            read_lines(path),
            by=by,
            reason=f"Read by hand into seeds/{path.name}",
            channel=Channel.IMPORT.value,
        )
        total.made.update(report.made)
        total.unchanged += report.unchanged
        if told is not None:
            told(path, report)
    return total
