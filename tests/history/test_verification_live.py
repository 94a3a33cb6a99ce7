"""Whatever is done to a record as it stands, verification names it."""

from __future__ import annotations

import pytest

from history.triggers import tracked_tables
from tests.history.damage import columns_of, damage, first_fault
from tests.history.ledger import run

TABLES = tracked_tables()
every_table = pytest.mark.parametrize(
    "table", [pytest.param(table, id=table.table) for table in TABLES]
)
EVERY_VALUE = [
    pytest.param(table, column, id=f"{table.table}.{column}")
    for table in TABLES
    for column in table.columns
    if column != table.key
]
SOURCES = "(SELECT id FROM sources_source WHERE slug = '{}')"
ENTITIES = "(SELECT id FROM claims_entity ORDER BY id LIMIT 1)"
QUOTED = (
    "quotation_exact = 'x', quotation_start = 1, quotation_end = 2, quotation_match = 'exact',"
    " version_id = (SELECT id FROM sources_documentversion)"
)
NO_QUANTITY = "quantity = NULL, best = NULL, qualifier = '', read_by = ''"
DATED = f"value_type = 'date', period = '[2024-01-03,2024-01-04)', edtf = 'x', {NO_QUANTITY}"
# Where the database's own rules refuse the next best value: what they let through.
LAWFUL = {
    "accounts_token.scopes": "scopes = '{audit}'",
    "claims_claim.value_type": "value_type = 'text'",
    "claims_claim.tolerance": "tolerance = 0.5",
    "claims_claim.adopted_wording": "adopted_wording = 'x', adopted_revision_id = {revision}",
    "claims_claim.adopted_revision_id": "adopted_revision_id = {revision}, adopted_wording = 'x'",
    "claims_claimparty.entity_id": f"entity_id = {ENTITIES}, source_id = NULL",
    "claims_claimparty.source_id": f"source_id = {SOURCES.format('a')}, entity_id = NULL",
    "claims_entity.kind": "kind = 'person'",
    "claims_entity.wikidata_id": "wikidata_id = 'Q7'",
    "claims_topic.kind": "kind = 'person'",
    "claims_topic.wikidata_id": "wikidata_id = 'Q7'",
    "claims_revision.value_type": f"value_type = 'text', text = 'x', {NO_QUANTITY}",
    "claims_revision.stance": "stance = 'suggests'",
    "claims_revision.qualifier": "qualifier = 'at_least'",
    "claims_revision.quantity": "quantity = '[7,8)'",
    "claims_revision.best": "best = 7",
    "claims_revision.period": DATED,
    "claims_revision.edtf": DATED,
    "claims_revision.boolean": f"value_type = 'boolean', boolean = true, {NO_QUANTITY}",
    "claims_revision.text": f"value_type = 'text', text = 'x', {NO_QUANTITY}",
    "claims_revision.read_by": "read_by = 'person'",
    "claims_revision.change_kind": "change_kind = 'reinstatement'",
    "claims_revision.stated_before": "stated_before = stated_at + interval '40 days'",
    "claims_revision.quotation_start": QUOTED,
    "claims_revision.quotation_end": QUOTED,
    "claims_revision.quotation_match": QUOTED,
    "sources_document.published_before": "published_before = published_at + interval '40 days'",
    "sources_documentversion.content_sha256": "content_sha256 = repeat('1', 64)",
    "sources_source.kind": "kind = 'agency'",
    "sources_source.country": "country = 'IR'",
    "sources_source.parent_role": f"parent_role = 'part_of', parent_id = {SOURCES.format('b')}",
    "sources_source.parent_id": f"parent_id = {SOURCES.format('b')}, parent_role = 'part_of'",
}


def one_of(table) -> str:
    """The key of a record of this table; of statements, one of a number."""
    condition = "WHERE quantity IS NOT NULL" if table.table == "claims_revision" else ""
    return run(f"SELECT {table.key}::text FROM {table.table} {condition} ORDER BY 1 DESC LIMIT 1")[
        0
    ][0]


