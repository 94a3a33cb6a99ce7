"""One outermost block is one entry: joined, refused, rolled back, repeated, interrupted."""

from __future__ import annotations

import threading

import pytest
from django.core.management import call_command
from django.db import (
    DataError,
    IntegrityError,
    InternalError,
    NotSupportedError,
    OperationalError,
    connection,
    transaction,
)
from django.test.utils import CaptureQueriesContext
from psycopg import errors

from history import recording as module
from history.models import Entry
from history.recording import AnotherActor, recording, retried
from sources.models import Source
from tests.history.ledger import (
    a_source,
    another_connection,
    entries,
    insert_source,
    make_sources,
    person,
    positions,
    run,
    wait_until_waiting,
    written,
)


def block(reason: str, by=None):
    return recording(by=by, channel="command", reason=reason)


def names() -> list[str]:
    return sorted(Source.objects.values_list("slug", flat=True))


def write_in_a_block(*slugs: str, by=None) -> None:
    with block("inner", by=by):
        for slug in slugs:
            a_source(slug).save()


def test_an_entry_says_who_through_what_and_why(committed_db):
    alice = person("alice")

    with recording(by=alice, channel="admin", reason="Figure revised") as outer:
        a_source("a").save()

    entry = Entry.objects.get(pk=outer.position)
    assert (entry.position, entry.actor, entry.actor_name) == (2, alice, "Alice")
    assert (entry.channel, entry.reason, entry.token_id) == ("admin", "Figure revised", None)
    assert (entry.role, entry.recorded_at is not None) == (run("SELECT session_user")[0][0], True)


def test_an_empty_block_leaves_no_entry_and_uses_no_position(committed_db):
    with block("nothing") as outer:
        Source.objects.update(name="nobody")
    with block("something") as next_one:
        a_source("a").save()

    assert (outer.position, next_one.position) == (None, 1)
    assert entries() == [(1, "", "command", "something")]


def test_inner_blocks_join_the_outer_one(committed_db):
    with block("outer") as outer:
        a_source("a").save()
        with recording(by=None, channel="api", reason="inner") as inner:
            a_source("b").save()
            with block("innermost"):
                pass
        a_source("c").save()

    assert inner is outer
    assert entries() == [(1, "", "command", "outer")]
    assert len(written()) == 3


def test_a_failing_inner_block_rolls_back_alone(committed_db):
    with block("outer"):
        a_source("a").save()
        with pytest.raises(IntegrityError):
            write_in_a_block("b", "a")
        a_source("c").save()

    assert names() == ["a", "c"]
    assert entries() == [(1, "", "command", "outer")]


def test_an_inner_block_may_not_name_another_actor(committed_db):
    alice, bob = person("alice"), person("bob")

    with block("outer", by=alice):
        with pytest.raises(AnotherActor, match="this entry is Alice's, Bob can't write into it"):
            write_in_a_block("b", by=bob)
        a_source("a").save()

    assert (names(), entries(2)) == (["a"], [(3, "Alice", "command", "outer")])


def test_an_exception_rolls_the_whole_block_back(committed_db):
    def write() -> None:
        with block("outer"):
            a_source("a").save()
            write_in_a_block("b")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write()
    with block("after"):
        a_source("c").save()

    assert (names(), entries()) == (["c"], [(1, "", "command", "after")])


@pytest.mark.parametrize("channel", ["", "telegram", "sql"])
def test_a_channel_that_no_block_has_is_refused(db, channel):
    refused = recording(by=None, channel=channel)

    with pytest.raises(ValueError, match="none of api, admin, import, command"):
        refused.__enter__()


def test_several_blocks_and_plain_writes_in_one_transaction_get_their_own_entries(committed_db):
    with transaction.atomic():
        run(insert_source("a"))
        with block("one") as one:
            run(insert_source("b"))
        with block("nothing") as nothing:
            pass
        run(insert_source("c"))
        run(insert_source("d"))
        with block("two") as two:
            run(insert_source("e"))
        run(insert_source("f"))

    assert (one.position, nothing.position, two.position) == (2, None, 4)
    assert entries() == [
        (1, "", "sql", ""),
        (2, "", "command", "one"),
        (3, "", "sql", ""),
        (4, "", "command", "two"),
        (5, "", "sql", ""),
    ]
    assert run("SELECT slug, position FROM sources_historicalsource ORDER BY slug") == [
        ("a", 1), ("b", 2), ("c", 3), ("d", 3), ("e", 4), ("f", 5),
    ]  # fmt: skip


