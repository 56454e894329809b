"""`python -m ledger verify`: check a proof or a receipt, offline unless asked otherwise."""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.format.note import BadFormat, Checkpoint, KeyType, Note, VerifierKey
from ledger.format.policy import Policy
from ledger.format.proof import SIZE_LIMIT
from ledger.format.receipt import HEADER as RECEIPT
from ledger.sentence import LANGUAGES, describe, describe_claim, say_claim, sentences
from ledger.verify import Merged, Refused, Verified, verify_receipt
from ledger.verify import verify as verify_proof
from ledger.verify.node import NoAnswer, confirm, reach

VALID, INVALID, CANNOT_TELL = 0, 1, 2
CONTRACT = re.compile(r"0x[0-9a-fA-F]{40}")


class _CannotTell(Exception):
    pass


def add(commands: Any) -> None:
    """Declare the command."""
    parser = commands.add_parser(
        "verify",
        help="check a proof file or a receipt",
        description="Check a proof file or a receipt (docs/proofs.md). Exit status: "
        "0 valid, 1 invalid, 2 cannot tell.",
    )
    parser.add_argument("file", type=Path, help="the proof file, or a receipt")
    parser.add_argument(
        "proof", type=Path, nargs="?", help="with a receipt: the proof that it is kept"
    )
    parser.add_argument("--policy", type=Path, help="the logs and witnesses you trust")
    parser.add_argument("--key", help="a verifier key of the log, if you know it")
    parser.add_argument(
        "--seen", type=Path, metavar="FILE", help="a checkpoint that you kept"
    )
    parser.add_argument("--rpc", metavar="URL", help="check the anchor on this node")
    parser.add_argument(
        "--contract", metavar="ADDRESS", help="with --rpc: the anchor contract you know"
    )
    parser.add_argument("--language", choices=sorted(LANGUAGES), default="en")
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(run=run)


def run(chosen: argparse.Namespace) -> int:
    """Check the file and print what was found."""
    try:
        if chosen.contract and not chosen.rpc:
            raise _CannotTell("--contract says what a node must hold: name one with --rpc")
        data = _read(chosen.file)
        policy = _policy(chosen.policy)
        key = _key(chosen.key)
        if not data.startswith(RECEIPT.encode()):
            if chosen.proof:
                raise _CannotTell(
                    f"{chosen.file} is no receipt, so name no proof beside it"
                )
            return _say_proof(_proof(data, chosen, policy), chosen)
        proof = _proof(_read(chosen.proof), chosen, policy) if chosen.proof else None
        if isinstance(proof, Refused):
            return _say_proof(proof, chosen)
        return _receipt(data, _receipt_keys(key, policy, proof), proof, chosen)
    except (_CannotTell, NoAnswer) as error:
        print(error, file=sys.stderr)
        return CANNOT_TELL


def _proof(
    data: bytes, chosen: argparse.Namespace, policy: Policy | None
) -> Verified | Refused:
    seen = _seen(chosen.seen)
    outcome = verify_proof(data, policy=policy, key=chosen.key, seen=seen)
    if not chosen.rpc or isinstance(outcome, Refused):
        return outcome
    try:
        return confirm(outcome, reach(chosen.rpc), _contract(chosen.contract))
    except NoAnswer as error:
        raise _CannotTell(f"{chosen.rpc} does not answer: {error}") from error


def _say_proof(outcome: Verified | Refused, chosen: argparse.Namespace) -> int:
    said = sentences(outcome, chosen.language)
    _print({**describe(outcome), "sentences": said}, said, chosen)
    return INVALID if isinstance(outcome, Refused) else VALID


def _receipt(
    data: bytes,
    keys: Sequence[VerifierKey],
    proof: Verified | None,
    chosen: argparse.Namespace,
) -> int:
    claim = verify_receipt(data, keys, proof, now=datetime.now(UTC))
    said = [say_claim(claim, chosen.language)]
    laid_out = {**describe_claim(claim), "sentences": said}
    if proof:
        said += sentences(proof, chosen.language)
        laid_out["proof"] = describe(proof)
    _print(laid_out, said, chosen)
    if claim.merged in (Merged.UNCLEAR, Merged.PENDING):
        return CANNOT_TELL
    return VALID if claim.merged in (Merged.GENUINE, Merged.IN_TIME) else INVALID


def _receipt_keys(
    key: VerifierKey | None, policy: Policy | None, proof: Verified | None
) -> list[VerifierKey]:
    """The keys that may have signed a receipt: those named, and those of the proof."""
    keys = [key] if key else []
    keys += [log.key for log in policy.logs] if policy else []
    keys += proof.keys if proof else []
    plain = [one for one in dict.fromkeys(keys) if one.type is KeyType.ED25519]
    if not plain:
        raise _CannotTell(
            "A receipt does not bring the log's key with it: name it with --key."
        )
    return plain


def _print(laid_out: dict[str, Any], said: list[str], chosen: argparse.Namespace) -> None:
    text = json.dumps(laid_out, ensure_ascii=False) if chosen.json else "\n".join(said)
    print(text)


def _read(path: Path) -> bytes:
    try:
        with open(path, "rb") as file:
            return file.read(SIZE_LIMIT + 1)
    except OSError as error:
        raise _CannotTell(f"{path} cannot be read: {error.strerror}") from error


def _policy(path: Path | None) -> Policy | None:
    try:
        return Policy.parse(_read(path)) if path else None
    except BadFormat as error:
        raise _CannotTell(f"{path} is no policy: {error}") from error


def _key(text: str | None) -> VerifierKey | None:
    try:
        return VerifierKey.parse(text) if text else None
    except BadFormat as error:
        raise _CannotTell(f"what you named is no verifier key: {error}") from error


def _contract(text: str | None) -> str | None:
    if text is not None and not CONTRACT.fullmatch(text):
        raise _CannotTell(f"{text} is no contract's address: 0x and 40 hex digits")
    return text


def _seen(path: Path | None) -> Checkpoint | None:
    try:
        return Checkpoint.head(Note.parse(_read(path).decode()).text) if path else None
    except (BadFormat, UnicodeError) as error:
        raise _CannotTell(f"{path} is no checkpoint: {error}") from error
