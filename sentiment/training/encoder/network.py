"""The encoder with its heads, as torch trains it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

WIDTH = 384


def network(folder: Path, heads: dict[str, int]) -> Any:
    """all-MiniLM-L6-v2 with mean pooling and one linear head for each of ``heads``.

    Called with token ids and their mask (batch x length), it returns one batch x labels
    tensor of logits a head, by name.
    """
    import torch
    from transformers import BertModel

    class Network(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = BertModel.from_pretrained(
                folder, add_pooling_layer=False, attention_probs_dropout_prob=0.0
            )
            self.drop = torch.nn.Dropout(0.1)
            self.heads = torch.nn.ModuleDict(
                {name: torch.nn.Linear(WIDTH, size) for name, size in heads.items()}
            )

        def pool(self, ids: Any, mask: Any) -> Any:
            states = self.body(input_ids=ids, attention_mask=mask).last_hidden_state
            weight = mask.unsqueeze(-1).to(states.dtype)
            return (states * weight).sum(1) / weight.sum(1).clamp(min=1e-9)

        def forward(self, ids: Any, mask: Any) -> dict[str, Any]:
            pooled = self.drop(self.pool(ids, mask))
            return {name: head(pooled) for name, head in self.heads.items()}

    return Network()
