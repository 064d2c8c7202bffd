"""Hugging Face transformers: CLIP's or SigLIP's image embeddings, batch after batch, from pixels in memory, on a GPU in fp16.

Arguments: bundle (with model.safetensors), photos, pictures, items, batch, device.
"""

import io
import sys

import torch
from PIL import Image
from transformers import AutoImageProcessor, AutoModel

from worker import photos, serve


def main():
    bundle, directory = sys.argv[1:3]
    pictures, items, batch = map(int, sys.argv[3:6])
    device = torch.device(sys.argv[6])
    dtype = torch.float16 if device.type == "cuda" else torch.float32
    torch.set_grad_enabled(False)
    model = AutoModel.from_pretrained(bundle, torch_dtype=dtype).eval().to(device)
    processor = AutoImageProcessor.from_pretrained(bundle, use_fast=False)
    images = [Image.open(io.BytesIO(encoded)).convert("RGB") for encoded in photos(directory, pictures)]
    pixels = [processor(images=image, return_tensors="pt")["pixel_values"][0] for image in images]

    def embed(some):
        return model.get_image_features(pixel_values=torch.stack(some).to(device, dtype)).float().cpu()

    def measure():
        for begin in range(0, items, batch):
            embed([pixels[i % len(pixels)] for i in range(begin, min(begin + batch, items))])
        return items

    largest = [int(at) for begin in range(0, len(pixels), batch) for at in embed(pixels[begin : begin + batch]).argmax(1)]
    measure()
    serve(largest, measure)


if __name__ == "__main__":
    main()
