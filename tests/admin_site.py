"""What the tests of the admin share: signing in, sending a form as it stands, a small record."""

from __future__ import annotations

from collections.abc import Iterable
from html.parser import HTMLParser
from types import SimpleNamespace
from typing import Any

from django.contrib.auth.models import Group
from django.db.models import Model
from django.test import Client
from django.urls import reverse

from accounts.models import Token, User
from claims.cataloguing import register_claim, register_entity, register_topic
from claims.models import Claim, Entity, Revision, Topic
from claims.recording import NewStatement, record_statement
from claims.stated_value import GivenValue
from history.models import Entry
from history.people import issue_token
from history.tracking import TRACKED
from sources.models import Document, Source
from sources.registering import register_document, register_source

RECORDS = (Source, Document, Topic, Entity, Claim, Revision)
PEOPLE = (User, Token)
READ_ONLY = (Group, Entry)
# Forms that stand beside a page's own.
BESIDE = ("logout-form", "changelist-search", "desk-search", "as-of", "statement_form", "note_form")


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def page_of(target: Any, page: str = "change", *more: Any) -> str:
    """A model's list or add page, or a record's own pages."""
    record = isinstance(target, Model)
    opts = target._meta
    arguments = [target.pk, *more] if record else []
    return reverse(f"admin:{opts.app_label}_{opts.model_name}_{page}", args=arguments)


def send(client: Client, url: str, **changes: Any) -> Any:
    """Open a page's form and send it back with some values changed, as a browser would."""
    values = values_of(client.get(url))
    assert "csrfmiddlewaretoken" in values, f"no form at {url}"
    return client.post(url, {**values, **changes})


def values_of(page: Any) -> dict[str, list[str]]:
    """What the page's form would send if nothing were typed."""
    form = _Form()
    form.feed(page.content.decode())
    return form.values


def ledger() -> dict[str, int]:
    """How much there is on record: of entries, and of rows of every tracked table."""
    counts = {model._meta.label: model._default_manager.count() for model in TRACKED}
    return {"entries": Entry.objects.count(), **counts}


def entries_after(position: int) -> list[tuple[str, str, str]]:
    entries = Entry.objects.filter(position__gt=position).order_by("position")
    return list(entries.values_list("actor_name", "reason", "channel"))


def head() -> int:
    return Entry.objects.order_by("-position").values_list("position", flat=True)[0]


def errors_of(page: Any) -> dict[str, list[str]]:
    """The errors a refused page shows, by field; `__all__` above the form."""
    form = page.context["adminform"].form if "adminform" in page.context else page.context["form"]
    return {field: list(errors) for field, errors in form.errors.items()}


def kerman(by: User, *, statements: int = 1) -> SimpleNamespace:
    """One of everything, recorded by somebody, with as many statements as asked for."""
    recorded: dict[str, Any] = {"by": by, "channel": "command", "reason": "Set up the test"}
    irna = register_source(slug="irna", name="IRNA", kind="agency", country="IR", **recorded)
    document = register_document(
        title="Toll rises", publisher=irna, key="irna-toll", published="2024-01-04", **recorded
    )
    topic = register_topic(
        slug="kerman-bombings-2024",
        name="Kerman bombings",
        kind="event",
        occurred="2024-01-03",
        time_zone="Asia/Tehran",
        **recorded,
    )
    entity = register_entity(slug="isis-k", name="ISIS-K", kind="group", **recorded)
    claim = register_claim(
        slug="kerman-bombings-2024-deaths",
        topic=topic,
        question="How many were killed?",
        label="Killed",
        value_type="quantity",
        unit="people",
        is_count=True,
        cumulative=True,
        **recorded,
    )
    said = [
        record_statement(
            NewStatement(
                claim=claim,
                document=document,
                given=GivenValue(wording=f"at least {84 + number}"),
                sequence=number,
            ),
            **recorded,
        )
        for number in range(statements)
    ]
    token, _ = issue_token(user=by, name="graphics desk", scopes=["read"], **recorded)
    return SimpleNamespace(
        irna=irna,
        document=document,
        topic=topic,
        entity=entity,
        claim=claim,
        revision=said[0],
        statements=said,
        token=token,
        user=by,
        entry=Entry.objects.get(pk=head()),
        group=Group.objects.get(name="editor"),
    )


def several(by: User, numbers: Iterable[int]) -> None:
    """For each number one of everything, every link of it filled."""
    recorded: dict[str, Any] = {"by": by, "channel": "command"}
    for n in numbers:
        state = register_source(slug=f"state-{n}", name="State", kind="government", **recorded)
        agency = register_source(
            slug=f"agency-{n}",
            name="Agency",
            kind="agency",
            parent=state,
            parent_role="part_of",
            **recorded,
        )
        document = register_document(title="Toll", publisher=agency, key=f"toll-{n}", **recorded)
        topic = register_topic(slug=f"event-{n}", name="Event", kind="event", **recorded)
        group = register_entity(slug=f"group-{n}", name="Group", kind="group", **recorded)
        cell = register_entity(
            slug=f"cell-{n}", name="Cell", kind="group", broader=group, **recorded
        )
        claim = register_claim(
            slug=f"who-{n}",
            topic=topic,
            question="Who?",
            label="Who",
            value_type="entity",
            **recorded,
        )
        statement = NewStatement(
            claim=claim,
            document=document,
            attributed_to=state,
            via=agency,
            given=GivenValue(wording="the cell", entities=(cell.pk,)),
            entities=[cell],
        )
        record_statement(statement, **recorded)


class _Form(HTMLParser):
    """Collects a browser's view of the main form: what is typed, ticked, selected and hidden."""

    def __init__(self) -> None:
        super().__init__()
        self.values: dict[str, list[str]] = {}
        self._select = self._textarea = ""
        self._inside = False

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attributes}
        if tag == "form":
            self._inside = given.get("id") not in BESIDE
        if not self._inside:
            return
        name = given.get("name", "")
        if tag == "select":
            self._select = name
        elif tag == "option" and self._select and "selected" in given:
            self._add(self._select, given.get("value", ""))
        elif tag == "textarea":
            self._textarea = name
            self._add(name, "")
        elif tag == "input" and name and given.get("type") != "submit":
            ticks = given.get("type") in ("checkbox", "radio")
            if not ticks or "checked" in given:
                self._add(name, given.get("value", "on" if ticks else ""))

    def handle_data(self, text: str) -> None:
        if self._textarea:
            self.values[self._textarea][-1] += text.removeprefix("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._textarea = ""
        elif tag == "select":
            self._select = ""
        elif tag == "form":
            self._inside = False

    def _add(self, name: str, value: str) -> None:
        self.values.setdefault(name, []).append(value)
