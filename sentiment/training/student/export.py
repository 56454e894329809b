"""Trained networks as small ONNX files: 8-bit weights, one text at a time."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sentiment.training.student.network import HEAD, WIDTH

Array = NDArray[Any]
_OPSET = 20


def export_encoder(made: Any, path: Path) -> None:
    """Write ``vectors`` (n x WIDTH), ``rank`` (n) and ``added`` (n x n) to the states.

    Only products with weights are quantised, per channel and with a bit to spare, since
    quantising everything ruins an encoder of this size.
    """
    graph = _Graph()
    _outside(graph, "vectors", ["n", WIDTH])
    _outside(graph, "rank", ["n"], whole=True)
    _outside(graph, "added", ["n", "n"])
    here = graph.add("Gather", [graph.keep("places", made.places), "rank"], "here")
    state = graph.add("Add", ["vectors", here], "placed")
    state = graph.norm(state, "entered", made.entered)
    for number, each in enumerate(made.layers):
        state = graph.layer(state, f"layer{number}", each, "added")
    _write(graph, {state: ["n", WIDTH]}, path)


def export_top(layers: Any, head: Any, path: Path) -> None:
    """Write ``states`` (n x WIDTH) to logits of ``head`` over the mean of ``layers``."""
    graph = _Graph()
    _outside(graph, "states", ["n", WIDTH])
    state = "states"
    for number, each in enumerate(layers):
        state = graph.layer(state, f"top{number}", each, "")
    axes = graph.keep("first", np.array([0]))
    pooled = graph.add("ReduceMean", [state, axes], "pooled", keepdims=1)
    row = graph.linear(pooled, "heads", head)
    graph.add("Squeeze", [row, axes], "logits")
    _write(graph, {"logits": [head.out_features]}, path)


class _Graph:
    """Nodes and constants as they are added."""

    def __init__(self) -> None:
        self.nodes: list[Any] = []
        self.constants: list[Any] = []
        self.inputs: list[Any] = []

    def keep(self, name: str, value: Any) -> str:
        from onnx import numpy_helper

        held = value if isinstance(value, np.ndarray) else value.detach().float().cpu()
        flat = np.ascontiguousarray(np.asarray(held))
        self.constants.append(numpy_helper.from_array(flat, name))
        return name

    def add(self, kind: str, inputs: list[str], output: str, **options: Any) -> str:
        from onnx import helper

        self.nodes.append(helper.make_node(kind, inputs, [output], name=output, **options))
        return output

    def linear(self, source: str, name: str, part: Any) -> str:
        turned = self.keep(f"{name}.w", part.weight.T)
        made = self.add("MatMul", [source, turned], f"{name}.product")
        return self.add("Add", [made, self.keep(f"{name}.b", part.bias)], name)

    def norm(self, source: str, name: str, part: Any) -> str:
        held = [self.keep(f"{name}.s", part.weight), self.keep(f"{name}.o", part.bias)]
        return self.add(
            "LayerNormalization", [source, *held], name, epsilon=part.eps, axis=-1
        )

    def layer(self, state: str, name: str, part: Any, added: str) -> str:
        joint = self.linear(state, f"{name}.joint", part.joint)
        shape = self.keep(f"{name}.shape", np.array([-1, 3 * part.heads, HEAD]))
        split = self.add("Reshape", [joint, shape], f"{name}.split")
        turned = self.add("Transpose", [split], f"{name}.turned", perm=[1, 0, 2])
        asked, known, told = f"{name}.q", f"{name}.k", f"{name}.v"
        self.nodes.append(_split(turned, [asked, known, told]))
        flipped = self.add("Transpose", [known], f"{name}.kt", perm=[0, 2, 1])
        scores = self.add("MatMul", [asked, flipped], f"{name}.raw")
        even = self.keep(f"{name}.even", np.array(HEAD**-0.5, dtype=np.float32))
        scores = self.add("Mul", [scores, even], f"{name}.scores")
        if added:
            scores = self.add("Add", [scores, added], f"{name}.barred")
        share = self.add("Softmax", [scores], f"{name}.share", axis=-1)
        seen = self.add("MatMul", [share, told], f"{name}.seen")
        back = self.add("Transpose", [seen], f"{name}.back", perm=[1, 0, 2])
        flat = self.keep(f"{name}.flat", np.array([-1, part.heads * HEAD]))
        out = self.linear(
            self.add("Reshape", [back, flat], f"{name}.all"), f"{name}.out", part.out
        )
        summed = self.add("Add", [out, state], f"{name}.sum1")
        first = self.norm(summed, f"{name}.norm1", part.norm1)
        wide = self.linear(first, f"{name}.wide", part.wide)
        bent = self.add("Gelu", [wide], f"{name}.bent")
        narrow = self.linear(bent, f"{name}.narrow", part.narrow)
        summed = self.add("Add", [narrow, first], f"{name}.sum2")
        return self.norm(summed, f"{name}.norm2", part.norm2)


def _split(source: str, names: list[str]) -> Any:
    from onnx import helper

    return helper.make_node(
        "Split", [source], names, name=f"{source}.split", num_outputs=3, axis=0
    )


def _outside(
    graph: _Graph, name: str, shape: list[str | int], *, whole: bool = False
) -> None:
    from onnx import TensorProto, helper

    kind = TensorProto.INT64 if whole else TensorProto.FLOAT
    graph.inputs.append(helper.make_tensor_value_info(name, kind, shape))


def _write(graph: _Graph, outputs: dict[str, list[Any]], path: Path) -> None:
    import onnx
    from onnx import TensorProto, helper
    from onnxruntime.quantization import QuantType, quantize_dynamic

    told = [
        helper.make_tensor_value_info(name, TensorProto.FLOAT, shape)
        for name, shape in outputs.items()
    ]
    made = helper.make_graph(graph.nodes, "encoder", graph.inputs, told, graph.constants)
    model = helper.make_model(made, opset_imports=[helper.make_opsetid("", _OPSET)])
    model.ir_version = 9
    onnx.checker.check_model(model)
    with tempfile.TemporaryDirectory() as held:
        whole = Path(held) / "whole.onnx"
        onnx.save(model, whole)
        quantize_dynamic(
            whole,
            path,
            op_types_to_quantize=["MatMul"],
            per_channel=True,
            reduce_range=True,
            weight_type=QuantType.QInt8,
            nodes_to_exclude=["heads.product"],
        )
