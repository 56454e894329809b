"""An encoder as torch trains it: BERT's layers over frozen vectors of pieces."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

WIDTH, HEADS = 384, 12
HEAD = WIDTH // HEADS  # numbers of a head of attention, also where a layer has fewer
Array = NDArray[Any]
_EPSILON = 1e-12


def device() -> str:
    """Where to train: on a graphics card where there is one."""
    import torch

    return "cuda" if torch.cuda.is_available() else "cpu"


def swift() -> Any:
    """Half precision on a graphics card; plain arithmetic elsewhere."""
    import torch

    on = device() == "cuda"
    return torch.autocast(device(), torch.bfloat16, enabled=on)


def layer(inner: int, drop: float = 0.0, heads: int = HEADS) -> Any:
    """One layer of BERT with so many ``heads`` and ``inner`` numbers between its products.

    Called with states (batch x n x WIDTH) and what is added to each pair's score (batch x
    1 x n or 1 x n).
    """
    import torch
    from torch import nn
    from torch.nn import functional

    class Layer(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.heads = heads
            self.joint = nn.Linear(WIDTH, 3 * heads * HEAD)
            self.out = nn.Linear(heads * HEAD, WIDTH)
            self.norm1 = nn.LayerNorm(WIDTH, eps=_EPSILON)
            self.wide = nn.Linear(WIDTH, inner)
            self.narrow = nn.Linear(inner, WIDTH)
            self.norm2 = nn.LayerNorm(WIDTH, eps=_EPSILON)

        def forward(self, states: Any, added: Any) -> Any:
            batch, size, _ = states.shape
            split = self.joint(states).view(batch, size, 3, heads, HEAD)
            asked, known, told = split.permute(2, 0, 3, 1, 4)
            seen = functional.scaled_dot_product_attention(
                asked, known, told, attn_mask=added.to(asked.dtype)
            )
            flat = self.out(seen.transpose(1, 2).reshape(batch, size, heads * HEAD))
            first = self.norm1(states + functional.dropout(flat, drop, self.training))
            bent = self.narrow(functional.gelu(self.wide(first)))
            found: torch.Tensor = self.norm2(
                first + functional.dropout(bent, drop, self.training)
            )
            return found

    return Layer()


def fill(made: Any, weights: Mapping[str, Array], number: int) -> Any:
    """Give a layer the weights of a BERT's; of heads and inner numbers those that weigh
    most."""
    import torch

    def of(name: str) -> Any:
        return torch.tensor(np.asarray(weights[f"encoder.layer.{number}.{name}"]))

    asked = [of(f"attention.self.{n}.weight") for n in ("query", "key", "value")]
    biases = [of(f"attention.self.{n}.bias") for n in ("query", "key", "value")]
    out = of("attention.output.dense.weight")
    split = (asked[2].view(-1, HEAD, WIDTH), out.T.reshape(-1, HEAD, WIDTH))
    seen = split[0].norm(dim=(1, 2)) * split[1].norm(dim=(1, 2))
    heads = seen.topk(made.heads).indices.sort().values
    kept = (heads[:, None] * HEAD + torch.arange(HEAD)).flatten()
    wide, narrow = of("intermediate.dense.weight"), of("output.dense.weight")
    size = made.wide.out_features
    chosen = (wide.norm(dim=1) * narrow.norm(dim=0)).topk(size).indices.sort().values
    held = {
        "joint.weight": torch.cat([part[kept] for part in asked]),
        "joint.bias": torch.cat([part[kept] for part in biases]),
        "out.weight": out[:, kept],
        "out.bias": of("attention.output.dense.bias"),
        "norm1.weight": of("attention.output.LayerNorm.weight"),
        "norm1.bias": of("attention.output.LayerNorm.bias"),
        "wide.weight": wide[chosen],
        "wide.bias": of("intermediate.dense.bias")[chosen],
        "narrow.weight": narrow[:, chosen],
        "narrow.bias": of("output.dense.bias"),
        "norm2.weight": of("output.LayerNorm.weight"),
        "norm2.bias": of("output.LayerNorm.bias"),
    }
    made.load_state_dict(held)
    return made


def encoder(
    weights: Mapping[str, Array],
    layers: Sequence[int],
    *,
    inner: int = 0,
    heads: int = HEADS,
    drop: float = 0.0,
    frozen: bool = True,
) -> Any:
    """An encoder made of some ``layers`` of a BERT; ``frozen`` keeps its table of words.

    ``inner`` 0 is as many inner numbers as the BERT has.

    Called with ids (batch x n) and what is added to each pair's score, it returns the
    states of the last layer.
    """
    import torch
    from torch import nn
    from torch.nn import functional

    def of(name: str) -> Any:
        return torch.tensor(np.asarray(weights[f"embeddings.{name}"]))

    own = len(weights["encoder.layer.0.intermediate.dense.bias"])

    class Encoder(nn.Module):
        def __init__(self) -> None:
            super().__init__()
            table = of("word_embeddings.weight")
            size, width = table.shape
            self.words = nn.Embedding(size, width, _weight=table)
            self.words.weight.requires_grad_(not frozen)
            places = (
                of("position_embeddings.weight") + of("token_type_embeddings.weight")[0]
            )
            self.places = nn.Parameter(places)
            self.entered = nn.LayerNorm(WIDTH, eps=_EPSILON)
            held = {"weight": of("LayerNorm.weight"), "bias": of("LayerNorm.bias")}
            self.entered.load_state_dict(held)
            self.layers = nn.ModuleList(
                [
                    fill(layer(inner or own, drop, heads), weights, number)
                    for number in layers
                ]
            )

        def forward(self, ids: Any, added: Any) -> Any:
            states = self.entered(self.words(ids) + self.places[: ids.shape[1]])
            states = functional.dropout(states, drop, self.training)
            for each in self.layers:
                states = each(states, added)
            return states

    return Encoder().to(device())


def mean(states: Any, chosen: Any) -> Any:
    """The mean of the chosen states of each text."""
    weight = chosen.unsqueeze(-1).to(states.dtype)
    return (states * weight).sum(1) / weight.sum(1).clamp(min=1)
