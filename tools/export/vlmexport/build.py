"""From weights to a checked bundle."""
from pathlib import Path

import torch

from .bundle import own_paths
from .families import family_of
from .goldens import TOLERANCES, Deviations, Goldens, Recorded
from .onnxfiles import GraphFiles
from .precision import as_dtype, round_to_half


class Mismatch(Exception):
    """The graphs do not give what torch gives."""


@torch.no_grad()
def build(source, out, dtype="fp32", revision="main"):
    """Writes the bundle `out` from a hub id or directory; returns the largest deviation of each output.

    The golden values are those of transformers in float32, for fp16 with weights rounded to what float16 holds.
    """
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; give another --out, or remove it")
    family = family_of(source, revision)(source, revision)
    out.mkdir(parents=True, exist_ok=True)
    if dtype == "fp16":
        round_to_half(family.model)
    family.write_text(out)
    files = GraphFiles(out, dtype)
    with as_dtype(family.model, files.torch_dtype):
        family.export_graphs(files)
    golden = Goldens(out / "golden", dtype)
    family.record(golden)
    golden.close()
    named = list(own_paths(out))
    if named:
        raise Mismatch(f"{named[0]} names a path of this machine")
    return replay(family, files, out / "golden")


def replay(family, files, golden):
    """Runs the recorded cases with ONNX Runtime; Mismatch if an output is off by more than a correct program may be."""
    deviations, tolerance = Deviations(), TOLERANCES[files.dtype]
    try:
        family.replay(files, Recorded(golden), deviations)
    except AssertionError as problem:
        raise Mismatch(str(problem)) from problem
    for output, deviation in deviations.largest.items():
        if not deviation <= tolerance:
            raise Mismatch(f"{output}: off by {deviation:.1e}, more than {tolerance:.0e}")
    return deviations.largest
