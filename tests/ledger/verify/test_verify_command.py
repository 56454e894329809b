"""`python -m ledger verify`: its exit status, what it says, and what it cannot tell."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.__main__ import main
from ledger.verify import Reason
from tests.ledger.proofs.day import FOLDER, KEY, STRANGER

INDEX = json.loads((FOLDER / "index.json").read_text())
RECEIPTS = json.loads((FOLDER / "receipts.json").read_text())
Capture = pytest.CaptureFixture[str]


def run(*arguments: str) -> int:
    return main(["verify", *arguments])


def test_every_sample_comes_to_its_outcome_by_the_command(capsys: Capture) -> None:
    for sample in INDEX:
        arguments = [str(FOLDER / sample["file"]), "--json"]
        arguments += ["--key", sample["key"]] if sample["key"] else []
        for name in ("policy", "seen"):
            if sample[name]:
                arguments += [f"--{name}", str(FOLDER / sample[name])]
        status = run(*arguments)
        said: dict[str, Any] = json.loads(capsys.readouterr().out)
        assert status == (0 if sample["valid"] else 1), sample
        assert said.pop("sentences")
        said.pop("detail", None)
        expected = {
            name: value
            for name, value in sample.items()
            if name not in ("file", "about", "key", "policy", "seen")
        }
        assert said == expected


def test_every_receipt_comes_to_its_outcome_by_the_command(capsys: Capture) -> None:
    for sample in RECEIPTS:
        if sample["receipt"] == "pending":
            continue  # by now it is missing
        arguments = [str(FOLDER / sample["file"]), "--json", "--key", sample["key"]]
        if sample["proof"]:
            arguments.insert(1, str(FOLDER / sample["proof"]))
        status = run(*arguments)
        said = json.loads(capsys.readouterr().out)
        assert said["receipt"] == sample["receipt"], sample
        assert status == {True: 0, False: 1, None: 2}[sample["valid"]], sample
        assert ("proof" in said) is (sample["proof"] is not None)


def test_it_says_in_words_what_was_found(capsys: Capture) -> None:
    assert run(str(FOLDER / "good-late.proof")) == 0
    assert capsys.readouterr().out.startswith("Broken: a first reply was promised by")
    assert run(str(FOLDER / "bad-value-changed.proof"), "--language", "zh") == 1
    assert capsys.readouterr().out.startswith("此证明不成立")
    proof = str(FOLDER / "good-first-reply.proof")
    assert run(str(FOLDER / "kept.receipt"), proof) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].startswith("In time:")
    assert said[1].startswith("Kept:")


def test_what_it_cannot_tell_is_neither_valid_nor_invalid(
    tmp_path: Path, capsys: Capture
) -> None:
    proof = str(FOLDER / "good-anchored.proof")
    receipt = str(FOLDER / "genuine.receipt")
    junk = tmp_path / "junk"
    junk.write_bytes(b"\xff\n")
    for arguments in (
        (str(tmp_path / "nothing"),),
        (str(tmp_path),),
        (proof, "--policy", str(tmp_path / "nothing")),
        (proof, "--policy", str(junk)),
        (proof, "--seen", str(junk)),
        (proof, "--key", "no key"),
        (proof, "--rpc", "http://127.0.0.1:9"),
        (proof, "--rpc", "file:///etc/passwd"),
        (proof, proof),
        (receipt,),
        (receipt, str(tmp_path / "nothing")),
        (receipt, "--policy", str(FOLDER / "witness-two.policy")),
    ):
        assert run(*arguments) == 2, arguments
        captured = capsys.readouterr()
        assert not captured.out
        assert captured.err


def test_a_receipt_beside_a_proof_that_does_not_hold_is_refused_for_the_proofs_reason(
    capsys: Capture,
) -> None:
    receipt, bad = str(FOLDER / "kept.receipt"), str(FOLDER / "bad-path-short.proof")
    assert run(receipt, bad, "--json") == 1
    assert json.loads(capsys.readouterr().out)["reason"] == Reason.BAD_PATH
    good = str(FOLDER / "good-first-reply.proof")
    assert run(receipt, good, "--key", str(STRANGER.key), "--json") == 1
    assert json.loads(capsys.readouterr().out)["reason"] == Reason.WRONG_KEY
    assert run(receipt, good, "--key", str(KEY)) == 0


def test_a_file_that_never_ends_is_refused(capsys: Capture) -> None:
    assert run("/dev/zero") == 1
    assert "no Veridesk proof" in capsys.readouterr().out
