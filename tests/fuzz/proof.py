"""Fuzz everything that reads what strangers send: proofs, receipts, policies, notes.

    pip install '.[verify,fuzz]'
    python -m tests.fuzz.proof [-max_total_time=600] [options of libFuzzer]

Coverage-guided (atheris), from the samples on. It ends with a trace when a reader raises
anything but its own error, when what was read is not written alike, or when a proof or a
receipt holds whose state or content the sample log never signed.
"""

from __future__ import annotations

import contextlib
import json
import sys
import tempfile
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["ledger"]):
    from ledger.format.leaf import parse_leaf
    from ledger.format.note import BadFormat, Checkpoint, Note, VerifierKey
    from ledger.format.policy import Policy
    from ledger.format.proof import parse_proof
    from ledger.format.receipt import Receipt
    from ledger.verify import Merged, Refused, Verified, verify, verify_receipt

SAMPLES = Path(__file__).parents[1] / "ledger" / "samples"
INDEX = json.loads((SAMPLES / "index.json").read_text())
KEY = next(sample["key"] for sample in INDEX if sample["key"] and sample["valid"])
KEYS = [VerifierKey.parse(KEY)]
# What the sample log signed, one way or another.
SIGNED = {
    str(Checkpoint.parse(parse_proof((SAMPLES / s["file"]).read_text()).checkpoint.text))
    for s in INDEX
    if s["valid"] or s["reason"] in ("bad-inclusion", "bad-path", "bad-leaf", "bad-opening")
}
RECEIPTS = {
    Note.parse(path.read_text()).text
    for path in SAMPLES.glob("*.receipt")
    if path.stem not in ("form", "forged", "stranger", "other-log")
}
NOW = Receipt.parse(next(iter(RECEIPTS))).due


def one_input(data: bytes) -> None:
    """Read ``data`` as everything that it could be."""
    outcome = verify(data)
    assert isinstance(outcome, Verified | Refused)
    pinned = verify(data, key=KEY)
    if isinstance(pinned, Verified):
        assert str(pinned.checkpoint) in SIGNED, "a state that was never signed"
        assert str(parse_proof(data.decode())).encode() == data
    claim = verify_receipt(data, KEYS, now=NOW)
    if claim.merged is Merged.GENUINE:
        assert str(claim.receipt) in RECEIPTS, "a receipt that was never given"
    _reads_alike(data)


def _reads_alike(data: bytes) -> None:
    with contextlib.suppress(BadFormat):
        assert bytes(parse_leaf(data)) == data
    with contextlib.suppress(BadFormat):
        policy = Policy.parse(data)
        assert Policy.parse(str(policy)) == policy
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return
    for read in (Note.parse, parse_proof, Receipt.parse, VerifierKey.parse):
        with contextlib.suppress(BadFormat):
            assert str(read(text)) == text, read


def main() -> None:
    names = [a for a in sys.argv[1:] if not a.startswith("-")]
    with tempfile.TemporaryDirectory() as corpus:
        for path in SAMPLES.iterdir():
            if path.suffix in (".proof", ".receipt", ".policy", ".checkpoint"):
                (Path(corpus) / path.name).write_bytes(path.read_bytes())
        options = [a for a in sys.argv[1:] if a.startswith("-")]
        limit = [] if any(o.startswith("-max_len") for o in options) else ["-max_len=16384"]
        arguments = [sys.argv[0], *limit, *options, *names, corpus]
        atheris.Setup(arguments, one_input)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
