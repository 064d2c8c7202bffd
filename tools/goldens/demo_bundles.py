"""Records what the demo's models answer, for `vlmstream models verify`: transformers' processors and tokenizers, the bundles'
graphs in ONNX Runtime.

    python tools/goldens/demo_bundles.py    # the packages of tools/export/requirements.txt

Reads demo/models and three pictures of demo/data/emoji; writes demo/models/BUNDLE/golden, which refers to these pictures.
"""
import json
import math
import shutil
import sys
from pathlib import Path

import numpy as np
from PIL import Image
from transformers import AutoTokenizer, CLIPImageProcessor

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/export"))
from vlmexport.goldens import Goldens, digest, top  # noqa: E402
from vlmexport.onnxfiles import session  # noqa: E402
from vlmexport.replay import GraphDecoder, mask_positions, merged  # noqa: E402

DATA, MODELS = ROOT / "demo/data/emoji", ROOT / "demo/models"
PICTURES = ("images/133_monkey_twemoji.jpg", "images/347_house-with-garden_noto.jpg", "images/534_game-die_noto.jpg")
CLASSES = ["monkey", "house with garden", "game die", "wine glass", "carrot", "funeral urn"]
TEMPLATE = "A photo of a {}"
QUESTION = "What type of object is in this photo?"
NEW_TOKENS = 16


class Bundle:
    def __init__(self, name):
        self.folder = MODELS / name
        self.config = json.loads((self.folder / "config.json").read_text(encoding="utf-8"))
        shutil.rmtree(self.folder / "golden", ignore_errors=True)
        self.golden = Goldens(self.folder / "golden")
        self.processor = CLIPImageProcessor.from_pretrained(self.folder)

    def session(self, stem):
        return session(self.folder / "onnx" / f"{stem}.onnx")

    def pixels(self):
        """(name, pixel values of a batch of one) of each picture."""
        return [(name, self.processor(Image.open(DATA / name).convert("RGB"), return_tensors="np")["pixel_values"].astype("<f4"))
                for name in PICTURES]

    def tokenizer(self):
        return AutoTokenizer.from_pretrained(self.folder)


def unit(rows):
    return rows / np.linalg.norm(rows, axis=-1, keepdims=True)


def clip():
    bundle = Bundle("emoji-clip")
    golden, tokenizer, vision, text = bundle.golden, bundle.tokenizer(), bundle.session("vision_model"), bundle.session("text_model")
    texts = [TEMPLATE.format(name) for name in CLASSES]
    tokens = [{n: np.array([v], np.int64) for n, v in tokenizer(t).items()} for t in texts]
    embeds = np.concatenate([text.run(["text_embeds"], {n: t[n] for n in ("input_ids", "attention_mask")})[0] for t in tokens])
    stored = golden.tensor("text_embeds", embeds)
    for row, (t, inputs) in enumerate(zip(texts, tokens)):
        golden.add(case="text", text=t, input_ids=inputs["input_ids"][0].tolist(),
                   attention_mask=inputs["attention_mask"][0].tolist(), text_embeds=stored | {"row": row})
    pixels = bundle.pixels()
    images = np.concatenate([vision.run(["image_embeds"], {"pixel_values": p})[0] for _, p in pixels])
    stored = golden.tensor("image_embeds", images)
    for row, (name, p) in enumerate(pixels):
        golden.add(case="image", image=name, pixel_values=digest(p[0]), image_embeds=stored | {"row": row})
    scale = math.exp(bundle.config["logit_scale_init_value"])
    for (name, _), image in zip(pixels, images):
        logits = scale * (unit(embeds.astype(np.float64)) @ unit(image.astype(np.float64)))
        shares = np.exp(logits - logits.max())
        golden.add(case="zero_shot", image=name, template=TEMPLATE, classes=CLASSES, logit_scale=scale, logit_bias=0.0,
                   logits=logits.round(5).tolist(), probabilities=(shares / shares.sum()).round(7).tolist(),
                   ranking=np.argsort(-logits, kind="stable").tolist())
    golden.close()


