"""A dataset in the study's form: lines of image, label and split."""
import json
import random

import numpy as np
from PIL import Image

SEED = 1234


def read(file, split):
    """[(image's path, label)] of a split, in the study's order: shuffled with its seed."""
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines() if line.strip()]
    found = [(file.parent / line["image"], line["label"]) for line in lines if line.get("split", split) == split]
    if not found:
        raise ValueError(f"{file} has no line of split {split}; it has {sorted({str(line.get('split')) for line in lines})}")
    random.Random(SEED).shuffle(found)
    return found


def read_run(file, digest):
    """(what the projector reads [N, tokens, Dv], labels, the prompt) as a run has them: of the .npy and the .jsonl beside it that
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
    order = list(range(len(rows)))
    random.Random(SEED).shuffle(order)
    return values[order].astype(np.float32), [rows[at]["label"] for at in order], prompts[0]


def pixels(processor, paths):
    return np.concatenate([processor(images=Image.open(path).convert("RGB"), return_tensors="np")["pixel_values"]
                           for path in paths]).astype(np.float32)


def chat_prompt(processor, question):
    """The prompt as the bundle's chat template has it."""
    content = [{"type": "image"}, {"type": "text", "text": question}]
    return processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)


class Prompts:
    """Token ids of a prompt, its image token repeated as the encoder needs it, and of answers."""

    def __init__(self, tokenizer, text, image_token, image_tokens):
        self.tokenizer, self.image_token = tokenizer, image_token
        self.prompt = [each for token in tokenizer(text).input_ids
                       for each in ([image_token] * image_tokens if token == image_token else [token])]
        if self.prompt.count(image_token) != image_tokens:
            raise ValueError(f"the prompt has not one image token: {text!r}")

    def answer(self, label):
        return self.tokenizer(label, add_special_tokens=False).input_ids + [self.tokenizer.eos_token_id]
