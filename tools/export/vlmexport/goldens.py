"""Recorded cases: index.jsonl, one case per line, beside little-endian binary files and the images."""
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import torch
from PIL import Image

SHIPPED = Path(__file__).resolve().parents[1] / "images"
IMAGES = ("cat.jpg", "rocket.jpg", "flower.jpg")
# How far a correct program's numbers may be off, relative to the largest of a vector where that is above 1; and by how
# much a token must lead the second best to be recorded.
TOLERANCES = {"fp32": 1e-4, "fp16": 1e-2}
DECIDED = {"fp32": 5e-3, "fp16": 0.25}


class Goldens:
    """Writes a golden directory. `root`: the directory; `dtype`: of the bundle's graphs."""

    def __init__(self, root, dtype="fp32"):
        self.root, self.dtype, self.cases = Path(root), dtype, []
        self.root.mkdir(parents=True)

    @property
    def decided(self):
        return DECIDED[self.dtype]

    def images(self):
        """(name, image) of each, as the study reads them; copies them beside the cases."""
        (self.root / "images").mkdir(exist_ok=True)
        for name in (*IMAGES, "LICENSES.md"):
            shutil.copyfile(SHIPPED / name, self.root / "images" / name)
        return [(name, Image.open(self.root / "images" / name).convert("RGB")) for name in IMAGES]

    def tensor(self, name, values):
        """Writes an array to its own file; returns how the index refers to it."""
        values = as_array(values).astype("<f4")
        (self.root / f"{name}.bin").write_bytes(values.tobytes())
        return {"file": f"{name}.bin", "shape": list(values.shape), "dtype": "float32"}

    def add(self, **case):
        self.cases.append(case)

    def close(self):
        lines = "".join(json.dumps(case, ensure_ascii=False) + "\n" for case in self.cases)
        (self.root / "index.jsonl").write_text(lines, encoding="utf-8")
        settings = {"dtype": self.dtype, "tolerance": TOLERANCES[self.dtype], "decided": self.decided}
        (self.root / "golden.json").write_text(json.dumps(settings) + "\n", encoding="utf-8")


class Recorded:
    """Reads a golden directory."""

    def __init__(self, root):
        self.root = Path(root)
        self.cases = [json.loads(line) for line in (self.root / "index.jsonl").read_text(encoding="utf-8").splitlines()]

    def tensor(self, reference):
        values = np.fromfile(self.root / reference["file"], "<f4").reshape(reference["shape"])
        return values[reference["row"]] if "row" in reference else values

    def image(self, name):
        return Image.open(self.root / "images" / name).convert("RGB")


class Deviations:
    """The largest deviation of each output, as `vlmstream models verify` counts it."""

    def __init__(self):
        self.largest = {}

    def floats(self, output, got, want):
        got, want = as_array(got), as_array(want)
        if got.shape != want.shape:
            raise AssertionError(f"{output}: shape {got.shape} instead of {want.shape}")
        deviation = float(np.abs(got - want).max() / max(1.0, np.abs(want).max()))
        self.largest[output] = max(self.largest.get(output, 0.0), deviation)

    def equal(self, output, got, want):
        if got != want:
            raise AssertionError(f"{output}: {got} instead of {want}")
        self.largest.setdefault(output, 0.0)

    def answer(self, got, want):
        """What a case comes to where its numbers are compared anyway: the class that is ranked first."""


class Agreement(Deviations):
    """How often graphs of another dtype answer as those whose cases are recorded, and how far their numbers are apart."""

    INPUTS = ("pixel_values", "input_ids")

    def __init__(self):
        super().__init__()
        self.answers = self.same = 0

    def equal(self, output, got, want):
        if output in self.INPUTS:
            super().equal(output, got, want)
        else:
            self.answer(got, want)

    def answer(self, got, want):
        self.answers += 1
        self.same += got == want

    def as_json(self):
        largest = {output: float(f"{deviation:.3g}") for output, deviation in self.largest.items() if output not in self.INPUTS}
        return {"answers": self.answers, "same": self.same, "largestDeviation": largest}


def as_array(values):
    values = values.detach().float().numpy() if isinstance(values, torch.Tensor) else values
    return np.ascontiguousarray(values)


def digest(values):
    """Identifies a preprocessed image without storing it: SHA-256 of the little-endian float32 bytes."""
    values = as_array(values).astype("<f4")
    flat = values.reshape(-1)
    return {"shape": list(values.shape), "dtype": "float32", "sha256": hashlib.sha256(values.tobytes()).hexdigest(),
            "mean": float(flat.mean(dtype=np.float64)), "std": float(flat.std(dtype=np.float64)),
            "first": [float(v) for v in flat[:64]]}


def top(logits, count=20):
    """The largest logits, largest first, and how far apart the first two are."""
    values = as_array(logits).reshape(-1)
    order = np.argsort(-values, kind="stable")[:count]
    return {"ids": [int(i) for i in order], "logits": [float(values[i]) for i in order],
            "gap": float(values[order[0]] - values[order[1]])}
