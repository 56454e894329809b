"""The trained encoder as one small ONNX file: 8-bit weights, one text at a time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
_WIDTH, _PARTS, _LAYERS = 384, 12, 6
_OPSET = 20


def export(weights: dict[str, Array], heads: list[str], path: Path) -> None:
    """Write the network to ``path``: token ids (n) in; ``logits`` and ``pooled`` out.

    ``logits`` are those of ``heads``, one head after the other. The table of words is
    8-bit with one scale a row; of the layers only MatMul is quantised, per channel and
    with a bit to spare (``reduce_range``), which keeps the F1; the heads stay whole.
    """
    from onnxruntime.quantization import QuantType, quantize_dynamic

    with tempfile.TemporaryDirectory() as held:
        whole = Path(held) / "whole.onnx"
        _graph(weights, heads, whole)
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=["heads"],
        )


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []

    def keep(self, name: str, value: Array) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **options: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **options))
        return output

    def linear(self, source: str, name: str, weight: Array, bias: Array) -> str:
        turned = self.keep(f"{name}.w", weight.T.astype(np.float32))
        made = self.add("MatMul", [source, turned], f"{name}.product")
        return self.add("Add", [made, self.keep(f"{name}.b", bias)], name)

    def norm(self, source: str, name: str, scale: Array, bias: Array) -> str:
        held = [self.keep(f"{name}.s", scale), self.keep(f"{name}.o", bias)]
        return self.add("LayerNormalization", [source, *held], name, epsilon=1e-12, axis=-1)


def _graph(weights: dict[str, Array], heads: list[str], path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper

    graph = _Graph()
    state = _embed(graph, weights)
    for layer in range(_LAYERS):
        state = _layer(graph, weights, layer, state)
    axes = graph.keep("first", np.array([0]))
    graph.add("ReduceMean", [state, axes], "pooled", keepdims=0)
    weight = np.concatenate([weights[f"heads.{name}.weight"] for name in heads])
    bias = np.concatenate([weights[f"heads.{name}.bias"] for name in heads])
    row = graph.add("Unsqueeze", ["pooled", axes], "row")
    graph.add(
        "Gemm", [row, graph.keep("heads.w", weight.T), graph.keep("heads.b", bias)], "heads"
    )
    graph.add("Squeeze", ["heads", axes], "logits")
    made = helper.make_graph(
        graph.nodes,
        "encoder",
        [helper.make_tensor_value_info("ids", TensorProto.INT64, ["n"])],
        [
            helper.make_tensor_value_info("logits", TensorProto.FLOAT, [len(bias)]),
            helper.make_tensor_value_info("pooled", TensorProto.FLOAT, [_WIDTH]),
        ],
        graph.constants,
    )
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    onnx.save(model, path)


def _embed(graph: _Graph, weights: dict[str, Array]) -> str:
    table = weights["body.embeddings.word_embeddings.weight"]
    scale = np.maximum(np.abs(table).max(axis=1, keepdims=True), 1e-9) / 127
    small = graph.keep("words", np.round(table / scale).astype(np.int8))
    scales = graph.keep("scales", scale.astype(np.float32))
    rows = graph.add("Gather", [small, "ids"], "rows")
    rows = graph.add("Cast", [rows], "rows.float", to=1)
    words = graph.add(
        "Mul", [rows, graph.add("Gather", [scales, "ids"], "rows.scale")], "embedded"
    )
    places = (
        weights["body.embeddings.position_embeddings.weight"]
        + weights["body.embeddings.token_type_embeddings.weight"][0]
    )
    size = graph.add("Shape", ["ids"], "size")
    zero = graph.keep("zero", np.array([0]))
    here = graph.add("Slice", [graph.keep("places", places), zero, size], "here")
    return graph.norm(
        graph.add("Add", [words, here], "placed"),
        "entered",
        weights["body.embeddings.LayerNorm.weight"],
        weights["body.embeddings.LayerNorm.bias"],
    )


def _layer(graph: _Graph, weights: dict[str, Array], number: int, state: str) -> str:
    at = f"body.encoder.layer.{number}"
    name = f"layer{number}"
    size = _WIDTH // _PARTS

    def parts(of: str) -> tuple[Array, Array]:
        return weights[f"{at}.{of}.weight"], weights[f"{at}.{of}.bias"]

    asked, known, told = (
        parts(f"attention.self.{part}") for part in ("query", "key", "value")
    )
    joint = graph.linear(
        state,
        f"{name}.joint",
        np.concatenate([asked[0] / np.sqrt(size), known[0], told[0]]),
        np.concatenate([asked[1] / np.sqrt(size), known[1], told[1]]).astype(np.float32),
    )
    shape = graph.keep(f"{name}.shape", np.array([-1, 3 * _PARTS, size]))
    split = graph.add("Reshape", [joint, shape], f"{name}.split")
    turned = graph.add("Transpose", [split], f"{name}.turned", perm=[1, 0, 2])
    names = [f"{name}.q", f"{name}.k", f"{name}.v"]
    graph.nodes.append(_split(turned, names))
    flipped = graph.add("Transpose", [names[1]], f"{name}.kt", perm=[0, 2, 1])
    scores = graph.add("MatMul", [names[0], flipped], f"{name}.scores")
    share = graph.add("Softmax", [scores], f"{name}.share", axis=-1)
    seen = graph.add("MatMul", [share, names[2]], f"{name}.seen")
    back = graph.add("Transpose", [seen], f"{name}.back", perm=[1, 0, 2])
    flat = graph.add(
        "Reshape", [back, graph.keep(f"{name}.flat", np.array([-1, _WIDTH]))], f"{name}.all"
    )
    out = graph.linear(flat, f"{name}.out", *parts("attention.output.dense"))
    first = graph.norm(
        graph.add("Add", [out, state], f"{name}.sum1"),
        f"{name}.norm1",
        *parts("attention.output.LayerNorm"),
    )
    wide = graph.linear(first, f"{name}.wide", *parts("intermediate.dense"))
    bent = graph.add("Gelu", [wide], f"{name}.bent")
    narrow = graph.linear(bent, f"{name}.narrow", *parts("output.dense"))
    return graph.norm(
        graph.add("Add", [narrow, first], f"{name}.sum2"),
        f"{name}.norm2",
        *parts("output.LayerNorm"),
    )


def _split(source: str, names: list[str]) -> Any:
    from onnx import helper

    return helper.make_node(
        "Split", [source], names, name=f"{source}.split", num_outputs=3, axis=0
    )