def test_a_block_inside_a_transaction_that_rolls_back_leaves_nothing(committed_db):
    with transaction.atomic():
        with block("lost"):
            a_source("a").save()
        transaction.set_rollback(True)
    with block("kept"):
        a_source("b").save()

    assert (names(), entries()) == (["b"], [(1, "", "command", "kept")])


def test_a_failed_block_leaves_the_plain_write_before_it_as_it_was(committed_db):
    with transaction.atomic():
        run(insert_source("a"))
        with pytest.raises(IntegrityError):
            write_in_a_block("b", "a")
        run(insert_source("c"))

    assert (names(), entries()) == (["a", "c"], [(1, "", "sql", "")])


def test_savepoints_inside_a_block_stay_in_its_entry(committed_db):
    with block("outer"):
        with transaction.atomic():
            a_source("a").save()
        with transaction.atomic():
            a_source("b").save()
            transaction.set_rollback(True)
        with pytest.raises(IntegrityError), transaction.atomic():
            a_source("a").save()
        a_source("c").save()

    assert (names(), entries()) == (["a", "c"], [(1, "", "command", "outer")])


def test_a_block_whose_only_write_was_rolled_back_leaves_no_entry(committed_db):
    with block("outer") as outer, transaction.atomic():
        a_source("a").save()
        transaction.set_rollback(True)

    assert (outer.position, entries()) == (None, [])


def test_an_error_caught_without_a_savepoint_loses_the_block_and_says_so(committed_db):
    def write() -> None:
        with block("outer"):
            a_source("a").save()
            with pytest.raises(IntegrityError):
                a_source("a").save()

    with pytest.raises(transaction.TransactionManagementError):
        write()

    assert (names(), entries()) == ([], [])


def test_the_next_block_is_a_new_one_after_an_error_in_sealing(committed_db, monkeypatch):
    def refuse(outer):
        raise RuntimeError("not so")

    monkeypatch.setattr(module, "_before_seal", [refuse])
    with pytest.raises(RuntimeError, match="not so"), block("first"):
        a_source("a").save()
    monkeypatch.setattr(module, "_before_seal", [])

    with block("second", by=None) as second:
        a_source("b").save()

    assert (names(), second.position) == (["b"], 1)


def test_a_hook_before_the_seal_writes_into_the_entry(committed_db, monkeypatch):
    monkeypatch.setattr(module, "_before_seal", [lambda outer: a_source(outer.reason).save()])

    with block("hooked"):
        a_source("a").save()

    assert (names(), entries()) == (["a", "hooked"], [(1, "", "command", "hooked")])


def test_a_hook_registered_again_runs_once(committed_db, monkeypatch):
    def hook(outer):
        a_source(outer.reason).save()

    monkeypatch.setattr(module, "_before_seal", [])
    module.before_seal(hook)
    module.before_seal(hook)

    with block("hooked"):
        a_source("a").save()

    assert names() == ["a", "hooked"]


def test_each_thread_has_a_block_of_its_own(committed_db):
    alice = person("alice")
    inside = threading.Event()
    seen = []

    def write() -> None:
        inside.wait(10)
        with block("the other's") as theirs:
            a_source("b").save()
        seen.append(theirs.position)
        connection.close()

    other = threading.Thread(target=write)
    other.start()
    with block("alice's", by=alice) as own:
        inside.set()
        a_source("a").save()
    other.join(10)

    assert (own.position, seen) == (2, [3])
    assert entries(1) == [(2, "Alice", "command", "alice's"), (3, "", "command", "the other's")]


