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


def pixels(processor, paths):
    return np.concatenate([processor(images=Image.open(path).convert("RGB"), return_tensors="np")["pixel_values"]
                           for path in paths]).astype(np.float32)


class Prompts:
    """Token ids of question and answer as the bundle's chat template and tokenizer have them."""

    def __init__(self, processor, question, image_token, image_tokens):
        tokenizer = processor.tokenizer
        content = [{"type": "image"}, {"type": "text", "text": question}]
        text = processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)
        self.tokenizer, self.image_token = tokenizer, image_token
        self.prompt = [each for token in tokenizer(text).input_ids
                       for each in ([image_token] * image_tokens if token == image_token else [token])]
        if self.prompt.count(image_token) != image_tokens:
            raise ValueError("the chat template puts no image token into a prompt with an image")

    def answer(self, label):
        return self.tokenizer(label, add_special_tokens=False).input_ids + [self.tokenizer.eos_token_id]
