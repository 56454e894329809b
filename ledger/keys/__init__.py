"""The ledger's secrets: what signs, hides and anchors."""

from ledger.keys.boxes import open_box, seal_box
from ledger.keys.files import KEY_SIZE, BadKey, Keys, load, make_next, take_next

__all__ = [
    "KEY_SIZE",
    "BadKey",
    "Keys",
    "load",
    "make_next",
    "open_box",
    "seal_box",
    "take_next",
]