def classifier():
    bundle = Bundle("emoji-classifier")
    graph, pixels = bundle.session("model"), bundle.pixels()
    logits = np.concatenate([graph.run(["logits"], {"pixel_values": p})[0] for _, p in pixels])
    stored = bundle.golden.tensor("logits", logits)
    for row, (name, p) in enumerate(pixels):
        best = top(logits[row])
        names = bundle.config["id2label"]
        bundle.golden.add(case="classify", image=name, pixel_values=digest(p[0]), logits=stored | {"row": row},
                          top20=[{"index": i, "name": names[str(i)], "logit": logit}
                                 for i, logit in zip(best["ids"], best["logits"])])
    bundle.golden.close()


def answer(decoder, embeds, mask, end):
    """Greedy: token ids, how far each led the second best, the first logits."""
    ids, gaps, first, past, step = [], [], None, None, 0
    while len(ids) < NEW_TOKENS and (not ids or ids[-1] != end):
        past = decoder.step(embeds, mask, mask_positions(step, mask), past)
        logits = past["logits"][0, -1]
        first = logits if first is None else first
        two = np.sort(logits)[-2:]
        ids.append(int(logits.argmax()))
        gaps.append(float(two[1] - two[0]))
        embeds, mask = decoder.embeds([[ids[-1]]]), np.concatenate([mask, np.ones((1, 1), np.int64)], 1)
        step += 1
    return ids, gaps, first


def vlm(name):
    bundle = Bundle(name)
    golden, tokenizer, vision = bundle.golden, bundle.tokenizer(), bundle.session("vision_encoder")
    decoder = GraphDecoder(bundle)
    image_token, count = bundle.config["image_token_index"], bundle.config["image_seq_length"]
    template = json.loads((bundle.folder / "chat_template.json").read_text(encoding="utf-8"))["chat_template"]
    message = {"role": "user", "content": [{"type": "image"}, {"type": "text", "text": QUESTION}]}
    prompt = tokenizer.apply_chat_template([message], chat_template=template, tokenize=False, add_generation_prompt=True)
    ids = np.array([[t for token in tokenizer(prompt).input_ids for t in [token] * (count if token == image_token else 1)]])
    for n, (image, pixels) in enumerate(bundle.pixels()):
        features = vision.run(None, {"pixel_values": pixels})[0]
        golden.add(kind="image", id=f"image-{n}", image=image, prompt=prompt, pixel_values=digest(pixels),
                   image_features=digest(features), image_features_bin=golden.tensor(f"image-{n}.image_features", features))
        embeds = merged(decoder.embeds(ids), ids, image_token, features.reshape(-1, features.shape[-1]))
        new, gaps, first = answer(decoder, embeds, np.ones(ids.shape, np.int64), bundle.config["eos_token_id"])
        # An answer ends before a token that rounding may decide.
        sure = next((step for step, gap in enumerate(gaps) if gap < golden.decided), len(new))
        if sure == 0:
            raise SystemExit(f"{name}: rounding may decide the first token about {image}; take another picture")
        new, gaps = new[:sure], gaps[:sure]
        golden.add(kind="generate", id=f"open_world-chat-{n}", task="open_world", style="chat", image=image, question=QUESTION,
                   prompt=prompt, input_ids=ids[0].tolist(), max_new_tokens=len(new), generated_ids=new,
                   finish="eos" if new[-1] == bundle.config["eos_token_id"] else "length",
                   text=tokenizer.decode(new, skip_special_tokens=True), min_gap=min(gaps), step_gaps=gaps,
                   first_logits_top=top(first), first_logits=golden.tensor(f"open_world-chat-{n}.first_logits", first))
    golden.close()


if __name__ == "__main__":
    clip()
    classifier()
    for vision_language in ("emoji-vlm", "emoji-vlm-finetuned"):
        vlm(vision_language)
