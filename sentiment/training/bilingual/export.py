"""The encoder as an 8-bit ONNX file that runs without torch."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sentiment.training.bilingual.base import Base


def network(base: Base) -> Any:
    """The encoder as torch runs it, with the weights of ``base``."""
    import torch
    from transformers import BertConfig, BertModel

    words = base.weights["embeddings.word_embeddings.weight"]
    made = BertModel(
        BertConfig(
            vocab_size=words.shape[0],
            hidden_size=words.shape[1],
            num_hidden_layers=base.layers,
            num_attention_heads=base.heads,
            intermediate_size=4 * words.shape[1],
            max_position_embeddings=512,
            type_vocab_size=2,
            layer_norm_eps=1e-12,
        ),
        add_pooling_layer=False,
    )
    held = {name: torch.tensor(table) for name, table in base.weights.items()}
    made.load_state_dict(held, strict=False)
    made.train(False)
    return made


def export(path: Path, network: Any) -> None:
    """Write ``vectors`` (1 x n x width) to the states of the last layer, 8-bit.

    Only matrix products are quantised, per channel and with a reduced range: quantising
    everything ruins an encoder of this size.
    """
    import torch
    from onnxruntime.quantization import QuantType, quantize_dynamic

    class Stated(torch.nn.Module):
        def __init__(self) -> None:
            super().__init__()
            self.body = network

        def forward(self, vectors: Any) -> Any:
            return self.body(inputs_embeds=vectors).last_hidden_state

    network.eval()
    width = network.config.hidden_size
    with TemporaryDirectory() as folder:
        whole = Path(folder) / "whole.onnx"
        torch.onnx.export(
            Stated(),
            (torch.zeros(1, 9, width),),
            str(whole),
            input_names=["vectors"],
            output_names=["states"],
            dynamic_axes={"vectors": {1: "n"}, "states": {1: "n"}},
            opset_version=17,
            dynamo=False,
        )
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul", "Gemm"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
        )
