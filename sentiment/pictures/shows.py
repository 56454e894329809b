"""What a picture shows, of a fixed list, by a CLIP that the operator configures."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from intake.pictures.opening import Unreadable, open_picture
from sentiment.words.neural.configured import place

if TYPE_CHECKING:
    from PIL.Image import Image

NOT_ASSESSED = "not assessed"  # no weights are configured
UNUSABLE = "not assessed, the configured weights cannot be used"
UNCLEAR = "unclear"
_CLEAR = 0.5  # chance of one of the list from which it is named


class Shown(StrEnum):
    """What pictures in support show; the list is closed."""

    DAMAGED_PARCEL = "damaged parcel"
    DAMAGED_PRODUCT = "damaged product"
    BROKEN_SCREEN = "broken screen"
    ERROR_SCREEN = "error screen"
    RECEIPT = "receipt"
    DOCUMENT = "document"
    LABEL = "label"
    CHAT = "chat"
    WRONG_ITEM = "item received"
    LEAK = "water damage"
    FIRE = "fire or smoke"
    VEHICLE = "vehicle"
    PERSON = "person"
    OTHER = "something else"


_SAID = {
    Shown.DAMAGED_PARCEL: ("a photo of a damaged parcel", "一张破损包裹的照片"),
    Shown.DAMAGED_PRODUCT: ("a photo of a broken product", "一张损坏商品的照片"),
    Shown.BROKEN_SCREEN: ("a photo of a cracked screen", "一张屏幕碎裂的照片"),
    Shown.ERROR_SCREEN: ("a screenshot of an error message", "一张错误提示的截图"),
    Shown.RECEIPT: ("a photo of a receipt", "一张收据的照片"),
    Shown.DOCUMENT: ("a scan of a letter or a contract", "一份信件或合同的扫描件"),
    Shown.LABEL: ("a photo of a label with a serial number", "一张带序列号标签的照片"),
    Shown.CHAT: ("a screenshot of a chat", "一张聊天记录的截图"),
    Shown.WRONG_ITEM: ("a photo of a product that arrived", "一张收到的商品的照片"),
    Shown.LEAK: ("a photo of water damage", "一张漏水或水渍的照片"),
    Shown.FIRE: ("a photo of fire or smoke", "一张火灾或烟雾的照片"),
    Shown.VEHICLE: ("a photo of a vehicle", "一张车辆的照片"),
    Shown.PERSON: ("a photo of a person", "一张人物的照片"),
    Shown.OTHER: ("a photo", "一张照片"),
}


@dataclass(frozen=True, slots=True)
class Clip:
    """Weights that compare pictures with sentences, on one thread."""

    model: Any
    processor: Any
    sentences: tuple[str, ...]

    def chances(self, picture: Image) -> dict[Shown, float]:
        """The chance of each of the list; they sum to 1."""
        import torch

        held = self.processor(
            text=list(self.sentences), images=picture, padding=True, return_tensors="pt"
        )
        with torch.inference_mode():
            logits = self.model(**held).logits_per_image[0].double()
        return dict(zip(_SAID, torch.softmax(logits, dim=-1).tolist(), strict=True))


def shows(data: bytes, weights: str) -> str:
    """What is shown and how sure that is, or why nothing is said; never raises."""
    if not weights:
        return NOT_ASSESSED
    try:
        picture, _ = open_picture(data)
        chances = clip(place(weights)).chances(picture)
    except Unreadable:
        return UNCLEAR
    # Weights are the operator's: whatever is wrong with them must not lose the picture.
    except Exception:
        return UNUSABLE
    best = max(chances, key=lambda shown: chances[shown])
    sure = chances[best]
    return f"{best.value} {sure:.2f}" if sure >= _CLEAR else UNCLEAR


@cache
def clip(folder: Path) -> Clip:
    """Load weights from a folder, once a process; nothing is fetched, no code in it run.

    A Chinese CLIP is asked in Chinese, any other in English.
    """
    import torch
    import transformers

    torch.set_num_threads(1)
    processors: Any = transformers.AutoProcessor
    model = transformers.AutoModel.from_pretrained(
        folder, local_files_only=True, use_safetensors=True
    )
    processor = processors.from_pretrained(folder, local_files_only=True)
    chinese = model.config.model_type == "chinese_clip"
    return Clip(model.eval(), processor, tuple(said[chinese] for said in _SAID.values()))
