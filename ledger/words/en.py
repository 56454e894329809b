"""English."""

from __future__ import annotations

from collections.abc import Mapping

EN: Mapping[str, str] = {
    "what.first-reply": "a first reply",
    "what.resolution": "a resolution",
    "what.stated": "what an agent wrote",
    "what.call-back": "a call back",
    "what.refund": "a refund",
    "what.other": "something that this file does not show",
    "purpose.answer-by-mail": "answering by mail",
    "purpose.read-pictures": "reading pictures",
    "purpose.record-calls": "recording calls",
    "purpose.listen-for-strain": "listening for strain in calls",
    "purpose.improve-service": "improving the service",
    "purpose.other": "a purpose that this file does not show",
    "decision.urgency": "how urgent a ticket is",
    "decision.escalation": "whether a ticket is escalated",
    "decision.other": "something that this file does not show",
    "unshown": "a time that is not shown",
    "unshown.value": "not shown",
    "grace.hours": "{n} hours",
    "grace.minutes": "{n} minutes",
    "made": (
        "Promised: {what}, by {deadline}. This file holds no record of how that ended. A "
        "promise counts as broken unless a record that it was kept in time was sealed "
        "within {grace} after its deadline."
    ),
    "kept": "Kept: {what} was promised by {deadline}, and came at {at}, in time.",
    "late": (
        "Broken: {what} was promised by {deadline}. A record says that it came at {at}, "
        "but it came, or was sealed, too late."
    ),
    "unclear": (
        "Promised: {what}, by {deadline}. The log says how that ended, but this file does "
        "not show enough to tell whether that was in time."
    ),
    "broken": (
        "Broken: {what} was promised by {deadline}, and the desk itself recorded that it "
        "did not keep that."
    ),
    "excused": (
        "Excused: {what} was promised by {deadline}. At {at} an agent recorded why that no "
        "longer binds; it counts as neither kept nor broken."
    ),
    "excused-late": (
        "Broken: {what} was promised by {deadline}. An agent recorded why that no longer "
        "binds, but too late for it to count."
    ),
    "given": "Agreed: the customer allowed {purpose} at {at}, until {valid_until}.",
    "changed": (
        "Agreed anew: the customer allowed {purpose} at {at}, until {valid_until}, in "
        "place of what they had agreed to before."
    ),
    "withdrawn": "Withdrawn: the customer took back the consent to {purpose} at {at}.",
    "expired": "Expired: the consent to {purpose} ran out at {at}.",
    "decided": "Decided by a machine ({model}) at {at}: {decision}; it came to {outcome}.",
    "overridden": (
        "Overridden: an agent decided otherwise than the machine had at {at}: {decision}; "
        "it came to {outcome}."
    ),
    "recorded": "Recorded: at {at} the desk fixed the head of its own audit rows.",
    "rotated": "New key: at {at} the log went over to another key.",
    "erased": (
        "Erased: at {at} the key that opens one person's records was destroyed. They stand "
        "in the log, and nobody can open them any more."
    ),
    "list": ", ",
    "log": (
        "Every record shown stands in the log {origin}, which had {size} entries and the "
        "root {root} when it was signed."
    ),
    "pinned": "The log's key is one that you named.",
    "self-hosted": (
        "Self-hosted: the desk keeps this log itself and nobody whom you named vouches for "
        "it. You trust {origin}, and that its keys really are {keys}."
    ),
    "witnessed": (
        "Witnessed: as many witnesses as your policy asks for saw this state of the log, "
        "and that it had only grown: {trusted}."
    ),
    "public-chain": (
        "Public chain: this state of the log is fixed for good on chain {chain}, which the "
        "log's operator declares to be run by others."
    ),
    "cosigned": "Witnesses signed, by the file's own word: {witnesses}.",
    "raise.name-a-key": "Compare the log's key with the one that the desk publishes.",
    "raise.name-a-policy": "To go by the witnesses, name a policy with those you trust.",
    "raise.ask-for-witnesses": "Ask for a file that witnesses have signed.",
    "raise.ask-a-node": "To go by the chain, name a node of it that you trust.",
    "raise.ask-for-an-anchor": "Ask for a file with an anchor on a public chain.",
    "anchor.none": "This state of the log was not anchored on a chain.",
    "anchor.not-checked": (
        "Anchored in block {block} of chain {chain}, by the log's own word: not checked."
    ),
    "anchor.checked": "Checked on chain {chain}: block {block} holds this root for good.",
    "refused": "This proof does not hold: {reason} ({detail})",
    "not-a-proof": "it is no Veridesk proof.",
    "truncated": "its end is missing.",
    "other-version": "it is of a version that is not read here.",
    "bad-policy": "its own policy is not written as it should be.",
    "out-of-order": "something in it was moved or doubled.",
    "bad-form": "it is not written as a proof should be.",
    "wrong-log": "the signed state belongs to another log.",
    "other-signers": "the signatures are not those of the keys that it names.",
    "wrong-key": "its key is none that you named.",
    "bad-signature": "the log's signature under its state is not right.",
    "bad-cosignature": "a witness's signature is not right.",
    "no-quorum": "too few of the witnesses that you trust signed.",
    "split-view": "the log showed you another state of the same size.",
    "old-checkpoint": "this state of the log is older than the record.",
    "bad-path": "the path to the log's root is too short or too long.",
    "bad-inclusion": "a record does not stand in the log.",
    "bad-leaf": "a record is not one that such a log writes.",
    "bad-opening": "a value shown is not what was sealed.",
    "bad-anchor": "the log's signature under an anchor is not right.",
    "other-checkpoint": "an anchor is of another state of the log.",
    "wrong-chain": "the node asked is on a chain for which this has no anchor.",
    "other-contract": "it is anchored at another contract than the one you know.",
    "not-on-chain": "the chain does not know the anchor.",
    "not-final": "the chain does not hold the anchor for good yet.",
    "other-root": "the chain holds another root for this size of the log.",
    "receipt.genuine": (
        "Receipt: the log {origin} took this record at {taken} and must seal it by {due}."
    ),
    "receipt.in-time": "In time: what the receipt promised stands in the log, as it was.",
    "receipt.late": "Late: the log sealed this record, but after {due}.",
    "receipt.other-content": "Other content: the log sealed something else ({detail}).",
    "receipt.missing": (
        "Missing: the log took this record at {taken} and had to seal it by {due}; this "
        "proof does not hold it."
    ),
    "receipt.unclear": "Cannot tell: {detail}.",
    "receipt.pending": "Not there yet: the log has until {due} to seal this record.",
    "receipt.not-a-receipt": "This is not written as a receipt ({detail}).",
    "receipt.wrong-log": "This receipt is of another log ({detail}).",
    "receipt.bad-signature": "The log did not sign this receipt ({detail}).",
}
