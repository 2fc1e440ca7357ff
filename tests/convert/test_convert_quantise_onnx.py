"""Quantising a graph: what is replaced, what is left, and how far the result may stray."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import pytest
from onnx import TensorProto, helper, numpy_helper

from convert.quantise_onnx import quantise_onnx, quantised_rows
from uniconv_edge.errors import ConversionRefused


def _graph(path: Path, table_input: str = "input_ids") -> np.ndarray:
    """ids -> table -> two products with one matrix, the second of them through an Identity, as exporters write it."""
    source = np.random.default_rng(5)
    table, matrix = source.normal(size=(20, 8)), source.normal(size=(8, 8))
    table[3] *= 50
    nodes = [
        helper.make_node("Identity", ["matrix"], ["same"], "identity"),
        helper.make_node("Gather", ["table", table_input], ["rows"], "gather"),
        helper.make_node("MatMul", ["rows", "matrix"], ["left"], "left"),
        helper.make_node("MatMul", ["rows", "same"], ["right"], "right"),
        helper.make_node("Add", ["left", "right"], ["sum"], "add"),
    ]
    graph = helper.make_graph(
        nodes,
        "tiny",
        [helper.make_tensor_value_info(table_input, TensorProto.INT64, ["batch", "length"])],
        [helper.make_tensor_value_info("sum", TensorProto.FLOAT, ["batch", "length", 8])],
        [
            numpy_helper.from_array(table.astype(np.float32), "table"),
            numpy_helper.from_array(matrix.astype(np.float32), "matrix"),
        ],
    )
    model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)])
    model.ir_version = 10
    onnx.save(model, path)
    return 2 * table @ matrix


def test_every_matrix_and_the_table_become_int8(tmp_path: Path) -> None:
    path = tmp_path / "m.onnx"
    expected = _graph(path)

    quantise_onnx(path)

    graph = onnx.load(path).graph
    assert not {"MatMul", "Identity"} & {node.op_type for node in graph.node}
    large = [tensor for tensor in graph.initializer if np.prod(tensor.dims) >= 64]
    assert [tensor.data_type for tensor in large] == [TensorProto.INT8] * 3
    session = onnxruntime.InferenceSession(str(path), providers=["CPUExecutionProvider"])
    found = session.run(None, {"input_ids": np.arange(20)[None]})[0][0]
    cosines = (found * expected).sum(1) / np.linalg.norm(found, axis=1) / np.linalg.norm(expected, axis=1)
    assert cosines.min() > 0.999
    assert np.abs(np.linalg.norm(found, axis=1) / np.linalg.norm(expected, axis=1) - 1).max() < 0.03


def test_a_graph_without_a_table_is_refused(tmp_path: Path) -> None:
    _graph(tmp_path / "m.onnx", table_input="other_ids")

    with pytest.raises(ConversionRefused, match="no embedding table"):
        quantise_onnx(tmp_path / "m.onnx")


def test_rows_keep_their_own_scale_and_zeros_stay_zero() -> None:
    table = np.array([[0.0, 0.0], [1.0, -0.5], [1000.0, 1.0]], dtype=np.float32)

    values, scales = quantised_rows(table, 127.0)

    assert values.dtype == np.int8
    assert values.tolist()[0] == [0, 0]
    assert values[1:, 0].tolist() == [127, 127]
    np.testing.assert_allclose(values * scales, table, atol=1000 / 254)
    np.testing.assert_allclose((values * scales)[1], table[1], atol=1 / 254)
