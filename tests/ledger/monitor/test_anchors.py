"""What a chain holds of a log is held against what the log shows."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from uuid import UUID

from asyncpg import Connection

from ledger import Keys, seal_many, sequence
from ledger.chain.anchoring import anchor
from ledger.chain.following import Node
from ledger.monitor.anchors import Held, ask_contract, stated
from ledger.monitor.finding import Code, Finding
from ledger.monitor.look import Look, Rules, look
from ledger.monitor.source import Folder
from ledger.monitor.state import State, load, save
from ledger.public.anchors import anchor_notes
from ledger.publish import publish
from tests.ledger.monitor.shown import Shown, monitor
from tests.ledger.scene import NOW, ChainProcess, promise
from tests.ledger.witness.log import SmallLog

RULES = Rules(records=False)
CONTRACT = "0x" + "11" * 20


def at(
    shown: Shown, before: State | None, *held: Held, after: timedelta = timedelta(0)
) -> Look:
    source = Folder(shown.folder)
    return look(source, shown.url, before, RULES, (), held, now=NOW + after)


def of(log: SmallLog, size: int) -> Held:
    return Held(1, CONTRACT, size, log.tree.root(size) if size else b"")


def codes(seen: Look) -> list[Code]:
    return [finding.code for finding in seen.findings]


def test_an_anchor_of_the_log_s_past_is_right(shown: Shown, tmp_path: Path) -> None:
    shown.show(700)
    state = None
    for size in (0, 1, 300, 700):
        seen = at(shown, state, of(shown.log, size))
        assert seen.findings == ()
        assert seen.state
        state = seen.state
        save(tmp_path / "state", state)
        assert load(tmp_path / "state", shown.url) == state


def test_an_anchor_of_another_past_is_told_with_the_head_as_evidence(shown: Shown) -> None:
    note = shown.show(700)
    other = SmallLog(salt="x").grow(700)
    seen = at(shown, None, of(other, 300))
    assert codes(seen) == [Code.WRONG_ANCHOR]
    assert seen.findings[0].evidence == (str(note),)
    assert codes(at(shown, seen.state, Held(1, CONTRACT, 300, b""))) == [Code.WRONG_ANCHOR]


def test_an_anchor_of_a_state_that_is_not_shown_is_told_after_a_while(
    shown: Shown,
) -> None:
    shown.show(300)
    later = of(SmallLog().grow(700), 700)
    seen = at(shown, None, later)
    assert seen.findings == ()
    seen = at(shown, seen.state, later, after=timedelta(hours=2))
    assert codes(seen) == [Code.WITHHELD]
    shown.show(700)
    assert at(shown, seen.state, later, after=timedelta(hours=2)).findings == ()


def test_a_chain_that_falls_behind_is_told_after_a_while(shown: Shown) -> None:
    shown.show(300)
    day = timedelta(days=1, seconds=1)
    seen = at(shown, None, of(shown.log, 300))
    # Nothing new for a day needs no new anchor.
    seen = at(shown, seen.state, of(shown.log, 300), after=day)
    shown.show(700)
    seen = at(shown, seen.state, of(shown.log, 300), after=day)
    assert seen.findings == ()
    seen = at(shown, seen.state, of(shown.log, 300), after=2 * day)
    assert codes(seen) == [Code.NOT_ANCHORED]
    seen = at(shown, seen.state, of(shown.log, 400), after=2 * day)
    assert seen.findings == ()


def test_a_contract_that_holds_less_than_before_is_told(shown: Shown) -> None:
    shown.show(300)
    seen = at(shown, None, of(shown.log, 300))
    seen = at(shown, seen.state, of(shown.log, 200))
    assert codes(seen) == [Code.WRONG_ANCHOR]


async def test_the_contract_is_asked_on_a_real_node(
    db: Connection, org: UUID, chain: ChainProcess, operator: Keys, tmp_path: Path
) -> None:
    await seal_many(db, org, [promise() for _ in range(20)], now=NOW)
    assert await sequence(db, org, operator, now=NOW)
    await publish(db, org, operator, tmp_path / "log", now=NOW)
    node = Node(chain.url, every=timedelta(0))
    for _ in range(4):
        await anchor(db, org, operator, node, now=NOW)
    contract = await db.fetchval(
        "select contract from anchoring where org_id = $1 and state = 'final' and size > 0",
        org,
    )
    await seal_many(db, org, [promise() for _ in range(20)], now=NOW)
    head = await sequence(db, org, operator, now=NOW)
    assert head
    await publish(db, org, operator, tmp_path / "log", now=NOW)
    held = ask_contract(chain.url, contract)
    assert isinstance(held, Held)
    assert (held.chain_id, held.size) == (chain.chain_id, 20)
    url = (tmp_path / "log" / str(org)).as_uri()
    more = ["--rpc", chain.url, "--contract", contract]
    status, said = monitor(url, tmp_path / "state", *more)
    assert (status, said["findings"], said["size"]) == (0, [], 40)
    # The log itself names the contract, signed.
    place = Folder(tmp_path / "log" / str(org))
    notes = await anchor_notes(db, org, operator, now=NOW)
    (place.path / "anchors").write_text(notes + "\n" + notes)
    keys = [signer.key for signer in operator.signers(org)]
    assert stated(place, keys) == {chain.chain_id: contract}
    assert stated(place, SmallLog().keys) == {}
    assert ask_contract(chain.url, None, stated(place, keys)) == held
    status, said = monitor(url, tmp_path / "state", "--rpc", chain.url)
    assert (status, said["findings"]) == (0, [])
    unnamed = ask_contract(chain.url, None)
    assert isinstance(unnamed, Finding)
    assert unnamed.code is Code.NOT_ANCHORED
    none = ask_contract(chain.url, CONTRACT)
    assert isinstance(none, Finding)
    assert none.code is Code.NOT_ANCHORED
    chain.kill()
    down = ask_contract(chain.url, contract)
    assert isinstance(down, Finding)
    assert down.code is Code.UNREACHABLE
