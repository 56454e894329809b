"""Consents: each yes and no is sealed with the change, and asked before each use."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

import ledger
from customers import consents, export, find_or_open, give, may, record_use, withdraw
from customers.consent import Standing, expire_due
from customers.customer import AddressKind, Purpose
from customers.notices import OldNotice, find_notice, notice, spoken, text_of
from customers.people import NoSuchCustomer
from customers.record import record

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
YEAR = timedelta(days=365)
RECORD, ANSWER = Purpose.RECORD_CALLS, Purpose.ANSWER_BY_MAIL


@pytest.fixture
async def who(db: Connection, org: UUID) -> UUID:
    found = await find_or_open(
        db, org, AddressKind.MAIL, "a@example.com", "Ann", "en", now=NOW
    )
    return found.id


async def standing(db: Connection, org: UUID, who: UUID, purpose: Purpose, at: datetime):
    every = await consents(db, org, who, now=at)
    return next(a.state for a in every if a.purpose is purpose)


async def test_before_any_word_only_answering_and_reading_are_assumed(db, org, who):
    every = await consents(db, org, who, now=NOW)
    assert [a.purpose for a in every] == list(Purpose)
    assert {a.purpose for a in every if a.holds} == {ANSWER, Purpose.READ_PICTURES}
    assert not await may(db, org, who, RECORD, now=NOW)


async def test_a_yes_holds_until_its_end_and_is_sealed(db, org, who):
    yes = await give(
        db, org, who, RECORD, valid_until=NOW + YEAR, channel="portal", now=NOW
    )
    assert await may(db, org, who, RECORD, now=NOW + YEAR - timedelta(seconds=1))
    assert not await may(db, org, who, RECORD, now=NOW + YEAR)
    assert await standing(db, org, who, RECORD, NOW + YEAR) is Standing.EXPIRED
    assert yes.id in await ledger.seals(db, org, [yes.id])


async def test_the_same_yes_twice_is_one(db, org, who):
    end = NOW + YEAR
    one = await give(db, org, who, RECORD, valid_until=end, channel="portal", now=NOW)
    later = NOW + timedelta(seconds=5)
    two = await give(db, org, who, RECORD, valid_until=end, channel="portal", now=later)
    assert one == two


async def test_a_no_takes_back_every_yes(db, org, who):
    for days in (10, 20):
        end = NOW + timedelta(days=days)
        await give(db, org, who, RECORD, valid_until=end, channel="portal", now=NOW)
    later = NOW + timedelta(days=1)
    gone = await withdraw(db, org, who, RECORD, channel="portal", now=later)
    assert gone is not None
    assert gone.withdrawn_at == later
    assert not await may(db, org, who, RECORD, now=later)
    assert await standing(db, org, who, RECORD, later) is Standing.WITHDRAWN
    assert await withdraw(db, org, who, RECORD, channel="portal", now=later) is None


async def test_an_assumed_purpose_can_be_objected_to_and_agreed_to_again(db, org, who):
    no = await withdraw(db, org, who, ANSWER, channel="portal", now=NOW)
    assert no is not None
    assert not await may(db, org, who, ANSWER, now=NOW)
    assert no.id in await ledger.seals(db, org, [no.id])
    later = NOW + timedelta(hours=1)
    await give(db, org, who, ANSWER, valid_until=later + YEAR, channel="portal", now=later)
    assert await may(db, org, who, ANSWER, now=later)


async def test_a_purpose_that_was_never_agreed_to_has_nothing_to_take_back(db, org, who):
    assert await withdraw(db, org, who, RECORD, channel="portal", now=NOW) is None


async def test_a_consent_without_duration_or_customer_is_refused(db, org, who):
    with pytest.raises(ValueError, match="some time"):
        await give(db, org, who, RECORD, valid_until=NOW, channel="portal", now=NOW)
    with pytest.raises(NoSuchCustomer):
        await give(
            *(db, org, uuid7(), RECORD), valid_until=NOW + YEAR, channel="portal", now=NOW
        )


async def test_a_person_can_take_all_data_away(db, org, who):
    await give(db, org, who, RECORD, valid_until=NOW + YEAR, channel="portal", now=NOW)
    await record_use(db, org, who, str(uuid7()), "mail", "to answer", now=NOW)
    held = await export(db, org, who)
    assert held["customer"]["name"] == "Ann"
    assert [a["address"] for a in held["addresses"]] == ["a@example.com"]
    assert [c["purpose"] for c in held["consents"]] == ["record-calls"]
    assert held["uses"] == [{"what": "mail", "why": "to answer", "at": NOW.isoformat()}]


async def sealed(db: Connection, org: UUID) -> list[tuple[str, dict[str, str]]]:
    rows = await db.fetch(
        "select kind, fields from entry where org_id = $1 order by id", org
    )
    return [(row["kind"], row["fields"]) for row in rows]


async def test_a_yes_with_another_end_takes_the_place_of_the_one_before(db, org, who):
    one = await give(
        db, org, who, RECORD, valid_until=NOW + YEAR, channel="portal", now=NOW
    )
    later = NOW + timedelta(days=1)
    end = later + timedelta(days=30)
    two = await give(db, org, who, RECORD, valid_until=end, channel="portal", now=later)
    await withdraw(db, org, who, RECORD, channel="portal", now=later)
    assert not await may(db, org, who, RECORD, now=later)
    kinds = await sealed(db, org)
    assert [kind for kind, _ in kinds] == [
        "consent.given",
        "consent.changed",
        "consent.withdrawn",
    ]
    assert kinds[1][1]["replaces"] == str(one.id)
    assert kinds[1][1]["notice"] == notice(RECORD, "en").digest == two.notice
    assert await expire_due(db, org, now=NOW + 2 * YEAR) == 0  # neither has run out


async def test_a_consent_that_runs_out_is_sealed_as_expired_once(db, org, who):
    shown = notice(RECORD, "zh")
    end = NOW + YEAR
    yes = await give(
        db, org, who, RECORD, valid_until=end, channel="portal", shown=shown, now=NOW
    )
    assert await expire_due(db, org, now=end - timedelta(seconds=1)) == 0
    assert await expire_due(db, org, now=end + YEAR) == 1
    assert await expire_due(db, org, now=end + YEAR) == 0
    (_, given), (kind, fields) = await sealed(db, org)
    assert (given["language"], given["notice"]) == ("zh", shown.digest)
    assert (kind, fields["valid_until"]) == ("consent.expired", end.strftime("%FT%TZ"))
    assert yes.id in await ledger.seals(db, org, [yes.id])


async def test_a_consent_can_be_read_in_the_terms_of_the_w3c(db, org, who):
    end = NOW + YEAR
    yes = await give(db, org, who, RECORD, valid_until=end, channel="portal", now=NOW)
    told = record(yes, subject="ab" * 32, origin="desk/log", controller="Desk", now=NOW)
    assert told["dpv:hasConsentStatus"] == {"@id": "dpv:ConsentGiven"}
    assert told["dpv:hasNotice"]["spdx:checksum"]["spdx:checksumValue"] == yes.notice
    known = set(told["@context"])
    keys = [key for key in told if not key.startswith("@")]
    assert {key.partition(":")[0] for key in keys} <= known
    assert "Ann" not in str(told)
    assert "a@example.com" not in str(told)
    ended = record(
        yes, subject="ab" * 32, origin="desk/log", controller="Desk", now=NOW + 2 * YEAR
    )
    assert ended["dpv:hasConsentStatus"] == {"@id": "dpv:ConsentExpired"}


def test_words_that_are_asked_no_more_cannot_be_agreed_to():
    assert find_notice(RECORD, notice(RECORD, "zh").digest).language == "zh"
    with pytest.raises(OldNotice):
        find_notice(RECORD, notice(ANSWER, "en").digest)


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_portal_shows_the_words_that_are_sealed(language):
    page = (
        Path(__file__).parents[2] / f"ui/web/src/portal/words/{language}.ts"
    ).read_text()
    for purpose in Purpose:
        shown = notice(purpose, language)
        assert f'"{purpose}": ["{shown.label}", "{shown.more}"]' in page


def test_operators_are_told_the_words_that_are_sealed_for_callers():
    page = (Path(__file__).parents[2] / "docs/operators.md").read_text()
    for purpose in (RECORD, Purpose.LISTEN_FOR_STRAIN):
        english, chinese = spoken(purpose, "en"), spoken(purpose, "zh")
        assert f"{english.label} {english.more} | {chinese.label}{chinese.more}" in page
        assert text_of(purpose, chinese.digest) == chinese.text