@pytest.mark.parametrize(("table", "column"), EVERY_VALUE)
def test_an_edited_value_is_named_with_its_column(ledger, table, column):
    record = one_of(table)
    name = f"{table.table}.{column}"
    change = LAWFUL.get(name) or f'"{column}" = {columns_of(table.table)[column]}'
    revision = "(SELECT id FROM claims_revision ORDER BY id LIMIT 1)"
    damage(
        f"UPDATE {table.table} SET {change.replace('{revision}', revision)}"
        f" WHERE {table.key}::text = '{record}'",
        tables=[table.table],
    )
    held = f'SELECT "{column}"::text FROM {table.table} WHERE {table.key}::text = %s'
    now = run(held, [record])[0][0]

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == ("live_differs", table.table, record)
    if " = " not in change.partition(",")[2]:  # no other column had to go with it
        assert (fault.column, fault.found) == (column, "null" if now is None else repr(now))


@every_table
def test_a_record_under_another_key_is_named(ledger, table):
    record = one_of(table)
    other = columns_of(table.table)[table.key].replace("+ 1", "+ 1000")
    damage(
        f'UPDATE {table.table} SET "{table.key}" = {other}'
        f" WHERE \"{table.key}\"::text = '{record}'",
        tables=[table.table],
    )

    fault = first_fault()

    assert (fault.code, fault.table) in [
        ("live_missing", table.table),
        ("live_without_history", table.table),
    ]


@every_table
def test_a_deleted_record_is_named(ledger, table):
    record = one_of(table)
    damage(f"DELETE FROM {table.table} WHERE {table.key}::text = '{record}'", tables=[table.table])

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == ("live_missing", table.table, record)


@every_table
def test_a_truncated_table_is_named(ledger, table):
    damage(f"TRUNCATE {table.table} CASCADE", tables=[each.table for each in TABLES])

    fault = first_fault()

    assert fault.code == "live_missing"


def test_a_record_without_history_is_named(ledger):
    damage(
        "CREATE TEMP TABLE forged ON COMMIT DROP AS SELECT * FROM sources_source WHERE slug = 'a'",
        "UPDATE forged SET id = '01900000-0000-7000-8000-000000000001', slug = 'forged'",
        "INSERT INTO sources_source SELECT * FROM forged",
        tables=["sources_source"],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == (
        "live_without_history", "sources_source", "01900000-0000-7000-8000-000000000001"
    )  # fmt: skip


def test_a_record_that_came_back_after_it_was_deleted_is_named(ledger):
    (id, user, group) = run(
        "SELECT id, user_id, group_id FROM history_historicalmembership WHERE history_type = '-'"
    )[0]
    damage(
        f"INSERT INTO accounts_membership (id, user_id, group_id) OVERRIDING SYSTEM VALUE"
        f" VALUES ('{id}', '{user}', {group})",
        tables=["accounts_membership"],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.record) == (
        "live_though_deleted", "accounts_membership", str(id)
    )  # fmt: skip


def test_two_records_with_each_others_values_are_named(ledger):
    damage(
        "UPDATE sources_source t SET name = o.name FROM sources_source o"
        " WHERE (t.slug, o.slug) IN (('a', 'b'), ('b', 'a'))",
        tables=["sources_source"],
    )

    fault = first_fault()

    assert (fault.code, fault.table, fault.column) == ("live_differs", "sources_source", "name")


def test_the_same_number_stored_otherwise_is_named(ledger):
    """84 and 84.0 are equal, and not the same words."""
    (record, kept) = run(
        "SELECT id::text, quantity::text FROM claims_revision"
        " WHERE quantity IS NOT NULL AND NOT lower_inf(quantity) AND lower(quantity) <> 0"
        " AND NOT upper_inf(quantity) ORDER BY id LIMIT 1"
    )[0]
    damage(
        "UPDATE claims_revision SET quantity = numrange(lower(quantity) + 0.0,"
        f" upper(quantity) + 0.0, '[]') WHERE id = '{record}'",
        tables=["claims_revision"],
    )

    fault = first_fault()

    assert (fault.code, fault.record, fault.column, fault.expected) == (
        "live_differs", record, "quantity", repr(kept)
    )  # fmt: skip
