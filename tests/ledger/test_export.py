"""An audit's export: counted by the rule, checked elsewhere, omissions found."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest
from asyncpg import Connection
from uuid6 import uuid7

from ledger import Commitment, Keys, Kind, seal, seal_many, sequence, stamp
from ledger.__main__ import main
from ledger.commands.evidence.consistency import growth
from ledger.commands.evidence.export import write_export
from ledger.entries.erasing import close_person
from ledger.entries.receipts import receipt
from ledger.format.growth import Growth
from ledger.proving import prove
from ledger.verify import Verified, verify
from ledger.verify.export import Counted, lines
from ledger.verify.growth import Grown, NotGrown, verify_growth
from tests.ledger.scene import NOW, promise

MONTH = NOW.replace(day=1, hour=0)
END = NOW + timedelta(days=20)
WITHIN = timedelta(seconds=60)


def excused(made: Commitment, at: datetime) -> Commitment:
    fields = {k: v for k, v in made.fields.items() if k != "grace"}
    fields["reason"] = "customer-withdrew"
    return Commitment(Kind.PROMISE_EXCUSED, made.ref, made.subject, at, fields)


async def a_month(db: Connection, org: UUID, keys: Keys) -> dict[str, Commitment]:
    """One promise for each way in which one can end."""
    made = {word: promise() for word in ("kept", "late", "broken", "silent", "excused")}
    made["gone"], made["running"] = promise(), promise(at=END - timedelta(hours=1))
    await seal_many(db, org, [p for w, p in made.items() if w != "running"], now=NOW)
    await sequence(db, org, keys, now=NOW)
    hour = NOW + timedelta(hours=1)

    def ends(word: str, kind: Kind, at: datetime) -> Commitment:
        return promise(made[word].ref, kind, made[word].subject, at)

    ended = [
        ends("kept", Kind.PROMISE_KEPT, hour),
        ends("late", Kind.PROMISE_KEPT, NOW + timedelta(hours=3)),
        ends("broken", Kind.PROMISE_BROKEN, NOW + timedelta(hours=2)),
        excused(made["excused"], hour),
    ]
    await seal_many(db, org, ended, now=hour)
    await sequence(db, org, keys, now=hour)
    await seal(db, org, made["running"], now=END)
    assert await close_person(db, org, keys, made["gone"].subject, asked_by="desk", now=END)
    assert not await close_person(
        db, org, keys, made["gone"].subject, asked_by="desk", now=END
    )
    await sequence(db, org, keys, now=END)
    return made


async def exported(
    db: Connection, org: UUID, keys: Keys, folder: Path, **receipts: str
) -> dict[str, object]:
    given = {f"{name}.receipt": text.encode() for name, text in receipts.items()}
    assert await write_export(db, org, keys, folder, MONTH, given, now=END) == 0
    told: dict[str, object] = json.loads((folder / "promises.json").read_text())
    return told


def verified(folder: Path, *more: str) -> int:
    return main(["verify-export", str(folder), *more])


async def test_every_promise_of_a_month_counts_by_the_rule(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    made = await a_month(db, org, keys)
    await seal(db, org, promise(at=MONTH - timedelta(days=1)), now=NOW)
    await sequence(db, org, keys, now=END)
    told = await exported(db, org, keys, tmp_path / "out")
    assert told["counts"] == {
        "kept": 1,
        "broken": 3,
        "excused": 1,
        "running": 1,
        "erased": 1,
        "unclear": 0,
    }
    promises = told["promises"]
    assert isinstance(promises, list)
    by_ref = {line["ref"]: line["counted"] for line in promises}
    assert by_ref == {
        str(made["kept"].ref): "kept",
        str(made["late"].ref): "broken",
        str(made["broken"].ref): "broken",
        str(made["silent"].ref): "broken",  # no record of it: so it is
        str(made["excused"].ref): "excused",
        str(made["running"].ref): "running",
        None: "erased",
    }
    assert verified(tmp_path / "out", "--key", str(keys.verifier(org))) == 0
    subjects = {keys.person(org, one.subject).hex() for one in made.values()}
    opened = "".join(p.read_text() for p in (tmp_path / "out/proofs").iterdir())
    shown = {subject for subject in subjects if subject in opened}
    # Of all people only the erased one is named, by the record that says so.
    assert shown == {keys.person(org, made["gone"].subject).hex()}


TAMPERED: dict[str, Callable[[Path], object]] = {
    "a count": lambda folder: (folder / "promises.json").write_text(
        (folder / "promises.json").read_text().replace('"broken"', '"kept"')
    ),
    "a proof": lambda folder: (folder / "proofs/promises-0001.proof").write_text(
        (folder / "proofs/promises-0001.proof").read_text().replace("v1", "v2", 1)
    ),
    "a proof gone": lambda folder: (folder / "proofs/promises-0001.proof").unlink(),
}


@pytest.mark.parametrize("what", TAMPERED)
async def test_an_export_that_was_tampered_with_does_not_hold(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path, what: str
) -> None:
    await a_month(db, org, keys)
    await exported(db, org, keys, tmp_path / "out")
    TAMPERED[what](tmp_path / "out")
    assert verified(tmp_path / "out") == 1


async def test_an_export_of_another_log_is_refused(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    await a_month(db, org, keys)
    await exported(db, org, keys, tmp_path / "out")
    other = str(keys.verifier(uuid7()))
    assert verified(tmp_path / "out", "--key", other) == 1
    assert verified(tmp_path / "nowhere") == 2


async def test_receipts_find_what_was_left_out(
    db: Connection,
    org: UUID,
    keys: Keys,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    kept, dropped, late = promise(), promise(), promise()
    for one in (kept, dropped, late):
        await seal(db, org, one, now=NOW)

    async def given(one: Commitment) -> str:
        return await receipt(db, org, one.ref, keys, within=WITHIN, now=NOW)

    receipts = {
        "kept": await given(kept),
        "dropped": await given(dropped),
        "late": await given(late),
    }
    receipts["forged"] = receipts["kept"].replace("first-reply", "refund")
    receipts["nonsense"] = "nonsense"
    await db.execute("delete from entry where ref = $1", dropped.ref)
    hold = "update entry set id = $2 where ref = $1"
    await db.execute(hold, late.ref, uuid7())
    await sequence(db, org, keys, now=NOW + timedelta(seconds=5), batch=1)
    await sequence(db, org, keys, now=NOW + timedelta(hours=5))
    told = await exported(db, org, keys, tmp_path / "out", **receipts)
    found = told["receipts"]
    assert isinstance(found, dict)
    merged = {name.partition(".")[0]: claim["merged"] for name, claim in found.items()}
    assert merged == {
        "kept": "in-time",
        "dropped": "missing",
        "late": "late",
        "forged": "bad-signature",
        "nonsense": "not-a-receipt",
    }
    capsys.readouterr()
    assert verified(tmp_path / "out", "--json") == 1
    said = json.loads(capsys.readouterr().out)
    assert said["valid"]
    assert said["receipts"] == {f"{name}.receipt": word for name, word in merged.items()}


async def test_what_a_closed_record_may_hide_is_no_clean_bill(
    db: Connection, org: UUID, keys: Keys, tmp_path: Path
) -> None:
    gone, dropped = promise(), promise()
    for one in (gone, dropped):
        await seal(db, org, one, now=NOW)
    given = await receipt(db, org, dropped.ref, keys, within=WITHIN, now=NOW)
    await db.execute("delete from entry where ref = $1", dropped.ref)
    await sequence(db, org, keys, now=NOW)
    await close_person(db, org, keys, gone.subject, asked_by="person", now=NOW)
    await sequence(db, org, keys, now=NOW)
    told = await exported(db, org, keys, tmp_path / "out", dropped=given)
    assert isinstance(found := told["receipts"], dict)
    assert found["dropped.receipt"]["merged"] == "unclear"
    assert verified(tmp_path / "out", "--key", str(keys.verifier(org))) == 2


async def test_files_that_each_show_a_part_are_counted_as_one(
    db: Connection, org: UUID, keys: Keys
) -> None:
    made = promise()
    kept = promise(made.ref, Kind.PROMISE_KEPT, made.subject, NOW + timedelta(hours=1))
    await seal(db, org, made, now=NOW)
    await sequence(db, org, keys, now=NOW)
    early = verify(await prove(db, org, [made.ref], keys, now=NOW))
    await seal(db, org, kept, now=NOW)
    await sequence(db, org, keys, now=NOW + timedelta(hours=1))
    late = verify(await prove(db, org, [made.ref], keys, now=NOW))
    assert isinstance(early, Verified)
    assert isinstance(late, Verified)
    for files in ([early, late], [late, early]):
        assert [line.counted for line in lines(files, at=END)] == [Counted.KEPT]
    assert [line.counted for line in lines([early], at=END)] == [Counted.BROKEN]


async def states(db: Connection, org: UUID, keys: Keys, sizes: Sequence[int]) -> None:
    size = 0
    for wanted in sizes:
        await seal_many(db, org, [promise() for _ in range(wanted - size)], now=NOW)
        await sequence(db, org, keys, now=NOW)
        size = wanted


async def test_the_log_only_grew_between_any_two_of_its_states(
    db: Connection, org: UUID, keys: Keys
) -> None:
    sizes = [1, 2, 7, 8, 300]
    await states(db, org, keys, sizes)
    known = [keys.verifier(org)]
    for old in sizes:
        for new in sizes:
            found = await growth(db, org, old, new)
            if old > new:
                assert found is None
                continue
            assert found is not None
            text = str(found)
            assert Growth.parse(text) == found
            grown = verify_growth(text, known)
            assert isinstance(grown, Grown)
            assert (grown.old.size, grown.new.size) == (old, new)
    assert await growth(db, org, 3, 300) is None  # that state was never signed


async def test_a_consistency_file_that_was_changed_is_refused(
    db: Connection, org: UUID, keys: Keys
) -> None:
    await states(db, org, keys, [3, 9])
    found = await growth(db, org, 3, 9)
    assert found is not None
    text = str(found)
    known = [keys.verifier(org)]
    for at in range(0, len(text), 7):
        other = "A" if text[at] != "A" else "B"
        changed = text[:at] + other + text[at + 1 :]
        outcome = verify_growth(changed, known)
        # The ML-DSA line beside is of a key that is not named here, so it is not looked at.
        if isinstance(outcome, Grown):
            assert at > text.index("—")
    assert isinstance(verify_growth(text, [keys.verifier(uuid7())]), NotGrown)
    assert isinstance(verify_growth(b"\xff", known), NotGrown)
    swapped = str(Growth(found.new, found.old, found.hashes))
    assert isinstance(verify_growth(swapped, known), NotGrown)


def test_the_month_is_in_utc() -> None:
    assert datetime(2026, 3, 1, tzinfo=UTC) == MONTH
    assert stamp(MONTH) == "2026-03-01T00:00:00Z"
