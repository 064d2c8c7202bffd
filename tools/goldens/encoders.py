"""Records what the test bundles without a language model answer: transformers' processors, their graphs in ONNX Runtime.

    python tools/goldens/encoders.py    # transformers 4.51.3, sentencepiece, onnxruntime, Pillow

Reads libs/inference/src/test/resources/models/{tiny-siglip,tiny-eva-clip,tiny-vit} and the open pictures of preprocessing's tests; writes
golden/BUNDLE there: index.jsonl, the numbers that it points at, and for CLIP's tokenizer tokenizer.jsonl.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image
from transformers import AutoImageProcessor, AutoTokenizer

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "libs" / "inference" / "src" / "test" / "resources"
PICTURES = ROOT / "libs" / "preprocessing" / "src" / "test" / "resources" / "image"
PICTURES = ["china.jpg", "flower.jpg", "coffee_lossy.webp", "astronaut_rgba.png", "cat_cmyk.jpg", "tall_10x700.jpg"]
CLASSES = ["pagoda", "cat", "Espresso", "rocket", "St. Bernard", "potter's wheel", "daisy", "astronaut", "Black and Tan Coonhound"]
TEMPLATES = ["itap of a {}.", "a bad photo of the {}.", "a origami {}.", "a photo of the large {}.", "art of the {}."]
TEXTS = ["A photo of a pagoda", "itap of a CAT.", "", "  many   spaces \n and\tlines ", "don't can't we'll", "café naïve Ångström", "日本語 中文",
         "😀 robot 🤖", "hello, world!? (twice)", "3.14159 + 2,000", "word " * 100]
HARD = TEXTS + ["e-mail@example.com #tag", "\"quotes\" “curly” ‘single’", "under_score __init__", "100% $5 €5", "ÀÉÎÕÜ ß İstanbul ﬁ",
                "Ελληνικά Русский עברית", "ไทย हिन्दी", "👨‍👩‍👧‍👦 family 🇩🇪", "zero\u200bwidth", "non\u00a0breaking", "½ ² ™", "<|endoftext|>", "x" * 300,
                "it''s 's", "a.b.c", "C++ C#", "MiXeD cAsE", "🐶" * 60, "\u0007 bell", "line\u2028separator", "a\u3000space"]


class Bundle:
    def __init__(self, name):
        self.folder, self.out, self.lines = RESOURCES / "models" / name, RESOURCES / "golden" / name, []
        self.out.mkdir(parents=True, exist_ok=True)
        self.config = json.loads((self.folder / "config.json").read_text())
        self.pixels_of = AutoImageProcessor.from_pretrained(self.folder)

    def graph(self, stem):
        return ort.InferenceSession(str(self.folder / "onnx" / f"{stem}.onnx"), providers=["CPUExecutionProvider"])

    def pixels(self, file):
        image = Image.open(PICTURES / "preprocess-open" / file).convert("RGB")
        return self.pixels_of(image, return_tensors="np")["pixel_values"].astype("<f4")

    def rows(self, name, rows):
        """Writes a matrix; -> what points at each row."""
        rows = np.array(rows, "<f4")
        rows.tofile(self.out / f"{name}.bin")
        return [{"file": f"{name}.bin", "dtype": "float32", "shape": list(rows.shape), "row": n} for n in range(len(rows))]

    def picture(self, file, pixels):
        digest = hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()
        return {"image": f"image/preprocess-open/{file}", "pixel_values": {"shape": list(pixels.shape[1:]), "float32_sha256": digest}}

    def write(self, file="index.jsonl", lines=None):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines or self.lines)
        (self.out / file).write_text(text, encoding="utf-8")


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


class DualEncoder(Bundle):
    def __init__(self, name, output, scale, sigmoid):
        super().__init__(name)
        self.output, self.sigmoid, self.scale = output, sigmoid, float(np.exp(self.config[scale]))
        self.bias = self.config.get("logit_bias", 0.0)
        self.tokenizer = AutoTokenizer.from_pretrained(self.folder)
        self.vision, self.text = self.graph("vision_model"), self.graph("text_model")

    def tokens(self, text):
        """As SigLIP is trained, filled up to 64; CLIP's texts alone, not filled up."""
        limit = {"max_length": 64, "padding": "max_length"} if self.sigmoid else {"max_length": 77}
        return self.tokenizer(text, truncation=True, **limit)["input_ids"]

    def embed_text(self, text):
        ids = np.array([self.tokens(text)], np.int64)
        feed = {"input_ids": ids, "attention_mask": np.ones_like(ids)}
        declared = {i.name for i in self.text.get_inputs()}
        return self.text.run(None, {k: v for k, v in feed.items() if k in declared})[0][0]

    def head(self, templates):
        texts = [[self.embed_text(t.format(c)) for t in templates] for c in CLASSES]
        return unit(unit(np.array(texts, np.float64)).mean(1))

    def scores(self, case, embeds, head, **more):
        for file, embed in zip(PICTURES, embeds):
            logits = self.scale * (head @ unit(embed.astype(np.float64))) + self.bias
            shared = np.exp(logits - logits.max())
            probabilities = 1 / (1 + np.exp(-logits)) if self.sigmoid else shared / shared.sum()
            self.lines.append({"case": case, "image": f"image/preprocess-open/{file}", **more, "classes": CLASSES,
                               "logit_scale": self.scale, "logit_bias": self.bias, "logits": logits.round(5).tolist(),
                               "probabilities": probabilities.round(7).tolist(), "ranking": np.argsort(-logits).tolist()})

    def record(self, side):
        for text, row in zip(TEXTS, self.rows("text_embeds", [self.embed_text(t) for t in TEXTS])):
            ids = self.tokens(text)
            mask = {} if self.sigmoid else {"attention_mask": [1] * len(ids)}
            self.lines.append({"case": "text", "text": text, "input_ids": ids, **mask, side[1]: row})
        pixels = [self.pixels(file) for file in PICTURES]
        embeds = [self.vision.run([self.output], {"pixel_values": p})[0][0] for p in pixels]
        for file, values, row in zip(PICTURES, pixels, self.rows("image_embeds", embeds)):
            self.lines.append({"case": "image", **self.picture(file, values), side[0]: row})
        self.scores("zero_shot", embeds, self.head(["A photo of a {}"]), template="A photo of a {}")
        ensemble = self.head(TEMPLATES)
        whole = {k: v for k, v in self.rows("ensemble_class_embeds", ensemble)[0].items() if k != "row"}
        self.scores("template_ensemble", embeds, ensemble, templates=TEMPLATES, class_embeds=whole)
        self.write()


def classifier(name):
    bundle = Bundle(name)
    graph, pixels = bundle.graph("model"), [bundle.pixels(file) for file in PICTURES]
    logits = [graph.run(["logits"], {"pixel_values": p})[0][0] for p in pixels]
    for file, values, row, own in zip(PICTURES, pixels, bundle.rows("logits", logits), logits):
        top = [{"index": int(n), "name": bundle.config["id2label"][str(n)], "logit": round(float(own[n]), 5)}
               for n in np.argsort(-own, kind="stable")[:20]]
        bundle.lines.append({"case": "classify", **bundle.picture(file, values), "logits": row, "top20": top})
    bundle.write()


def main():
    DualEncoder("tiny-siglip", "pooler_output", "logit_scale", True).record(("pooler_output", "pooler_output"))
    eva = DualEncoder("tiny-eva-clip", "image_embeds", "logit_scale_init_value", False)
    eva.record(("image_embeds", "text_embeds"))
    eva.write("tokenizer.jsonl", [{"text": text, "input_ids": eva.tokens(text)} for text in HARD])
    classifier("tiny-vit")


if __name__ == "__main__":
    main()
