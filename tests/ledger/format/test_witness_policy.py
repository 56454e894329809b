"""Policies: what one trusts, read as the specification says and no other way."""

from __future__ import annotations

import contextlib
from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.format.note import BadFormat, BadSignature, Checkpoint, KeyType, Note
from ledger.format.policy import Group, Policy
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, sign_note

NOW = datetime(2026, 3, 2, 9, tzinfo=UTC)
ORIGIN = "desk.example/log"
CHECKPOINT = Checkpoint(ORIGIN, 14, bytes(32))
LOG = Ed25519Signer(ORIGIN, bytes(32))
LOG_MLDSA = MLDSA44Signer(ORIGIN, bytes(32))
WITNESSES = {
    name: Ed25519Signer(f"{name}.example", bytes([n]) * 32, KeyType.COSIGNATURE_ED25519)
    for n, name in enumerate(("X1", "X2", "X3", "Y1", "Y2", "Y3"), 1)
}
LINES = [
    f"witness {name}\t{w.key}  https://{name}.example/" for name, w in WITNESSES.items()
]
EXAMPLE = "\n".join(
    (
        "# as in the specification",
        f"log {LOG.key}",
        "",
        *LINES[:3],
        "group X-witnesses 2 X1 X2 X3",
        " ",
        *LINES[3:],
        "  group Y-witnesses any Y1 Y2 Y3",
        "\t# two groups",
        "group X-and-Y all X-witnesses Y-witnesses",
        "quorum X-and-Y",
        "",
    )
)


@pytest.mark.parametrize(
    ("names", "met"),
    [
        ("", False),
        ("X1 X2", False),
        ("X1 Y1 Y2 Y3", False),
        ("X1 X3 Y2", True),
        ("X1 X2 X3 Y1 Y2 Y3", True),
    ],
)
def test_the_example_of_the_specification_means_what_it_says(names: str, met: bool) -> None:
    policy = Policy.parse(EXAMPLE)
    assert Policy.parse(str(policy)) == policy
    assert policy.witnesses[0].url == "https://X1.example/"
    signers = [LOG, *(WITNESSES[name] for name in names.split())]
    checked = policy.check(sign_note(str(CHECKPOINT), signers, at=NOW))
    assert checked.met is met
    assert checked.logs == (LOG.key,)
    assert [w.name for w in checked.witnesses] == names.split()


def test_nothing_is_asked_of_witnesses_where_the_quorum_is_none() -> None:
    policy = Policy.parse(f"log {LOG.key}\nlog {LOG_MLDSA.key}\nquorum none")
    checked = policy.check(sign_note(str(CHECKPOINT), [LOG_MLDSA], at=NOW))
    assert (checked.met, checked.logs) == (True, (LOG_MLDSA.key,))
    assert Policy.parse("quorum none\n") == Policy()


def test_a_log_counts_for_checkpoints_of_its_own_name_alone() -> None:
    other = Checkpoint("desk.example/other", 1, bytes(32))
    policy = Policy.parse(EXAMPLE)
    assert policy.check(sign_note(str(other), [LOG], at=NOW)).logs == ()


def test_a_wrong_cosignature_spoils_the_checkpoint() -> None:
    note = sign_note(str(CHECKPOINT), [LOG, WITNESSES["X1"]], at=NOW)
    text = str(Checkpoint(ORIGIN, 15, bytes(32)))
    moved = Note(text, (LOG.sign(text, at=NOW), note.signatures[1]))
    with pytest.raises(BadSignature):
        Policy.parse(EXAMPLE).check(moved)


def test_a_narrowed_policy_keeps_what_still_holds() -> None:
    policy = Policy.parse(EXAMPLE)
    enough = policy.narrow({"X1", "X3", "Y2"})
    assert enough.quorum == "X-and-Y"
    assert enough.groups[0] == Group("X-witnesses", 2, ("X1", "X3"))
    assert enough.met({"X1", "X3", "Y2"})
    assert not enough.met({"X1", "Y2"})
    assert Policy.parse(str(enough)) == enough
    assert "https" not in str(enough)
    few = policy.narrow({"X1", "Y2"})
    assert (few.quorum, [g.name for g in few.groups]) == ("none", ["Y-witnesses"])
    assert Policy.parse(str(few)) == few


def test_as_many_as_the_specification_recommends_are_read() -> None:
    many = [
        Ed25519Signer(f"w{n}", bytes([n]) * 32, KeyType.COSIGNATURE_ED25519)
        for n in range(40)
    ]
    logs = [Ed25519Signer(f"l{n}", bytes([n]) * 32) for n in range(40)]
    lines = [f"log {one.key}" for one in logs]
    lines += [f"witness w{n} {one.key}" for n, one in enumerate(many)]
    lines += [f"group g{n} 1 w{n}" for n in range(40)]
    policy = Policy.parse("\n".join([*lines, "quorum g39"]))
    assert (len(policy.logs), len(policy.witnesses), len(policy.groups)) == (40, 40, 40)


X1 = f"witness X1 {WITNESSES['X1'].key}\n"


@pytest.mark.parametrize(
    "text",
    [
        "",
        X1,
        "quorum none\nquorum none\n",
        "quorum X1\n" + X1,
        "quorum none extra\n",
        "Quorum none\n",
        "quorum none\r\n",
        "quorum\u00a0none\n",
        X1 + X1 + "quorum none\n",
        X1 + X1.replace("X1 ", "X2 ") + "quorum none\n",
        X1.replace("X1 ", "none ") + "quorum none\n",
        X1 + "group X1 any X1\nquorum X1\n",
        X1 + "group g 0 X1\nquorum g\n",
        X1 + "group g 2 X1\nquorum g\n",
        X1 + "group g 01 X1\nquorum g\n",
        X1 + "group g any\nquorum g\n",
        X1 + "group g any none\nquorum g\n",
        X1 + "group g 1 g\nquorum g\n",
        X1 + "group g any X1 X1\nquorum g\n",
        X1 + "group g any X1\ngroup h any X1\nquorum g\n",
        X1.replace("\n", " http://a http://b\n") + "quorum none\n",
        f"log {LOG.key}\nlog {LOG.key}\nquorum none\n",
        f"log {WITNESSES['X1'].key}\nquorum none\n",
        f"witness l {LOG.key}\nquorum none\n",
        "log no-key\nquorum none\n",
        "quorum none\n" * 1_001,
        "#" * (1 << 20) + "\nquorum none\n",
    ],
)
def test_what_is_no_policy_is_refused(text: str) -> None:
    with pytest.raises(BadFormat):
        Policy.parse(text)


def test_bytes_that_are_not_ascii_are_opaque() -> None:
    line = X1.encode().replace(b"X1 ", b"\xff\xfe ")
    policy = Policy.parse(line + b"# caf\xe9\nquorum \xff\xfe\n")
    assert policy.quorum == policy.witnesses[0].name
    with pytest.raises(BadFormat):
        Policy.parse(line + "quorum \u212a\n".encode())


@given(st.text() | st.binary() | st.text("log witness group quorum none any\n #01"))
def test_reading_a_policy_raises_nothing_but_its_own_error(data: str | bytes) -> None:
    with contextlib.suppress(BadFormat):
        policy = Policy.parse(data)
        assert Policy.parse(str(policy)) == policy
