"""From weights to a checked bundle."""
import shutil
from contextlib import contextmanager
from pathlib import Path

import torch

from .bundle import Base, own_paths, write_json
from .checkpoints import Trained
from .families import family_of
from .goldens import TOLERANCES, Agreement, Deviations, Goldens, Recorded
from .onnxfiles import GraphFiles
from .precision import as_dtype, round_to_half
from .quantized import DTYPES


AGREEMENT = "agreement.json"
WHOLE_TENSORS = ("quantized: dynamic int8 over a whole tensor makes an answer depend on what else is in its batch, so it is not "
                 "offered; take int8, which has scales of its own for each row")


class Mismatch(Exception):
    """The graphs do not give what torch gives."""


@torch.no_grad()
def build(source, out, dtype="fp32", revision="main", trained=Trained(), overlay_of=None):
    """Writes the bundle `out` from a hub id or directory; returns the largest deviation of each output.

    `dtype`: one, or several with commas: the graphs of all are written, and agreement.json says how far each of the others agrees
    with the first, whose outputs are recorded.
    `trained`: weights that take the place of the model's. `overlay_of`: the directory of the model's own bundle; `out` then
    has the graphs alone in which the trained weights are. The golden values are those of transformers in float32, for fp16
    with weights rounded to what float16 holds.
    """
    dtype, *others = dtypes(dtype)
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise FileExistsError(f"{out} is not empty; give another --out, or remove it")
    base = Base.open(overlay_of) if overlay_of else None
    family = family_of(source, revision)(source, revision)
    changed = trained.apply(family)
    files = GraphFiles(out, dtype) if base is None else overlay_files(family, changed, out, dtype, base)
    files.beside = [other for other in others if other in DTYPES]
    with whole_or_nothing(out):
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
        deviations = replay(family, files, out / "golden")
        if others:
            write_json(out / AGREEMENT, {other: agreement(family, files, other, out / "golden") for other in others})
    return deviations


@contextmanager
def whole_or_nothing(out):
    """Makes the directory, and removes it if what is written there fails or is interrupted."""
    out.mkdir(parents=True, exist_ok=True)
    try:
        yield
    except BaseException:
        shutil.rmtree(out)
        raise


def dtypes(text):
    """The dtypes of a list with commas. ValueError if they cannot be made together."""
    asked = text.split(",")
    if "quantized" in asked:
        raise ValueError(WHOLE_TENSORS)
    for one in asked:
        if one not in (*TOLERANCES, *DTYPES):
            raise ValueError(f"--dtype {text}: {one} is none of {', '.join((*TOLERANCES, *DTYPES))}")
    if asked[0] in DTYPES or (len(asked) > 1 and asked[0] != "fp32") or len(set(asked)) < len(asked):
        raise ValueError(f"--dtype {text}: others are made of float32 and compared with it, so begin with fp32: "
                         f"fp32,{','.join(dict.fromkeys(one for one in asked if one != 'fp32'))}")
    return asked


def agreement(family, files, dtype, golden):
    """Writes the graphs in half precision where these are asked for, and compares what a dtype answers with what is recorded."""
    own = files.of(dtype)
    if dtype == "fp16":
        with as_dtype(family.model, own.torch_dtype):
            family.export_graphs(own)
    agreed = Agreement()
    family.replay(own, Recorded(golden), agreed)
    return agreed.as_json()


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
