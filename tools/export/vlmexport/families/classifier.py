"""Image classifiers: whatever AutoModelForImageClassification loads (ViT, ConvNeXt, EfficientNet, Swin, …)."""
from contextlib import contextmanager

import torch
from PIL import Image
from transformers import AutoModelForImageClassification

from ..bundle import write_config
from ..goldens import digest, top
from ..precision import dtype_of
from .base import Family


class Graph(torch.nn.Module):
    """pixel_values [B, 3, H, W] -> logits [B, classes]."""

    def __init__(self, model):
        super().__init__()
        self.model = model

    def forward(self, pixel_values):
        return self.model(pixel_values=pixel_values.to(dtype_of(self))).logits.float()


class AverageOfAll(torch.nn.Module):
    """EfficientNet's last pool, whose window is larger than what it is laid on.

    torch divides by what lies within the window; ONNX Runtime (1.21) by the window, which makes next to nothing of an image.
    """

    def __init__(self, pool):
        super().__init__()
        self.pool = pool

    def forward(self, hidden):
        size = self.pool.kernel_size
        window = size if isinstance(size, tuple) else (size, size)
        if all(extent >= side for extent, side in zip(window, hidden.shape[2:])):
            return hidden.mean((2, 3), keepdim=True)
        return self.pool(hidden)


@contextmanager
def exportable_pools(model):
    """The model with pools that a runtime computes as torch does; as it was afterwards."""
    pools = [(parent, name, child) for parent in model.modules() for name, child in parent.named_children()
             if isinstance(child, torch.nn.AvgPool2d) and child.ceil_mode]
    for parent, name, pool in pools:
        setattr(parent, name, AverageOfAll(pool))
    try:
        yield
    finally:
        for parent, name, pool in pools:
            setattr(parent, name, pool)


class Classifier(Family):
    model_class = AutoModelForImageClassification

    def write_text(self, bundle):
        write_config(bundle, self.model)
        self.image_processor.save_pretrained(bundle)

    def export_graphs(self, files):
        pixels = self.pixels([Image.new("RGB", (300, 200))] * 2)
        with exportable_pools(self.model):
            files.export("model", Graph(self.model), [pixels], ["pixel_values"], ["logits"],
                         {"pixel_values": {0: "batch"}, "logits": {0: "batch"}})

    def pixels(self, images):
        return self.image_processor(images=images, return_tensors="pt")["pixel_values"].float()

    def record(self, golden):
        names = self.model.config.id2label
        rows, images = [], golden.images()
        for name, image in images:
            pixels = self.pixels([image])
            logits = Graph(self.model)(pixels)[0]
            rows.append((name, pixels[0], logits))
        stored = golden.tensor("logits", torch.stack([logits for _, _, logits in rows]))
        for row, (name, pixels, logits) in enumerate(rows):
            best = top(logits, min(20, len(logits)))
            golden.add(case="classify", image=name, pixel_values=digest(pixels),
                       logits=stored | {"row": row},
                       top20=[{"index": i, "name": names[i], "logit": logit} for i, logit in zip(best["ids"], best["logits"])])

    def replay(self, files, recorded, deviations):
        session = files.session("model")
        for case in recorded.cases:
            pixels = self.pixels([recorded.image(case["image"])])
            deviations.equal("pixel_values", digest(pixels[0])["sha256"], case["pixel_values"]["sha256"])
            got = session.run(["logits"], {"pixel_values": pixels.numpy()})[0][0]
            deviations.floats("logits", got, recorded.tensor(case["logits"]))
            deviations.answer(int(got.argmax()), case["top20"][0]["index"])


