"""The signed receipt comes with the acknowledgement, and cannot be forged."""

from __future__ import annotations

from email import message_from_bytes
from email.policy import default

from ledger.format.receipt import Receipt
from ledger.verify import Merged, verify_receipt
from tests.attacks.composed import Composed, letter
from tests.ledger.scene import NOW


async def test_the_acknowledgement_brings_the_receipts_of_what_was_promised(
    whole: Composed,
) -> None:
    await whole.send(letter("Annabella <annabella@shop.example>", "Broken", "It broke."))
    await whole.settled()
    (path,) = (whole.settings.home / "outbox").glob("*.eml")
    mail = message_from_bytes(path.read_bytes(), policy=default)
    assert mail["Auto-Submitted"] == "auto-replied"
    files = {
        part.get_filename(): part.get_content().decode() for part in mail.iter_attachments()
    }
    assert sorted(name.split("-")[0] for name in files) == ["first", "resolution"]
    desk = whole.desk
    keys = [desk.log_keys.verifier(desk.org)]
    for text in files.values():
        claim = verify_receipt(text, keys, now=NOW)
        assert claim.merged is Merged.GENUINE
        assert isinstance(claim.receipt, Receipt)
        promised = await desk.pool.fetchrow(
            "select kind, due_at from promise where id = $1", claim.receipt.ref
        )
        assert claim.receipt.fields["promise"] == promised["kind"]
        forged = text.replace(claim.receipt.fields["deadline"], "2099-01-01T00:00:00Z")
        assert verify_receipt(forged, keys, now=NOW).merged is Merged.BAD_SIGNATURE
        assert "annabella" not in text.lower()  # shorter ones stand in Base64 by chance
