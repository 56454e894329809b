"""Whether the log kept what a receipt promised: the record sealed, whole and in time."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ledger.format.leaf import moment, stamp
from ledger.format.note import BadFormat, BadSignature, Note, VerifierKey, verify_note
from ledger.format.receipt import Receipt
from ledger.verify.outcome import Claim, Merged, Shown, Verified


def verify_receipt(
    data: bytes | str,
    keys: Sequence[VerifierKey],
    proof: Verified | None = None,
    *,
    now: datetime,
) -> Claim:
    """Check a receipt against the log's keys, and against a proof that holds.

    Never raises for any content of ``data``. ``keys`` are those that sign for the log; a
    proof must be of one that they sign for.
    """
    try:
        note = Note.parse(data if isinstance(data, str) else data.decode())
        receipt = Receipt.parse(note.text)
    except (BadFormat, UnicodeError) as error:
        return Claim(Merged.NOT_A_RECEIPT, str(error))
    names = {key.name for key in keys}
    if receipt.origin not in names:
        said = f"a receipt of {receipt.origin}, and keys of {', '.join(sorted(names))}"
        return Claim(Merged.WRONG_LOG, said, receipt)
    try:
        signed = verify_note(note, [key for key in keys if key.name == receipt.origin])
    except BadSignature as error:
        return Claim(Merged.BAD_SIGNATURE, str(error), receipt)
    if not signed:
        return Claim(Merged.BAD_SIGNATURE, "no known key of the log signed it", receipt)
    if proof is None:
        return Claim(Merged.GENUINE, "", receipt)
    if proof.checkpoint.origin != receipt.origin:
        return Claim(Merged.WRONG_LOG, "the proof is of another log", receipt)
    return _merged(receipt, proof, now)


def _merged(receipt: Receipt, proof: Verified, now: datetime) -> Claim:
    ref = str(receipt.ref)
    same = [record for record in proof.records if record.kind is receipt.kind]
    found = next((one for one in same if one.fields.get("ref") == ref), None)
    if found is not None:
        return _compare(receipt, found)
    if any("ref" in one.hidden for one in same):
        return Claim(Merged.UNCLEAR, "a record hides its reference", receipt)
    if now <= receipt.due:
        return Claim(Merged.PENDING, f"due by {stamp(receipt.due)}", receipt)
    return Claim(Merged.MISSING, f"was due by {stamp(receipt.due)}", receipt)


def _compare(receipt: Receipt, record: Shown) -> Claim:
    promised = {**receipt.fields, "at": stamp(receipt.at)}
    for name, value in promised.items():
        if name not in record.hidden and record.fields.get(name) != value:
            said = f"{name} is {record.fields.get(name, 'missing')}, not {value}"
            return Claim(Merged.OTHER_CONTENT, said, receipt, record)
    extra = {*record.fields, *record.hidden} - {*promised, "ref", "subject", "sealed"}
    if extra:
        said = f"the record has {', '.join(sorted(extra))} beside"
        return Claim(Merged.OTHER_CONTENT, said, receipt, record)
    if hidden := sorted({*promised, "sealed"}.intersection(record.hidden)):
        said = f"the proof hides {', '.join(hidden)}"
        return Claim(Merged.UNCLEAR, said, receipt, record)
    sealed = moment(record.fields.get("sealed", ""))
    if sealed is None:
        return Claim(Merged.UNCLEAR, "the record does not say when it was sealed", receipt)
    merged = Merged.IN_TIME if sealed <= receipt.due else Merged.LATE
    return Claim(merged, f"sealed at {stamp(sealed)}", receipt, record)
