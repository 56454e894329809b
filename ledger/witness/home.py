"""Where a witness lives: one folder with name, keys, and what it must not forget."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from ledger.format.note import NAME, KeyType
from ledger.format.sign import Ed25519Signer, MLDSA44Signer, Signer
from ledger.keys.files import read_key
from ledger.witness.store import Damaged, Store

STORE = "cosigned.sqlite3"
KEYS = ("ed25519.key", "mldsa44.key")


@dataclass(frozen=True, slots=True)
class Home:
    """A witness's own: it signs with Ed25519 and with ML-DSA-44 under one name."""

    name: str
    signers: tuple[Signer, ...]
    store: Store

    def policy_lines(self, url: str) -> str:
        """What the operator of a log writes into the log's policy to ask this witness.

        Both of its keys, grouped so that it still counts as one.
        """
        kinds = [(f"{self.name}/{kind}", one.key) for kind, one in self._kinds()]
        lines = [f"witness {name} {key} {url}\n" for name, key in kinds]
        return "".join([*lines, f"group {self.name} any {' '.join(n for n, _ in kinds)}\n"])

    def _kinds(self) -> Iterable[tuple[str, Signer]]:
        return zip(("ed25519", "mldsa44"), self.signers, strict=True)


def open_home(folder: Path, name: str | None = None) -> Home:
    """Open a witness's folder, made with its keys if there is none.

    ``name`` is for the first time; afterwards it must be the same or None. Raises Damaged
    when keys are there and what was cosigned with them is not, or the other way round: a
    witness that starts afresh with old keys could be made to sign a log rolled back.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    present = [key for key in KEYS if (folder / key).exists()]
    if present and not (folder / STORE).exists():
        raise Damaged(
            f"{folder} has keys, but {STORE} is missing: what was cosigned with them is "
            "forgotten. Put the newest copy of it back, if no cosignature was given since; "
            "otherwise make a new witness in another folder."
        )
    store = Store(folder / STORE)
    try:
        known = store.name()
        if known and len(present) < len(KEYS):
            missing = sorted({*KEYS} - {*present})
            raise Damaged(f"{folder} lacks {missing}: put the keys of {known} back")
        if known and name and name != known:
            raise Damaged(
                f"the witness of {folder} is called {known}; a name is part of its keys. "
                "For another name, make another witness in another folder."
            )
        # Keys come before the name: without a name, they were never used.
        ed25519, mldsa44 = (read_key(folder / key) for key in KEYS)
        wanted = known or name or f"veridesk/witness/{_short(ed25519)}"
        if not NAME.fullmatch(wanted):
            raise ValueError(f"{wanted!r} is no name: printable, without spaces and plus")
        if not known:
            store.call(wanted)
    except BaseException:
        store.close()
        raise
    return Home(
        wanted,
        (
            Ed25519Signer(wanted, ed25519, KeyType.COSIGNATURE_ED25519),
            MLDSA44Signer(wanted, mldsa44),
        ),
        store,
    )


def _short(secret: bytes) -> str:
    return Ed25519Signer("witness", secret, KeyType.COSIGNATURE_ED25519).key.id.hex()