@pytest.mark.parametrize(
    ("lost", "tries", "name"),
    [
        pytest.param([], 1, "a", id="not lost"),
        pytest.param([errors.DeadlockDetected], 2, "a", id="deadlock once"),
        pytest.param([errors.SerializationFailure] * 3, 4, "a", id="serialization, three times"),
        pytest.param([errors.DeadlockDetected] * 4, 4, None, id="four times: given up"),
        pytest.param([errors.LockNotAvailable], 1, None, id="another failure"),
    ],
)
def test_a_write_that_lost_to_another_is_tried_three_times_more(committed_db, lost, tries, name):
    failures = list(lost)
    tried = []

    @retried
    def write() -> None:
        tried.append(1)
        with block("once"):
            a_source("a").save()
            if failures:
                code = failures.pop(0).sqlstate
                run(f"DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '{code}'; END $$")

    if name is None:
        with pytest.raises(OperationalError):
            write()
    else:
        write()

    assert len(tried) == tries
    assert (names(), positions()) == (([name], [1]) if name else ([], []))


def test_a_write_inside_a_callers_transaction_is_the_callers_to_try_again(committed_db):
    tried = []

    @retried
    def write() -> None:
        tried.append(1)
        run("DO $$ BEGIN RAISE EXCEPTION 'lost' USING ERRCODE = '40P01'; END $$")

    with pytest.raises(OperationalError), transaction.atomic():
        write()

    assert tried == [1]


@pytest.mark.parametrize("level", ["REPEATABLE READ", "SERIALIZABLE"])
@pytest.mark.parametrize(
    "write", [lambda: run(insert_source("a")), lambda: write_in_a_block("a")], ids=["sql", "block"]
)
def test_a_writer_that_cant_see_what_others_committed_is_refused(committed_db, level, write):
    @transaction.atomic
    def write_at_this_level() -> None:
        run(f"SET TRANSACTION ISOLATION LEVEL {level}")
        write()

    with pytest.raises(NotSupportedError, match=f"READ COMMITTED, this transaction is {level}"):
        write_at_this_level()

    assert (names(), entries()) == ([], [])


def test_a_block_sees_what_was_committed_while_it_waited(committed_db):
    make_sources("a")
    with another_connection() as other, other.transaction():
        other.execute("UPDATE sources_source SET name = 'theirs'")
        seen = []

        def write() -> None:
            with block("mine"):
                seen.append(Source.objects.get(slug="a").name)
                Source.objects.update(name="mine")
            connection.close()

        waiting = threading.Thread(target=write)
        waiting.start()
        wait_until_waiting()
    waiting.join(10)

    assert seen == ["theirs"]
    assert written() == [
        ("+", "a", "A", []),
        ("~", "a", "theirs", ["name"]),
        ("~", "a", "mine", ["name"]),
    ]


def test_a_plain_update_that_waited_records_the_row_it_changed(committed_db):
    """Its snapshot is older than the lock: the row it changes is the other's, found again."""
    make_sources("a")
    with another_connection() as other, another_connection() as waiting:
        with other.transaction():
            other.execute("UPDATE sources_source SET name = 'theirs', note = 'kept'")
            thread = threading.Thread(
                target=waiting.execute, args=["UPDATE sources_source SET name = 'mine'"]
            )
            thread.start()
            wait_until_waiting()
        thread.join(10)

    assert run("SELECT name, note, changed FROM sources_historicalsource ORDER BY position") == [
        ("A", "", []),
        ("theirs", "kept", ["name", "note"]),
        ("mine", "kept", ["name"]),
    ]
    assert positions() == [1, 2, 3]


@pytest.mark.parametrize(
    "interruption",
    [
        pytest.param(["SET CONSTRAINTS ALL IMMEDIATE"], id="constraints immediate"),
        pytest.param(
            ["SET CONSTRAINTS ALL IMMEDIATE", "SET CONSTRAINTS ALL DEFERRED"], id="and deferred"
        ),
        pytest.param(["SELECT public.history_seal()"], id="sealed by hand"),
        pytest.param(
            ["SELECT public.history_open(NULL, 'Eve', NULL, 'api', '', '')"], id="opened by hand"
        ),
    ],
)
@pytest.mark.parametrize("before", [[], [insert_source("a")]], ids=["first", "in the middle"])
def test_a_block_that_something_sealed_early_writes_no_more(committed_db, interruption, before):
    """What followed would stand in an entry that doesn't name the block's author."""
    alice = person("alice")

    def write() -> None:
        with block("mine", by=alice):
            for statement in [*before, *interruption, insert_source("b")]:
                run(statement)

    with pytest.raises(
        InternalError, match="entry 2 (was sealed before its block was left|is open)"
    ):
        write()

    assert (names(), positions()) == ([], [1])


