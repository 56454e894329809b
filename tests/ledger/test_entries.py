"""Schemas of entries: data, document and sealing agree."""

from __future__ import annotations

import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from hypothesis import given
from hypothesis import strategies as st
from uuid6 import uuid7

from customers.customer import Purpose
from customers.notices import notices
from ledger import Commitment, Keys, Kind, seal_many, sequence
from ledger.entries.page import page
from ledger.entries.schema import (
    EXCUSES,
    LEVELS,
    OWN,
    PATTERNS,
    PROMISES,
    PURPOSES,
    SCHEMAS,
    BadFields,
    Field,
    Schema,
    Type,
    check_schema,
    schema_of,
)
from ledger.format.leaf import FIELD_LIMIT, NAME, VALUE, parse_leaf, stamp
from ledger.verify import GRACE
from sentiment.signal import Level
from tests.ledger.scene import NOW, promise
from ticketing.ticket import Excuse, Priority, PromiseKind

ROOT = Path(__file__).parents[2]
LEAF = "select kind, version, leaf from entry where org_id = $1 order by index"
TIMES = st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1))
VALUES = {
    Type.TIME: TIMES.map(lambda at: stamp(at.astimezone())),
    Type.ID: st.uuids().map(str),
    Type.NUMBER: st.integers(0, 10**18).map(str),
    Type.HASH: st.binary(min_size=32, max_size=32).map(bytes.hex),
    Type.NAME: st.from_regex(PATTERNS[Type.NAME], fullmatch=True),
    Type.WORD: st.nothing(),
}


def value_of(field: Field) -> st.SearchStrategy[str]:
    return st.sampled_from(field.words) if field.words else VALUES[field.type]


def fields_of(schema: Schema) -> st.SearchStrategy[dict[str, str]]:
    must = {f.name: value_of(f) for f in schema.fields if f.required}
    may = {f.name: value_of(f) for f in schema.fields if not f.required}
    return st.fixed_dictionaries(must, optional=may)


NEWEST = [schema_of(kind) for kind in Kind]
RECORDS = st.sampled_from(NEWEST).flatmap(
    lambda schema: st.tuples(st.just(schema), fields_of(schema))
)


def test_the_document_holds_the_schemas_as_they_are() -> None:
    text = (ROOT / "docs/ledger/entries.md").read_text()
    assert text.endswith("## The schemas\n\n" + page())


def test_every_kind_has_versions_from_one_on_and_names_that_a_leaf_takes() -> None:
    for kind in Kind:
        versions = [schema.version for schema in SCHEMAS if schema.kind is kind]
        assert versions == list(range(1, len(versions) + 1))
        assert versions
    own = {field.name for field in OWN}
    for schema in SCHEMAS:
        names = [field.name for field in schema.fields]
        assert len(set(names)) == len(names) <= FIELD_LIMIT - len(own)
        assert own.isdisjoint(names)
        assert all(NAME.fullmatch(name) for name in names)
        for field in schema.fields:
            assert bool(field.words) == (field.type is Type.WORD)
            assert all(field.takes(word) for word in field.words)


def test_the_closed_lists_are_those_of_the_desk() -> None:
    assert tuple(Purpose) == PURPOSES
    assert tuple(PromiseKind) == PROMISES
    assert tuple(Excuse) == EXCUSES
    assert LEVELS == tuple(Level) == tuple(Priority)


@given(RECORDS)
def test_what_a_schema_takes_a_leaf_takes(record: tuple[Schema, dict[str, str]]) -> None:
    schema, fields = record
    assert check_schema(schema.kind, fields) == schema.version
    assert all(VALUE.fullmatch(value) for value in fields.values())


@given(RECORDS, st.text(max_size=200), st.data())
def test_a_missing_unknown_or_ill_typed_field_is_refused(
    record: tuple[Schema, dict[str, str]], text: str, data: st.DataObject
) -> None:
    schema, fields = record
    with pytest.raises(BadFields, match="has no field"):
        check_schema(schema.kind, {**fields, "name_of": "x"})
    field = data.draw(st.sampled_from(schema.fields))
    if field.required:
        with pytest.raises(BadFields, match="needs the field"):
            check_schema(schema.kind, {k: v for k, v in fields.items() if k != field.name})
    if not field.takes(text):
        with pytest.raises(BadFields, match="must be a"):
            check_schema(schema.kind, {**fields, field.name: text})


async def test_the_version_of_a_schema_is_that_of_the_leaf(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made, kept = promise(), promise(kind=Kind.PROMISE_KEPT)
    await seal_many(db, org, [made, kept], now=NOW)
    await sequence(db, org, keys, now=NOW)
    rows = await db.fetch(LEAF, org)
    assert [row["version"] for row in rows] == [2, 1]
    for row in rows:
        leaf = parse_leaf(row["leaf"])
        assert (leaf.kind, leaf.version) == (row["kind"], row["version"])
        schema = schema_of(leaf.kind, leaf.version)
        names = {field.name for field in (*OWN, *schema.fields)}
        assert leaf.commitments.keys() == names


async def test_of_many_those_sealed_before_change_nothing(
    db: Connection, org: UUID
) -> None:
    old, fresh = promise(), promise()
    assert await seal_many(db, org, [old], now=NOW) == 1
    other = Commitment(old.kind, old.ref, uuid7(), NOW + timedelta(hours=1), old.fields)
    assert await seal_many(db, org, [other, fresh, fresh], now=NOW) == 1
    held = await db.fetch("select ref, subject from entry where org_id = $1", org)
    assert {row["ref"]: row["subject"] for row in held} == {
        old.ref: old.subject,
        fresh.ref: fresh.subject,
    }
    assert await seal_many(db, org, [], now=NOW) == 0


async def test_of_many_one_wrong_record_seals_none(db: Connection, org: UUID) -> None:
    wrong = Commitment(Kind.PROMISE_MADE, uuid7(), uuid7(), NOW, {"promise": "refund"})
    with pytest.raises(BadFields):
        await seal_many(db, org, [promise(), wrong], now=NOW)
    assert await db.fetchval("select count(*) from entry where org_id = $1", org) == 0


def test_the_grace_that_is_sealed_is_the_one_that_is_verified() -> None:
    assert promise().fields["grace"] == str(int(GRACE.total_seconds()))


def test_every_purpose_has_words_in_both_languages_with_hashes_of_their_own() -> None:
    every = [one for purpose in Purpose for one in notices(purpose)]
    assert len({one.digest for one in every}) == len(every) == 2 * len(Purpose)


def test_who_stops_reading_a_command_of_the_ledger_sees_no_traceback():
    telling = subprocess.Popen(
        [sys.executable, "-m", "ledger", "entries"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    assert telling.stdout
    assert telling.stderr
    telling.stdout.close()
    assert telling.stderr.read() == b""
    assert telling.wait() == 141
