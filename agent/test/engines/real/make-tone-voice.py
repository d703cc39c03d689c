"""Makes tone-voice.onnx: a voice for Piper that hums a tone for every letter, in a few hundred bytes.

Its inputs and output are those of Piper's voices, so that Piper's own servers load it and speak with it
where no real voice can be downloaded. Run with the packages onnx and numpy when it has to change.
"""

from pathlib import Path

import numpy as np
from onnx import TensorProto, checker, helper, numpy_helper, save

HOP = 256  # samples for every letter

nodes = [
    helper.make_node("Cast", ["input"], ["ids"], to=TensorProto.FLOAT),
    helper.make_node("Reshape", ["ids", "column"], ["letters"]),
    helper.make_node("Mul", ["letters", "ramp"], ["phase"]),
    helper.make_node("Sin", ["phase"], ["wave"]),
    helper.make_node("Reshape", ["wave", "row"], ["output"]),
]
constants = [
    numpy_helper.from_array(np.array([1, 1, -1, 1], dtype=np.int64), "column"),
    numpy_helper.from_array(np.array([1, 1, 1, -1], dtype=np.int64), "row"),
    numpy_helper.from_array(
        (np.arange(HOP, dtype=np.float32) * 2 * np.pi / HOP).reshape(1, 1, 1, HOP), "ramp"
    ),
]
graph = helper.make_graph(
    nodes,
    "tone",
    inputs=[
        helper.make_tensor_value_info("input", TensorProto.INT64, [1, "letters"]),
        helper.make_tensor_value_info("input_lengths", TensorProto.INT64, [1]),
        helper.make_tensor_value_info("scales", TensorProto.FLOAT, [3]),
    ],
    outputs=[helper.make_tensor_value_info("output", TensorProto.FLOAT, [1, 1, 1, "samples"])],
    initializer=constants,
)
model = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 13)], ir_version=8)
checker.check_model(model)
save(model, str(Path(__file__).with_name("tone-voice.onnx")))
