"""Quantises an exported graph to int8, dynamically and row by row.

Weights: the embedding table has one scale for each token, a matrix one for each output column. Activations get their
scale from their own row (one token), where onnxruntime's stock quantiser takes one scale for the whole batch: there a
vector changes with its neighbours in the batch and with the padding, here it does not, and it is more exact.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

from convert.to_onnx import OPSET
from uniconv_edge.errors import ConversionRefused
from uniconv_edge.types import FloatArray

_TABLE_MAX = 127.0
# 7 bits: with 8, products of pairs overflow 16 bits on processors that have AVX2 but not VNNI.
_WEIGHT_MAX = 64.0
_ROW_MAX = 127.0
_FLOAT = 1
_CONTRIB = "com.microsoft"
_SCALE, _ZERO, _TINY, _LAST = "row_step", "row_zero", "row_tiny", "row_axis"


def quantise_onnx(path: Path, *, embedding: bool = True) -> None:
    """Replace the float32 graph in `path` by its int8 form. Raises ConversionRefused when it has no embedding table;
    without `embedding` none is looked for."""
    import onnx
    from onnx import helper

    model = onnx.load(path)
    graph = model.graph
    tables = _constants(graph)
    _add_constants(graph)
    nodes: list[Any] = []
    found_table = False
    rows_done: set[str] = set()
    for node in graph.node:
        weights = _weights(node, tables)
        if weights is None:
            nodes.append(node)
        elif node.op_type == "Gather":
            found_table = True
            nodes += _embedding(graph, node, weights)
        else:
            nodes += _matrix(graph, node, weights, rows_done)
    if embedding and not found_table:
        raise ConversionRefused("the exported graph has no embedding table to quantise", "try --embed-quant fp32")
    _replace(graph, nodes)
    del model.opset_import[:]
    model.opset_import.extend([helper.make_opsetid("", OPSET), helper.make_opsetid(_CONTRIB, 1)])
    for leftover in path.parent.glob("*.onnx_data"):
        leftover.unlink()
    onnx.save(model, path)


def quantised_rows(table: FloatArray, top: float) -> tuple[npt.NDArray[np.int8], FloatArray]:
    """Symmetric int8 by rows: values (n, dims) up to `top` and scales (n, 1); values * scales is close to the table."""
    scales = np.abs(table).max(axis=1, keepdims=True) / top
    safe = np.where(scales == 0, 1.0, scales).astype(np.float32)
    return np.rint(table / safe).astype(np.int8), safe


def _constants(graph: Any) -> dict[str, Any]:
    """The stored tensors by name; the exporter keeps equal ones once and refers to them through Identity nodes."""
    tables = {tensor.name: tensor for tensor in graph.initializer}
    for node in graph.node:
        if node.op_type == "Identity" and node.input[0] in tables:
            tables[node.output[0]] = tables[node.input[0]]
    return tables


def _weights(node: Any, tables: dict[str, Any]) -> FloatArray | None:
    """The constant that this node multiplies or looks up, None when it stays as it is."""
    from onnx import numpy_helper

    is_table = node.op_type == "Gather" and node.input[1] == "input_ids" and node.input[0] in tables
    is_matrix = node.op_type == "MatMul" and node.input[1] in tables
    if not (is_table or is_matrix):
        return None
    weights: FloatArray = numpy_helper.to_array(tables[node.input[0 if is_table else 1]])
    return weights


def _add_constants(graph: Any) -> None:
    from onnx import numpy_helper

    values = {_SCALE: np.float32(1 / _ROW_MAX), _ZERO: np.uint8(128), _TINY: np.float32(1e-12)}
    arrays = {name: np.array(value) for name, value in values.items()} | {_LAST: np.array([-1], dtype=np.int64)}
    graph.initializer.extend([numpy_helper.from_array(value, name) for name, value in arrays.items()])


def _embedding(graph: Any, node: Any, table: FloatArray) -> list[Any]:
    """`Gather(table, ids)` as int8 rows times the scale of each row."""
    from onnx import helper, numpy_helper

    name, ids = node.input
    rows, scales = quantised_rows(table, _TABLE_MAX)
    graph.initializer.extend(
        [numpy_helper.from_array(rows, f"{name}_int8"), numpy_helper.from_array(scales, f"{name}_scale")]
    )
    return [
        helper.make_node("Gather", [f"{name}_int8", ids], [f"{name}_rows"], f"{name}_gather"),
        helper.make_node("Cast", [f"{name}_rows"], [f"{name}_float"], f"{name}_cast", to=_FLOAT),
        helper.make_node("Gather", [f"{name}_scale", ids], [f"{name}_scales"], f"{name}_gather_scale"),
        helper.make_node("Mul", [f"{name}_float", f"{name}_scales"], list(node.output), f"{name}_dequantise"),
    ]


def _matrix(graph: Any, node: Any, weights: FloatArray, rows_done: set[str]) -> list[Any]:
    """`MatMul(x, W)` as an integer product of x's rows, each divided by its largest value, and W's columns."""
    from onnx import helper, numpy_helper

    x, name = node.input
    columns, scales = quantised_rows(np.ascontiguousarray(weights.T), _WEIGHT_MAX)
    graph.initializer.extend(
        [
            numpy_helper.from_array(np.ascontiguousarray(columns.T), f"{name}_int8"),
            numpy_helper.from_array(scales[:, 0], f"{name}_scale"),
        ]
    )
    product = f"{node.output[0]}_of_unit_rows"
    inputs = [f"{x}_int8", f"{name}_int8", _SCALE, f"{name}_scale", _ZERO]
    nodes = [] if x in rows_done else _unit_rows(x)
    rows_done.add(x)
    return [
        *nodes,
        helper.make_node("MatMulIntegerToFloat", inputs, [product], f"{node.name}_int8", domain=_CONTRIB),
        helper.make_node("Mul", [product, f"{x}_largest"], list(node.output), f"{node.name}_scale"),
    ]


def _unit_rows(x: str) -> list[Any]:
    """Each row of `x` divided by its largest absolute value, as bytes around 128."""
    from onnx import helper

    return [
        helper.make_node("Abs", [x], [f"{x}_abs"], f"{x}_abs_node"),
        helper.make_node("ReduceMax", [f"{x}_abs", _LAST], [f"{x}_max"], f"{x}_max_node", keepdims=1),
        helper.make_node("Max", [f"{x}_max", _TINY], [f"{x}_largest"], f"{x}_largest_node"),
        helper.make_node("Div", [x, f"{x}_largest"], [f"{x}_unit"], f"{x}_unit_node"),
        helper.make_node("QuantizeLinear", [f"{x}_unit", _SCALE, _ZERO], [f"{x}_int8"], f"{x}_int8_node"),
    ]


def _replace(graph: Any, nodes: list[Any]) -> None:
    """Put in the new nodes and drop what nothing reads any more."""
    read = {name for node in nodes for name in node.input} | {output.name for output in graph.output}
    kept_nodes = [node for node in nodes if node.op_type != "Identity" or node.output[0] in read]
    del graph.node[:]
    graph.node.extend(kept_nodes)
    used = {name for node in kept_nodes for name in node.input}
    kept = [tensor for tensor in graph.initializer if tensor.name in used]
    del graph.initializer[:]
    graph.initializer.extend(kept)
