"""Erasure for law: words emptied in a record and its history, with a trace in the ledger.

    erase(target, ["name"], by=user, reason="Court order 12/2027")

As the owner of the tables, one transaction, one entry. Each row's hash is kept before its words
and its salt are emptied (history.kept_hashes), so that the log can still be verified; the hash of
what remains is kept beside it, so that the rest can't be changed unseen. docs/erasure.md.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from django.db import IntegrityError, models, transaction

from accounts.models import KeptAnswer, User
from api.refusals import Conflict, Fault, invalid
from history.constraints import refusing_kindly
from history.copies import Copy, copies_of, empty_derived, patterns
from history.erasable import ERASED, chosen, chosen_of_entry, emptied
from history.kept_hashes import (
    ENTRY_TABLE,
    KeptHash,
    keeping_hashes,
    run,
    set_aside,
    write_erasures,
)
from history.models import Channel, Entry
from history.recording import recording
from history.targets import Target
from history.tracking import TRACKED

Columns = tuple[str, ...]
Attached = Callable[[Any], Iterable[str]]
_attached: dict[tuple[type[models.Model], str], Attached] = {}


@dataclass(slots=True)
class Erased:
    """What an erasure came to; `position` is the entry it left. It holds none of the words.

    `live`: what the record's own fields hold now, by name. `also`: what was erased beside rows, in
    words. `copies`: where the words still stand.
    """

    target: Target
    position: int | None = None
    rows: list[KeptHash] = field(default_factory=list)
    live: dict[str, Any] = field(default_factory=dict)
    also: list[str] = field(default_factory=list)
    copies: list[Copy] = field(default_factory=list)


def also_erasable(model: type[models.Model], name: str, erase: Attached) -> None:
    """Name what is kept of a record outside its fields; `erase` empties it and says what it did."""
    _attached[model, name] = erase


def erase(
    target: Target,
    names: Sequence[str],
    *,
    by: User | None,
    reason: str,
    leave_copies: bool = False,
) -> Erased:
    """Empty these fields of a record, everywhere; Invalid and Conflict say why not.

    Conflict `copies` if some of the words still stand elsewhere and `leave_copies` is not given:
    erase them there too, or leave them knowingly.
    """
    if not reason.strip():
        raise invalid("reason", "required", "say why: an erasure needs a reason")
    with transaction.atomic(), refusing_kindly():
        run("SELECT public.history_take_lock()")
        erasure = _Erasure(target, list(dict.fromkeys(names)), by, reason)
        done = erasure.run()
        done.also += empty_derived(target.model)
        done.copies = copies_of(erasure.words)
        if done.copies and not leave_copies:
            raise Conflict([_copy_fault(copy) for copy in done.copies])
    return done


def _copy_fault(copy: Copy) -> Fault:
    words = f"the words also stand in {copy}; erase them there first, or leave them knowingly"
    return Fault(f"{copy.table}.{copy.column}", "copies", words)


class _Erasure:
    """One erasure under way: the words it meets, and what it may touch in which order."""

    def __init__(self, target: Target, names: list[str], by: User | None, reason: str) -> None:
        self.target, self.names, self.by, self.reason = target, names, by, reason
        self.words: set[str] = set()
        self.done = Erased(target)

    def run(self) -> Erased:
        if self.target.model is Entry:
            self._entries({self.target.key: chosen_of_entry(self.names)})
            with self._recording():
                write_erasures(self.done.rows)
            return self.done
        fields = self._fields()
        rows = self._held(fields)
        # Entries first: while one is open, PostgreSQL lets nobody alter their table.
        self._entries(self._signed())
        with self._recording():
            values = self._live(fields)
            self._history(rows, values)
            self._attachments()
            self._answers()
            write_erasures(self.done.rows)
        return self.done

    @contextmanager
    def _recording(self) -> Iterator[None]:
        if any(word in self.reason for word in self.words if word.strip()):
            raise invalid("reason", "repeats", "the reason repeats what is to be erased")
        channel = Channel.COMMAND.value
        with recording(by=self.by, reason=self.reason, channel=channel) as block:
            yield
        if block.position is None:
            what = f"{', '.join(self.names)} of {self.target} is empty in all that is held"
            raise invalid("field", "nothing", f"there is nothing to erase: {what}")
        self.done.position = block.position

    def _fields(self) -> list[Any]:
        model = self.target.model
        also = {name for of, name in _attached if of is model}
        return chosen(TRACKED[model], self.names, also)

    def _held(self, fields: Sequence[Any]) -> dict[int, Columns]:
        """Which of the fields each historical row of the record holds words in."""
        historical = TRACKED[self.target.model].historical
        return {
            row.history_id: held
            for row in self._of(historical)
            if (held := tuple(f.attname for f in fields if self._note(f, getattr(row, f.attname))))
        }

    def _of(self, model: Any) -> Any:
        key = self.target.model._meta.pk.attname
        return model._default_manager.filter(**{key: self.target.key}).order_by()

    def _note(self, field: Any, value: Any) -> bool:
        """Whether the value is something to erase; its words are looked for afterwards."""
        key = self.target.key
        if not value or value in [emptied(field, key, in_words=said) for said in (False, True)]:
            return False
        self.words.update(value if isinstance(value, list) else [value])
        return True

    def _signed(self) -> dict[int, Columns]:
        """The entries that carry one of the words as a user's name."""
        if self.target.model is not User:
            return {}
        signed = Entry.objects.filter(actor=self.target.key, actor_name__in=self.words)
        return dict.fromkeys(signed.values_list("position", flat=True), ("actor_name",))

    def _entries(self, columns: Mapping[int, Columns]) -> None:
        """Empty columns of entries; what their leaves were is kept like a row's hash."""
        held: dict[int, Columns] = {}
        for entry in Entry.objects.filter(position__in=columns):
            values = {name: getattr(entry, name) for name in columns[entry.position]}
            names = tuple(name for name, value in values.items() if value not in ("", ERASED))
            if names:
                held[entry.position] = names
                self.words.update(values[name] for name in names)
        if not held:
            return
        with (
            keeping_hashes(ENTRY_TABLE, held, self.done.rows),
            set_aside(ENTRY_TABLE, "history_entry_guard"),
        ):
            for names, positions in _grouped(held):
                entries = Entry.objects.filter(position__in=positions)
                entries.update(**dict.fromkeys(names, ERASED))

    def _live(self, fields: Sequence[Any]) -> dict[str, Any]:
        """Empty the record as it stands; gives what the database lets each field hold."""
        row = self._of(self.target.model).first()
        held = [f for f in fields if row and self._note(f, getattr(row, f.attname))]
        for in_words in (False, True):
            values = {f.attname: emptied(f, self.target.key, in_words=in_words) for f in fields}
            self.done.live = {f.attname: values[f.attname] for f in held}
            try:
                with transaction.atomic():
                    self._update_live({str(f.column) for f in held})
                break
            except IntegrityError:
                if in_words:
                    raise
        return values

    def _update_live(self, columns: set[str]) -> None:
        tracked = TRACKED[self.target.model]
        rows, table = self._of(self.target.model), tracked.model._meta.db_table
        if columns & set(tracked.fixed):
            with set_aside(table, f"{table}_fixed_columns"):
                rows.update(**self.done.live)
        elif columns:
            rows.update(**self.done.live)

    def _history(self, held: Mapping[int, Columns], values: Mapping[str, Any]) -> None:
        """Empty the rows there were before the record was emptied, and their salts."""
        if not held:
            return
        tracked = TRACKED[self.target.model]
        table = tracked.historical._meta.db_table
        columns = {f.attname: tracked.kept_as[f.column] for f in tracked.historical.tracked_fields}
        emptied_columns = {id: tuple(columns[name] for name in held[id]) for id in held}
        with (
            keeping_hashes(table, emptied_columns, self.done.rows),
            set_aside(table, f"{table}_insert_only"),
        ):
            for names, ids in _grouped(held):
                rows = tracked.historical.objects.filter(history_id__in=ids)
                rows.update(salt=b"", **{name: values[name] for name in names})

    def _attachments(self) -> None:
        record = self._of(self.target.model).first()
        for name in self.names:
            attached = _attached.get((self.target.model, name))
            if attached is not None and record is not None:
                self.done.also += attached(record)

    def _answers(self) -> None:
        """Empty the answers kept for repeated requests; a repeat is then refused, as another."""
        octets = [pattern.encode() for pattern in patterns(self.words)]
        answers = KeptAnswer.objects.extra(where=["body LIKE ANY(%s)"], params=[octets])
        emptied = answers.update(body=b"", body_sha256=bytes(32), headers={})
        if emptied:
            self.done.also.append(f"{emptied} kept answer{'' if emptied == 1 else 's'} to requests")


def _grouped(rows: Mapping[int, Columns]) -> list[tuple[Columns, list[int]]]:
    """The ids of the rows by which columns they hold."""
    groups: dict[Columns, list[int]] = defaultdict(list)
    for id, names in rows.items():
        groups[names].append(id)
    return list(groups.items())
