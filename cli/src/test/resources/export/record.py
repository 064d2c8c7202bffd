"""Records what numpy writes, and what safetensors and pyarrow read from files that the tests wrote to a directory."""
import json
import pathlib
import shutil
import sys

import numpy
import pyarrow.parquet
from safetensors import safe_open

here = pathlib.Path(__file__).parent
written = pathlib.Path(sys.argv[1])
values = [[1, -2], [0.5, 65504], [0, 0.1]]
for dtype in ("float32", "float16"):
    numpy.save(here / f"{dtype}.npy", numpy.array(values, dtype))

read = {}
for path in sorted(written.glob("**/float*.safetensors")):
    with safe_open(path, "numpy") as file:
        features = file.get_tensor("features")
        labels = file.get_tensor("labels")
        assert labels.dtype == numpy.int64
        read[path.name] = {"dtype": str(features.dtype), "features": features.tolist(), "labels": labels.tolist(),
                           "metadata": file.metadata()}
    shutil.copy(path, here / path.name)
for path in sorted(written.glob("**/float*.npy")):
    assert numpy.array_equal(numpy.load(path), numpy.load(here / path.name)), path
for path in sorted(written.glob("**/*.parquet")):
    table = pyarrow.parquet.read_table(path)
    name = f"{path.parent.name}/{path.name}" if "=" in path.parent.name else path.name
    read[name] = {column: table[column].to_pylist() for column in table.column_names}
    read[name]["types"] = {field.name: str(field.type) for field in table.schema}
(here / "read-back.json").write_text(json.dumps(read, indent=1, ensure_ascii=False, sort_keys=True) + "\n")
