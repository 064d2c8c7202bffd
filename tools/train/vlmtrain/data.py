"""Datasets in the study's form, lines of image, label and split; and what a run left of one."""
import json
import random
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from PIL import Image

SEED = 1234


@dataclass(frozen=True)
class Example:
    """A conversation about an image, or about none: what is learnt are its answers.

    `image`: a file, what the projector reads of an image [tokens, Dv], or None. `turns`: (question, answer), one after another.
    `prompt`: the only turn's as a run sent it, in place of what the chat template makes of the question.
    """

    image: Path | torch.Tensor | None
    turns: tuple
    prompt: str | None = None


def read(file, split, question, field="label"):
    """[(an example, its label or None)] of a split, in the study's order: shuffled with its seed. `field` has the answer."""
    found, splits = [], set()
    for number, text in enumerate(file.read_text(encoding="utf-8").splitlines(), 1):
        line = _line(text, f"{file}:{number}")
        splits |= {str(line.get("split"))} if line else set()
        if line and line.get("split", split) == split:
            found.append((_example(line, question, field, file.parent, f"{file}:{number}"), line.get("label")))
    if not found:
        raise ValueError(f"{file} has no line of split {split}; it has {sorted(splits)}")
    return shuffled(found)


def _line(text, place):
    try:
        line = json.loads(text) if text.strip() else {}
    except json.JSONDecodeError as problem:
        raise ValueError(f"{place} is no JSON: {problem.msg} at column {problem.colno}") from problem
    if not isinstance(line, dict):
        raise ValueError(f"{place} is no object {{image, label, split}}")
    return line


def _example(line, question, field, root, place):
    answer, image = line.get(field), line.get("image")
    if not isinstance(answer, str) or not answer.strip():
        cure = "checkpoints are judged by it, unless --held-out none" if field == "label" else "--caption names another field"
        raise ValueError(f"{place} has no {field}, but {', '.join(sorted(line))}; {cure}")
    if not isinstance(image, str) or not (root / image).is_file():
        raise ValueError(f"{place}: its image {image!r} is no file in {root}")
    return Example(root / image, ((question, answer),))


def read_run(file, digest):
    """Examples as a run has them: of the .npy and the .jsonl beside it that
    `vlmstream export RUN --features projector_input --format npy` writes. `digest` is the bundle's that is to be trained."""
    values, beside = np.load(file, mmap_mode="r"), file.with_suffix(".jsonl")
    rows = [json.loads(line) for line in beside.read_text(encoding="utf-8").splitlines()]
    if len(rows) != len(values) or values.ndim != 3:
        raise ValueError(f"{file} has the shape {values.shape} for {len(rows)} lines of {beside}; export both again")
    strange, nameless = {row["digest"] for row in rows} - {digest}, [row["item"] for row in rows if row.get("label") is None]
    if strange:
        raise ValueError(f"{file} is of a bundle with digest {min(strange)}, not of the one to be trained, {digest}")
    if nameless:
        raise ValueError(f"{len(nameless)} items of {beside} have no label, {nameless[0]} first; push a dataset with labels")
    prompts = sorted({row.get("prompt") for row in rows})
    if len(prompts) != 1:
        raise ValueError(f"{beside} has {len(prompts)} prompts; train on a run that asks one question of all images")
    values = torch.from_numpy(values[:].astype(np.float32))
    return shuffled([Example(value, (("", row["label"]),), prompts[0]) for value, row in zip(values, rows)])


def shuffled(items):
    """In the study's order."""
    items = list(items)
    random.Random(SEED).shuffle(items)
    return items


def pixels(processor, paths):
    return np.concatenate([processor(images=Image.open(path).convert("RGB"), return_tensors="np")["pixel_values"]
                           for path in paths]).astype(np.float32)