def test_a_block_may_end_in_what_seals_it(committed_db, tmp_path):
    make_sources("a")
    fixture = tmp_path / "a.json"
    with fixture.open("w") as out:
        call_command("dumpdata", "sources.source", stdout=out)
    Source.objects.update(name="New")

    with block("loaded") as outer:
        call_command("loaddata", str(fixture), verbosity=0)

    assert outer.position == 3
    assert entries(2) == [(3, "", "command", "loaded")]


def test_plain_writes_go_on_after_constraints_were_made_immediate(committed_db):
    with transaction.atomic():
        run("SET CONSTRAINTS ALL IMMEDIATE")
        run(insert_source("a"))
        run(insert_source("b"))

    assert entries() == [(1, "", "sql", "")]


def test_a_long_reason_is_kept_whole(committed_db):
    reason = "why " * 250_000

    with block(reason):
        a_source("a").save()

    assert entries() == [(1, "", "command", reason)]


def test_a_reason_that_no_text_column_holds_changes_nothing(committed_db):
    refused = block("why\x00")

    with pytest.raises((DataError, ValueError)):
        refused.__enter__()
    with block("next"):
        a_source("b").save()

    assert (names(), entries()) == (["b"], [(1, "", "command", "next")])


def test_a_statement_timeout_in_a_block_loses_all_of_it(committed_db):
    def write() -> None:
        with block("slow"):
            a_source("a").save()
            run("SET LOCAL statement_timeout = '20ms'")
            run("SELECT pg_sleep(10)")

    with pytest.raises(OperationalError, match="statement timeout"):
        write()
    with block("next"):
        a_source("b").save()

    assert (names(), entries()) == (["b"], [(1, "", "command", "next")])


def test_a_connection_killed_in_a_block_loses_all_of_it(committed_db):
    def write() -> None:
        with block("killed"):
            a_source("a").save()
            [(pid,)] = run("SELECT pg_backend_pid()")
            with another_connection() as other:
                other.execute("SELECT pg_terminate_backend(%s, 10000)", [pid])
            run("SELECT 1")

    with pytest.raises(OperationalError):
        write()
    connection.close()
    with block("next"):
        a_source("b").save()

    assert (names(), entries()) == (["b"], [(1, "", "command", "next")])


def test_a_block_costs_four_statements_beside_its_write(committed_db, monkeypatch):
    monkeypatch.setattr(module, "_before_seal", [])  # what the apps' own hooks cost is theirs

    with CaptureQueriesContext(connection) as queries, block("one"):
        run(insert_source("a"))

    assert [query["sql"].split("(")[0].strip() for query in queries] == [
        "BEGIN",
        "SELECT public.history_open",
        "INSERT INTO sources_source",
        "SELECT public.history_seal",
        "COMMIT",
    ]


def test_a_whole_block_sets_no_savepoints_and_is_lost_whole(committed_db):
    def write() -> None:
        with recording(by=None, channel="command", reason="outer", whole=True):
            a_source("a").save()
            with pytest.raises(IntegrityError):
                write_in_a_block("b", "a")
            a_source("c").save()

    with CaptureQueriesContext(connection) as queries:
        with pytest.raises(transaction.TransactionManagementError):
            write()
        with block("after", by=None):
            write_in_a_block("d")

    sent = [(query["sql"] or "").split(" ")[0] for query in queries]
    assert (names(), entries()) == (["d"], [(1, "", "command", "after")])
    assert sent.count("SAVEPOINT") == 1  # of the block after, which is not whole


def test_a_whole_block_inside_another_fails_alone(committed_db):
    def write_whole() -> None:
        with recording(by=None, channel="command", whole=True):
            write_in_a_block("b", "a")

    with block("outer"):
        a_source("a").save()
        with pytest.raises(IntegrityError):
            write_whole()
        with pytest.raises(IntegrityError):
            write_in_a_block("b", "a")
        a_source("c").save()

    assert (names(), entries()) == (["a", "c"], [(1, "", "command", "outer")])
