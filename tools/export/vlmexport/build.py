"""From weights to a checked bundle."""
from pathlib import Path

import torch

from .bundle import Base, own_paths
from .checkpoints import Trained
from .families import family_of
from .goldens import TOLERANCES, Deviations, Goldens, Recorded
from .onnxfiles import GraphFiles
from .precision import as_dtype, round_to_half


class Mismatch(Exception):
    """The graphs do not give what torch gives."""


@torch.no_grad()
def build(source, out, dtype="fp32", revision="main", trained=Trained(), overlay_of=None):
    """Writes the bundle `out` from a hub id or directory; returns the largest deviation of each output.

    `trained`: weights that take the place of the model's. `overlay_of`: the directory of the model's own bundle; `out` then
    has the graphs alone in which the trained weights are. The golden values are those of transformers in float32, for fp16
    with weights rounded to what float16 holds.
    """
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; give another --out, or remove it")
    base = Base.open(overlay_of) if overlay_of else None
    family = family_of(source, revision)(source, revision)
    changed = trained.apply(family)
    files = GraphFiles(out, dtype) if base is None else overlay_files(family, changed, out, dtype, base)
    out.mkdir(parents=True, exist_ok=True)
    if dtype == "fp16":
        round_to_half(family.model)
    if base is None:
        family.write_text(out)
    else:
        base.write_config(out, family.model.config.model_type)
    with as_dtype(family.model, files.torch_dtype):
        family.export_graphs(files)
    golden = Goldens(out / "golden", dtype)
    family.record(golden)
    golden.close()
    named = list(own_paths(out))
    if named:
        raise Mismatch(f"{named[0]} names a path of this machine")
    return replay(family, files, out / "golden")


def overlay_files(family, changed, out, dtype, base):
    """Graphs of an overlay bundle: those with weights that differ now; the others are the base's."""
    if base.model_type != family.model.config.model_type:
        raise ValueError(f"{base.directory} is of {base.model_type}, but the model is of {family.model.config.model_type}; "
                         "give the bundle that this model was exported to")
    if not changed:
        raise ValueError("nothing differs from --model, so that an overlay would be empty; give what was trained with "
                         "--projector, --adapter or --checkpoint")
    return GraphFiles(out, dtype, base.directory, {family.graph_of(weight) for weight in changed})


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
