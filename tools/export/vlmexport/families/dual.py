"""Dual encoders: an image tower and a text tower that meet in one space."""
import numpy as np
import torch
from PIL import Image

from ..goldens import digest
from ..precision import dtype_of
from .base import Family, image_processor

TEMPLATE = "A photo of a {}"
CLASSES = ["cat", "dog", "rocket", "flower", "cup of coffee", "giant panda", "tench", "T-shirt", "Granny Smith apple",
           "kite (bird of prey)"]


class Tower(torch.nn.Module):
    """pixel_values or input_ids[, attention_mask] -> embedding [B, D], not normalised, and hidden states [B, T, H]."""

    def __init__(self, tower, projection=None):
        super().__init__()
        self.tower, self.projection = tower, projection or torch.nn.Identity()

    def forward(self, first, attention_mask=None):
        if first.is_floating_point():
            out = self.tower(pixel_values=first.to(dtype_of(self.tower)))
        else:
            out = self.tower(input_ids=first, attention_mask=attention_mask)
        return self.projection(out.pooler_output).float(), out.last_hidden_state.float()


class DualEncoder(Family):
    """Subclasses give the towers, the names of their embeddings, and how a text becomes ids."""

    image_output = "image_embeds"
    text_output = "text_embeds"
    text_inputs = ("input_ids", "attention_mask")
    sigmoid = False

    def read_processor(self, source, revision):
        self.image_processor = image_processor(source, revision)
        self.tokenizer = self.read_tokenizer(source, revision)

    def read_tokenizer(self, source, revision):
        raise NotImplementedError

    def towers(self):
        """(image tower, text tower)."""
        raise NotImplementedError

    def tokens(self, texts):
        """The text graph's inputs by name, as tensors."""
        raise NotImplementedError

    @property
    def scale(self):
        return float(self.model.logit_scale.exp())

    @property
    def bias(self):
        return float(self.model.logit_bias) if self.sigmoid else 0.0

    def pixels(self, image):
        return self.image_processor(images=image, return_tensors="pt")["pixel_values"].float()

    def export_graphs(self, files):
        vision, text = self.towers()
        names = ["pixel_values", self.image_output, "last_hidden_state"]
        pixels = self.pixels([Image.new("RGB", (300, 200))] * 2)
        files.export("vision_model", vision, [pixels], names[:1], names[1:], {n: {0: "batch"} for n in names})
        tokens, outputs = self.tokens(["a photo of a tench", "cat"]), [self.text_output, "last_hidden_state"]
        axes = {n: {0: "batch", 1: "sequence"} for n in (*self.text_inputs, "last_hidden_state")}
        files.export("text_model", text, [tokens[n] for n in self.text_inputs], list(self.text_inputs), outputs,
                     axes | {self.text_output: {0: "batch"}})

    def record(self, golden):
        vision, text = self.towers()
        texts = [TEMPLATE.format(name) for name in CLASSES]
        rows = [(t, self.tokens([t])) for t in texts]
        embeds = torch.cat([text(*(inputs[n] for n in self.text_inputs))[0] for _, inputs in rows])
        stored = golden.tensor("text_embeds", embeds)
        for row, (t, inputs) in enumerate(rows):
            golden.add(case="text", text=t, **{n: inputs[n][0].tolist() for n in self.text_inputs},
                       **{self.text_output: stored | {"row": row}})
        pixels = [(name, self.pixels(image)) for name, image in golden.images()]
        images = torch.cat([vision(p)[0] for _, p in pixels])
        stored = golden.tensor("image_embeds", images)
        for row, (name, p) in enumerate(pixels):
            golden.add(case="image", image=name, pixel_values=digest(p[0]),
                       **{self.image_output: stored | {"row": row}})
        for (name, _), image in zip(pixels, images):
            self.record_scores(golden, name, image, embeds)

    def record_scores(self, golden, name, image, texts):
        cosines = torch.nn.functional.normalize(texts, dim=-1) @ torch.nn.functional.normalize(image, dim=-1)
        logits = self.scale * cosines + self.bias
        shares = logits.sigmoid() if self.sigmoid else logits.softmax(-1)
        golden.add(case="zero_shot", image=name, template=TEMPLATE, classes=CLASSES,
                   logit_scale=self.scale, logit_bias=self.bias, logits=[round(float(v), 5) for v in logits],
                   probabilities=[round(float(v), 7) for v in shares],
                   ranking=np.argsort(-logits.numpy(), kind="stable").tolist())

    def replay(self, files, recorded, deviations):
        vision, text = files.session("vision_model"), files.session("text_model")
        texts, images = [], {}  # as the graphs give them, in the order of CLASSES, and by name
        for case in recorded.cases:
            if case["case"] == "text":
                tokens = self.tokens([case["text"]])
                deviations.equal("input_ids", tokens["input_ids"][0].tolist(), case["input_ids"])
                got = text.run([self.text_output], {n: tokens[n].numpy() for n in self.text_inputs})[0][0]
                deviations.floats(self.text_output, got, recorded.tensor(case[self.text_output]))
                texts.append(got / np.linalg.norm(got))
            elif case["case"] == "image":
                pixels = self.pixels(recorded.image(case["image"]))
                deviations.equal("pixel_values", digest(pixels[0])["sha256"], case["pixel_values"]["sha256"])
                got = vision.run([self.image_output], {"pixel_values": pixels.numpy()})[0][0]
                deviations.floats("image_embeds", got, recorded.tensor(case[self.image_output]))
                images[case["image"]] = got
            else:
                deviations.answer(int(np.argmax(np.stack(texts) @ images[case["image"]])), case["ranking"][0])
