"""The outcome of a verification, said to a person in English or Chinese."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ledger.format.leaf import moment, stamp
from ledger.format.note import KeyType, VerifierKey
from ledger.verify import (
    Anchored,
    Claim,
    Level,
    Matter,
    Merged,
    Refused,
    Verified,
)
from ledger.verify.matter import grace_of
from ledger.words import LANGUAGES, Words

__all__ = ["LANGUAGES", "describe", "describe_claim", "say_claim", "sentences"]


def sentences(outcome: Verified | Refused, language: str = "en") -> list[str]:
    """Say an outcome: each matter, then the log, whom one trusts, the anchors, and what
    would raise the level."""
    words = LANGUAGES[language]
    if isinstance(outcome, Refused):
        reason = words[outcome.reason]
        return [words["refused"].format(reason=reason, detail=outcome.detail)]
    said = [_matter(matter, words) for matter in outcome.matters]
    checked = [one for one in outcome.anchors if one.chain_id in outcome.checked]
    chain = next((str(one.chain_id) for one in checked if one.public), "")
    values = {
        "origin": outcome.checkpoint.origin,
        "size": outcome.checkpoint.size,
        "root": outcome.checkpoint.root.hex(),
        "keys": words["list"].join(map(str, _short(outcome.keys))),
        "witnesses": words["list"].join(one.key.name for one in outcome.witnesses),
        "trusted": words["list"].join(
            one.key.name for one in outcome.witnesses if one.trusted
        ),
        "chain": chain,
    }
    said.append(words["log"].format(**values))
    if outcome.pinned:
        said.append(words["pinned"])
    said.append(words[outcome.level].format(**values))
    if outcome.witnesses and outcome.level is Level.SELF_HOSTED:
        said.append(words["cosigned"].format(**values))
    if not outcome.anchors:
        said.append(words["anchor.none"])
    for anchor in outcome.anchors:
        known = Anchored.CHECKED if anchor in checked else Anchored.NOT_CHECKED
        place = {"chain": anchor.chain_id, "block": anchor.block}
        said.append(words[f"anchor.{known}"].format(**place))
    said += [words[f"raise.{one}"] for one in outcome.raises]
    return said


def _short(keys: Sequence[VerifierKey]) -> Sequence[VerifierKey]:
    """The keys that a person can compare: one of ML-DSA-44 fills a page.

    All of them signed, so that any of them being the log's is enough.
    """
    return [key for key in keys if key.type is KeyType.ED25519] or keys


def _matter(matter: Matter, words: Words) -> str:
    last = matter.records[-1]
    fields = last.fields
    seconds = int(grace_of(matter.records[0]).total_seconds())
    unit, n = ("hours", seconds // 3600) if seconds % 3600 == 0 else ("minutes", -1)
    grace = words[f"grace.{unit}"].format(n=n if n >= 0 else -(-seconds // 60))
    values = {
        "what": words.get(f"what.{matter.field('promise')}", words["what.other"]),
        "purpose": words.get(f"purpose.{matter.field('purpose')}", words["purpose.other"]),
        "decision": words.get(
            f"decision.{matter.field('decision')}", words["decision.other"]
        ),
        "model": matter.field("model") or words["unshown.value"],
        "outcome": fields.get("outcome") or words["unshown.value"],
        "deadline": _time(matter.field("deadline"), words),
        "valid_until": _time(fields.get("valid_until"), words),
        "at": _time(fields.get("at"), words),
        "grace": grace,
    }
    return words[matter.standing].format(**values)


def _time(value: str | None, words: Words) -> str:
    if value is None or moment(value) is None:
        return words["unshown"]
    return value.replace("T", " ").replace("Z", " UTC")


def say_claim(claim: Claim, language: str = "en") -> str:
    """Say what became of what a receipt promised."""
    words, receipt = LANGUAGES[language], claim.receipt
    return words[f"receipt.{claim.merged}"].format(
        detail=claim.detail,
        origin=receipt.origin if receipt else "",
        taken=_time(stamp(receipt.taken), words) if receipt else "",
        due=_time(stamp(receipt.due), words) if receipt else "",
    )


def describe(outcome: Verified | Refused) -> dict[str, Any]:
    """Lay an outcome out for JSON; docs/proofs.md lists the names."""
    if isinstance(outcome, Refused):
        return {"valid": False, "reason": outcome.reason, "detail": outcome.detail}
    return {
        "valid": True,
        "level": outcome.level,
        "raise": list(outcome.raises),
        "anchored": outcome.anchored,
        "origin": outcome.checkpoint.origin,
        "size": outcome.checkpoint.size,
        "root": outcome.checkpoint.root.hex(),
        "keys": [str(key) for key in outcome.keys],
        "pinned": outcome.pinned,
        "witnesses": [
            {
                "name": one.key.name,
                "at": stamp(one.at) if one.at else None,
                "trusted": one.trusted,
            }
            for one in outcome.witnesses
        ],
        "anchors": [
            {
                "chain": one.chain_id,
                "public": one.public,
                "block": one.block,
                "checked": one.chain_id in outcome.checked,
            }
            for one in outcome.anchors
        ],
        "matters": [
            {
                "ref": matter.ref,
                "standing": matter.standing,
                "records": [record.index for record in matter.records],
            }
            for matter in outcome.matters
        ],
        "records": [
            {
                "index": record.index,
                "kind": record.kind,
                "version": record.version,
                "fields": dict(record.fields),
                "hidden": list(record.hidden),
            }
            for record in outcome.records
        ],
    }


def describe_claim(claim: Claim) -> dict[str, Any]:
    """Lay out for JSON what became of what a receipt promised."""
    good = claim.merged in (Merged.GENUINE, Merged.IN_TIME)
    open_ = claim.merged in (Merged.UNCLEAR, Merged.PENDING)
    receipt = claim.receipt
    return {
        "valid": None if open_ else good,
        "receipt": claim.merged,
        "detail": claim.detail,
        "origin": receipt.origin if receipt else None,
        "ref": str(receipt.ref) if receipt else None,
        "kind": receipt.kind if receipt else None,
        "taken": stamp(receipt.taken) if receipt else None,
        "due": stamp(receipt.due) if receipt else None,
        "index": claim.record.index if claim.record else None,
    }
