"""Proof files that must not verify, each with the reason why not."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from ledger.format.leaf import Opening
from ledger.format.note import Checkpoint, KeyType, Note, Signature, VerifierKey, encode
from ledger.format.proof import Proof, Record, carried
from ledger.format.sign import Ed25519Signer, Signer, sign_note
from ledger.verify import Reason
from tests.ledger.proofs.day import (
    KEY,
    LOG,
    LOG_MLDSA,
    NEW,
    NOW,
    ORIGIN,
    STRANGER,
    W1,
    W2,
    W3,
    Log,
    a_day,
    anchored,
    seed,
)

Sample = tuple[str, str, str, Reason]
"""Name, what is wrong, text, and why it is refused."""


def bad() -> Iterator[Sample]:
    """Every kind of tampering."""
    log, at = a_day()
    proof = log.proof(at["made"], at["kept"])
    yield from forms(log, proof)
    yield from policies(log, at["made"])
    yield from signatures(log, at["made"])
    yield from records(log, proof, at["kept"])
    yield from leaves(proof.records[0].leaf)
    yield from anchors(log, proof)


def forms(log: Log, proof: Proof) -> Iterator[Sample]:
    text, (first, second) = str(proof), proof.records
    line = encode(first.path[0])
    stray = line[:-2] + chr(ord(line[-2]) + 1) + "="
    lines = text.splitlines(keepends=True)
    form, order = Reason.BAD_FORM, Reason.OUT_OF_ORDER

    def with_records(*changed: Record) -> str:
        return str(replace(proof, records=changed))

    swapped = replace(first, openings=first.openings[::-1])
    twice = replace(first, openings=(first.openings[0],) * 2)
    two = log.proof(first.index, anchors=(True, False))
    stranger = str(STRANGER.sign(proof.checkpoint.text, at=NOW))
    yield "empty", "Nothing at all.", "", Reason.NOT_A_PROOF
    yield "other-file", "Another kind of file.", "%PDF-1.7\n", Reason.NOT_A_PROOF
    yield "mark", "A byte order mark.", "\ufeff" + text, Reason.NOT_A_PROOF
    yield "no-newline", "The last newline is missing.", text[:-1], Reason.TRUNCATED
    yield "half", "The second half is missing.", text[: len(text) // 2], Reason.TRUNCATED
    cut = "".join(lines[:-1])
    yield "no-signatures", "It ends before the signature.", cut, Reason.TRUNCATED
    yield "no-path", "It ends in the path.", "".join(lines[:16]), Reason.TRUNCATED
    version = text.replace("@v2", "@v1", 1)
    yield "version", "Another version.", version, Reason.OTHER_VERSION
    crlf = text.replace("\n", "\r\n")
    yield "crlf", "Lines end as on Windows.", crlf, Reason.OTHER_VERSION
    space = text.replace("\nindex ", " \nindex ", 1)
    yield "trailing-space", "A space at the end of a line.", space, form
    yield "extra-line", "An empty line at the end.", text + "\n", Reason.TRUNCATED
    more = text + "more\n"
    yield "extra-text", "Something follows the end.", more, form
    zero = text.replace("index ", "index 0")
    yield "leading-zero", "A number with a leading zero.", zero, form
    plus = text.replace("index ", "index +")
    yield "plus-sign", "A number with a sign.", plus, form
    yield "stray-bits", "base64 with stray bits.", text.replace(line, stray), form
    yield "no-record", "No record at all.", with_records(), form
    tlog = text.replace("tlog-proof@v1", "tlog-proof@v2", 1)
    yield "tlog-version", "A tlog-proof of another version.", tlog, form
    many = text + stranger
    yield "stranger-beside", "A signature line more than the file has keys.", many, form
    yield "records-swapped", "Records out of order.", with_records(second, first), order
    yield "record-twice", "The same record twice.", with_records(first, first), order
    yield "openings-swapped", "Openings out of order.", with_records(swapped, second), order
    yield "opening-twice", "An opening twice.", with_records(twice, second), order
    turned = str(replace(two, anchors=two.anchors[::-1]))
    yield "anchors-swapped", "Anchors out of order.", turned, order
    doubled = str(replace(two, anchors=two.anchors[:1] * 2))
    yield "anchor-twice", "The same anchor twice.", doubled, order


def policies(log: Log, index: int) -> Iterator[Sample]:
    text = str(log.proof(index, witnesses=(W1, W3)))

    def without(what: str, instead: str = "") -> str:
        assert what in text
        return text.replace(what, instead, 1)

    changed = {
        "bad-key-id": (
            "The log key's id does not belong to it.",
            without(f"+{KEY.id.hex()}+", "+00000000+"),
        ),
        "no-log": ("A policy without a log.", without(f"log {KEY}\n")),
        "log-twice": ("The log's key twice.", without("log ", f"log {KEY}\nlog ")),
        "no-quorum-line": ("No quorum.", without("quorum witnesses\n")),
        "unknown-quorum": (
            "A quorum that is not defined.",
            without("quorum witnesses", "quorum many"),
        ),
        "no-quorum-asked": (
            "Witnesses signed, and the policy asks for none.",
            without("quorum witnesses", "quorum none"),
        ),
        "one-of-two": (
            "A quorum of one of the two who signed.",
            without("quorum witnesses", "quorum w1"),
        ),
        "threshold-high": (
            "A group of two of which three must sign.",
            without("group witnesses 2 ", "group witnesses 3 "),
        ),
        "threshold-low": (
            "A group of two of which one is enough.",
            without("group witnesses 2 ", "group witnesses 1 "),
        ),
        "witness-renamed": (
            "A witness called otherwise.",
            text.replace("w2", "w3"),
        ),
        "group-renamed": ("A group called otherwise.", text.replace(" witnesses", " few")),
        "members-turned": ("The group's members turned.", without("w1 w2\n", "w2 w1\n")),
        "spare-space": (
            "A space too many in the policy.",
            without("group witnesses 2 ", "group witnesses  2 "),
        ),
        "all": (
            "A policy written in another way.",
            without("group witnesses 2 ", "group witnesses all "),
        ),
        "comment": ("A comment in the policy.", without("quorum", "# trust us\nquorum")),
        "url": (
            "An address in the policy.",
            without(f"{W1.key}\n", f"{W1.key} https://w1.example/\n"),
        ),
        "witness-as-log": (
            "A witness's key as the log's.",
            without(f"log {KEY}", f"log {W1.key}"),
        ),
    }
    for name, (about, bad_text) in changed.items():
        yield name, about, bad_text, Reason.BAD_POLICY


def signatures(log: Log, index: int) -> Iterator[Sample]:
    proof = log.proof(index, witnesses=(W1, W3))
    text, note, size = str(proof), proof.checkpoint, log.tree.size

    def signed(checkpoint: Checkpoint, *signers: Signer) -> str:
        found = sign_note(str(checkpoint), signers, at=NOW)
        return str(replace(proof, checkpoint=found))

    def lines(*signatures: Signature) -> str:
        return str(replace(proof, checkpoint=Note(note.text, signatures)))

    first, *vouching = note.signatures
    elsewhere = replace(log.checkpoint(), origin="desk.example/other")
    changed = replace(log.checkpoint(), root=bytes(32))
    why = "The state of another log, signed with this one's keys."
    yield "other-log", why, signed(elsewhere, LOG, W1, W3), Reason.WRONG_LOG
    other = Ed25519Signer("desk.example/other", seed("other"))
    own = carried([KEY, other.key], [W1.key, W3.key])
    both = sign_note(note.text, (LOG, other, W1, W3), at=NOW)
    why = "Two logs in one policy, one of them of another name."
    mixed = str(replace(proof, policy=own, checkpoint=both))
    yield "two-logs", why, mixed, Reason.WRONG_LOG
    why = "Signed by another key of the same name."
    stranger = signed(log.checkpoint(), STRANGER, W1, W3)
    yield "stranger", why, stranger, Reason.OTHER_SIGNERS
    why = "Signed by a witness that the policy in the file does not list."
    yield "other-witness", why, signed(log.checkpoint(), LOG, W1, W2), Reason.OTHER_SIGNERS
    why = "Cosignatures in another order."
    yield "cosigned-swapped", why, lines(first, *vouching[::-1]), Reason.OTHER_SIGNERS
    why = "The same cosignature twice."
    yield "cosigned-twice", why, lines(first, *vouching[:1] * 2), Reason.OTHER_SIGNERS
    grown = text.replace(f"\n{size}\n", f"\n{size + 1}\n")
    yield "checkpoint-size", "The size was changed.", grown, Reason.BAD_SIGNATURE
    line = encode(log.tree.root())
    flipped = text.replace(line, encode(bytes([log.tree.root()[0] ^ 1, *bytes(31)])))
    yield "checkpoint-root", "The root was changed.", flipped, Reason.BAD_SIGNATURE
    weak = VerifierKey(ORIGIN, KeyType.ED25519, b"\x01" + bytes(31))
    forged = Signature(ORIGIN, weak.id, weak.public + bytes(32))
    small = carried([weak], [])
    why = "A key of small order, with which anything seems signed."
    easy = str(replace(proof, policy=small, checkpoint=Note(note.text, (forged,))))
    yield "weak-key", why, easy, Reason.BAD_SIGNATURE
    both = sign_note(note.text, (LOG, LOG_MLDSA), at=NOW)
    crossed = Signature(ORIGIN, LOG_MLDSA.key.id, both.signatures[0].data)
    pair = carried([KEY, LOG_MLDSA.key], [])
    why = "An Ed25519 signature where one with ML-DSA-44 belongs."
    mixed = str(
        replace(
            proof,
            policy=pair,
            checkpoint=Note(note.text, (both.signatures[0], crossed)),
        )
    )
    yield "crossed-signatures", why, mixed, Reason.BAD_SIGNATURE
    old = W1.sign(str(log.checkpoint(index + 1)), at=NOW)
    why = "A cosignature of an earlier state."
    yield "old-cosignature", why, lines(first, old, vouching[1]), Reason.BAD_COSIGNATURE
    split = W1.sign(str(changed), at=NOW)
    why = "A cosignature of a state with another root: the witness saw another log."
    yield "split-cosignature", why, lines(first, split, vouching[1]), Reason.BAD_COSIGNATURE
    moved = bytes([0, *vouching[0].data[1:8]])[:-1] + b"\xff" + vouching[0].data[8:]
    later = replace(vouching[0], data=moved)
    why = "The time of a cosignature was changed."
    yield "cosigned-later", why, lines(first, later, vouching[1]), Reason.BAD_COSIGNATURE
    renamed = replace(W1.key, name="w9.example")
    nine = carried([KEY], [renamed, W3.key])
    under = Signature(renamed.name, renamed.id, W2.sign(note.text, at=NOW).data)
    why = "A witness's signature under another's name."
    stolen = replace(
        proof, policy=nine, checkpoint=Note(note.text, (first, under, vouching[1]))
    )
    yield "stolen-name", why, str(stolen), Reason.BAD_COSIGNATURE
    why = "A signed state with another root."
    yield "other-root", why, signed(changed, LOG, W1, W3), Reason.BAD_INCLUSION


def records(log: Log, proof: Proof, last: int) -> Iterator[Sample]:
    text, (first, second) = str(proof), proof.records

    def with_first(changed: Record) -> str:
        return str(replace(proof, records=(changed, second)))

    def opening(change: Callable[[Opening], Opening]) -> str:
        shown = tuple(change(o) for o in first.openings)
        return with_first(replace(first, openings=shown))

    def later(o: Opening) -> Opening:
        moved = o.value.replace("T11", "T12")
        return replace(o, value=moved) if o.name == "deadline" else o

    def salted(o: Opening) -> Opening:
        return replace(o, salt=bytes(16)) if o.name == "deadline" else o

    here, path = Reason.BAD_INCLUSION, Reason.BAD_PATH
    early = sign_note(str(log.checkpoint(last)), [LOG], at=NOW)
    old = str(replace(proof, checkpoint=early))
    yield (
        "index-moved",
        "The record of another place.",
        with_first(replace(first, index=first.index - 1)),
        here,
    )
    why = "A state of the log from before its second record."
    only = str(replace(proof, records=(second,), checkpoint=early))
    yield "old-checkpoint", why, only, Reason.OLD_CHECKPOINT
    why = "A state from before the second record, whose first paths are of a later one."
    yield "older-checkpoint", why, old, path
    outside = str(replace(proof, records=(first, replace(second, index=log.tree.size))))
    why = "A place that the log does not have."
    yield "index-outside", why, outside, Reason.OLD_CHECKPOINT
    flipped = bytes([first.path[0][0] ^ 1]) + first.path[0][1:]
    yield (
        "path-changed",
        "A bit of the inclusion path flipped.",
        with_first(replace(first, path=(flipped, *first.path[1:]))),
        here,
    )
    turned = replace(first, path=first.path[::-1])
    yield "path-turned", "The inclusion path the other way round.", with_first(turned), here
    short = replace(first, path=first.path[:-1])
    yield "path-short", "The inclusion path cut short.", with_first(short), path
    long = replace(first, path=(*first.path, bytes(32)))
    yield "path-long", "A hash too many in the inclusion path.", with_first(long), path
    kind = text.replace("promise.made", "consent.given", 1)
    yield "leaf-changed", "A promise made into a consent.", kind, here
    yield (
        "value-changed",
        "A deadline moved by an hour.",
        opening(later),
        Reason.BAD_OPENING,
    )
    yield "salt-changed", "Another salt.", opening(salted), Reason.BAD_OPENING
    foreign = (*first.openings[:2], Opening("extra", bytes(16), "x"), *first.openings[2:])
    why = "An opening of a field that the leaf does not have."
    extra = with_first(replace(first, openings=foreign))
    yield "foreign-opening", why, extra, Reason.BAD_OPENING
    other = with_first(replace(first, openings=second.openings))
    why = "The openings of another record."
    yield "openings-of-another", why, other, Reason.BAD_OPENING


def leaves(leaf: bytes) -> Iterator[Sample]:
    def odd(changed: bytes) -> str:
        log, _ = a_day()
        return str(log.proof(log.put(changed)))

    why = Reason.BAD_LEAF
    yield (
        "leaf-space",
        "A leaf that is not canonical.",
        odd(leaf.replace(b",", b", ", 1)),
        why,
    )
    kind = leaf.replace(b"promise.made", b"promise.sold")
    yield "leaf-kind", "A kind of record that no log writes.", odd(kind), why
    yield "leaf-version", "Version 0.", odd(leaf.replace(b'"v":1', b'"v":0')), why
    yield (
        "leaf-empty",
        "A leaf without fields.",
        odd(b'{"fields":{},"kind":"promise.made","v":1}'),
        why,
    )


def anchors(log: Log, proof: Proof) -> Iterator[Sample]:
    text = str(anchored(proof, log.anchor(public=False)))
    block = text.replace("block 4711 ", "block 4712 ")
    yield "anchor-changed", "Another block in the anchor.", block, Reason.BAD_ANCHOR
    public = text.replace(" private\n", " public\n")
    why = "The desk's own chain called public."
    yield "anchor-public", why, public, Reason.BAD_ANCHOR
    stranger = str(anchored(proof, log.anchor(public=True), signer=STRANGER))
    why = "An anchor signed by another key."
    yield "anchor-stranger", why, stranger, Reason.BAD_ANCHOR
    both = log.proof(proof.records[0].index, signers=(LOG, NEW), anchors=(True,))
    (note,) = both.anchors
    twice = replace(note, signatures=(note.signatures[0],) * 2)
    why = "The same signature twice under an anchor."
    doubled = str(replace(both, anchors=(twice,)))
    yield "anchor-signed-twice", why, doubled, Reason.BAD_ANCHOR
    other = replace(log.anchor(public=False), checkpoint=log.checkpoint(3))
    why = "An anchor of another state of the log."
    moved = str(anchored(proof, other))
    yield "anchor-other", why, moved, Reason.OTHER_CHECKPOINT
    secret = text.replace(" private\n", " secret\n")
    why = "A chain that is neither public nor private."
    yield "anchor-form", why, secret, Reason.BAD_FORM
    lower = text.replace("contract 0x", "contract 0X")
    yield "anchor-case", "An address in another case.", lower, Reason.BAD_FORM
