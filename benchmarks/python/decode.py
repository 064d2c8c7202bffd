"""Hugging Face transformers: LLaVA's generate(), greedy, in static batches padded on the left; in fp16 on a GPU.

Arguments: bundle, photos, items, batch, threads, prompt, new tokens of each item (comma-separated), device.

The bundle's weights come from its model.safetensors where it has one; a bundle made of random weights has none, and its
weights are drawn again with its seed, 1. End tokens end nothing, so that every side makes the same number of tokens.
"""

import io
import os
import sys

import torch
from PIL import Image
from safetensors.torch import load_file
from transformers import AutoConfig, AutoProcessor, LlavaForConditionalGeneration

from worker import photos, serve

SEED = 1


def load(bundle):
    torch.manual_seed(SEED)
    model = LlavaForConditionalGeneration(AutoConfig.from_pretrained(bundle)).eval()
    weights = os.path.join(bundle, "model.safetensors")
    if os.path.exists(weights):
        model.load_state_dict(load_file(weights))
    model.tie_weights()
    model.generation_config.eos_token_id = None
    model.generation_config.pad_token_id = model.config.pad_token_id
    return model


def main():
    bundle, directory = sys.argv[1:3]
    items, batch, threads = map(int, sys.argv[3:6])
    prompt, limits = sys.argv[6], [int(tokens) for tokens in sys.argv[7].split(",")]
    torch.set_num_threads(threads)
    torch.set_grad_enabled(False)
    device = torch.device(sys.argv[8])
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    model, processor = load(bundle).to(device, dtype), AutoProcessor.from_pretrained(bundle)
    processor.tokenizer.padding_side = "left"
    encoded = photos(directory, items)
    images = [Image.open(io.BytesIO(encoded[i % len(encoded)])).convert("RGB") for i in range(items)]
    batches = [range(begin, min(begin + batch, items)) for begin in range(0, items, batch)]
    inputs = [
        processor(text=[prompt] * len(rows), images=[images[i] for i in rows], padding=True, return_tensors="pt")
        for rows in batches
    ]

    def generate(number):
        """As long as the longest answer of the batch; that is what a static batch takes."""
        longest = max(limits[i] for i in batches[number])
        given = inputs[number].to(device, dtype)
        return model.generate(**given, do_sample=False, max_new_tokens=longest)[:, given["input_ids"].shape[1] :]

    def measure():
        for number in range(len(batches)):
            generate(number).cpu()
        return sum(limits)

    first = [row[: limits[i]] for number, rows in enumerate(batches) for i, row in zip(rows, generate(number))]
    serve([int(token) for row in first for token in row[:1]], measure)


if __name__ == "__main__":
    main()
