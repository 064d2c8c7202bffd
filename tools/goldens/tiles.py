"""Records what the test bundles of tiles answer: transformers' processors, their graphs in ONNX Runtime, a greedy loop.

    python tools/goldens/tiles.py    # torch 2.6.0, transformers 4.51.3, onnxruntime, Pillow

Reads libs/inference/src/test/resources/models/{tiny-llava-next,tiny-llava-onevision,tiny-smolvlm}, or those named, and the open
pictures of preprocessing's tests; writes golden/BUNDLE there, and for LLaVA-NeXT and LLaVA-OneVision how many image tokens their
processors count for pictures of many sizes. A case whose two best logits come closer than 0.001 at any step is refused rather than recorded.
"""
import hashlib
import json
import sys
from pathlib import Path
from types import SimpleNamespace

import numpy as np
import onnxruntime as ort
import torch
from PIL import Image
from transformers import (AutoConfig, AutoProcessor, LlavaNextForConditionalGeneration, LlavaOnevisionForConditionalGeneration,
                          LlavaOnevisionImageProcessor, LlavaOnevisionProcessor, LlavaOnevisionVideoProcessor)
from transformers.image_processing_utils import select_best_resolution

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "libs" / "inference" / "src" / "test" / "resources"
PICTURES = ROOT / "libs" / "preprocessing" / "src" / "test" / "resources"
NEW_TOKENS, MIN_GAP = 24, 1e-3
OPEN = "What type of object is in this photo?"
CLOSED = OPEN + ' Choose one from "pagoda, cat, rocket, espresso, skyscraper".'
MCQ = "Where is this most often found?\nA. In a kitchen\nB. In the sea\nC. In a forest\nD. In an office\nChoose A, B, C, or D."
TEXT_ONLY = "Name three kinds of bird."


class LlavaNext:
    name = "tiny-llava-next"
    # Grids of 2 x 2, 3 x 1 and twice 1 x 2, padded on all sides, at the sides and above.
    images = ["china.jpg", "tall_10x700.jpg", "cat_cmyk.jpg", "upscaled_33x21.png"]

    @staticmethod
    def study(chat, question, image):
        return f"[INST] {'<image>' + chr(10) if image else ''}{question}[/INST]"

    @staticmethod
    def features(bundle, inputs):
        newline = torch.from_numpy(np.fromfile(bundle.folder / "image_newline.bin", "<f4"))
        tiles = torch.from_numpy(bundle.run("vision_encoder", pixel_values=inputs["pixel_values"][0])["image_features"])
        packed, _ = LlavaNextForConditionalGeneration.pack_image_features(
            SimpleNamespace(config=bundle.config), [tiles], [inputs["image_sizes"][0].tolist()], "default", newline)
        return packed.numpy()


class LlavaOnevision:
    name = "tiny-llava-onevision"
    # Made fewer; 6 x 1 and 1 x 1 tiles, padded; made fewer without padding at the sides.
    images = ["china.jpg", "tall_10x700.jpg", "upscaled_33x21.png", "cat_cmyk.jpg"]

    @staticmethod
    def study(chat, question, image):
        return chat(question, image)

    @staticmethod
    def features(bundle, inputs):
        newline = torch.from_numpy(np.fromfile(bundle.folder / "image_newline.bin", "<f4"))
        tiles = torch.from_numpy(bundle.run("vision_encoder", pixel_values=inputs["pixel_values"][0])["image_features"])
        packed, _ = LlavaOnevisionForConditionalGeneration.pack_image_features(
            SimpleNamespace(config=bundle.config), [tiles], [inputs["image_sizes"][0].tolist()], newline,
            bundle.config.vision_aspect_ratio)
        return packed.numpy()


class SmolVlm:
    name = "tiny-smolvlm"
    # Three grids: 3 x 4, 4 x 1, 4 x 4.
    images = ["china.jpg", "tall_10x700.jpg", "astronaut_rgba.png", "cat_cmyk.jpg"]

    @staticmethod
    def study(chat, question, image):
        return chat(question + "\nAnswer briefly.", image)

    @staticmethod
    def features(bundle, inputs):
        out = bundle.run("vision_encoder", pixel_values=inputs["pixel_values"],
                         pixel_attention_mask=inputs["pixel_attention_mask"].astype(bool))
        return out["image_features"].reshape(-1, out["image_features"].shape[-1])


class Bundle:
    def __init__(self, family):
        self.family, self.folder = family, RESOURCES / "models" / family.name
        self.config = AutoConfig.from_pretrained(self.folder)
        self.processor = AutoProcessor.from_pretrained(self.folder)
        self.eos = json.loads((self.folder / "generation_config.json").read_text())["eos_token_id"]
        self.image_token = getattr(self.config, "image_token_index", None) or self.config.image_token_id
        self.graphs = {g: ort.InferenceSession(str(self.folder / "onnx" / f"{g}.onnx"), providers=["CPUExecutionProvider"])
                       for g in ("vision_encoder", "embed_tokens", "decoder_model_merged")}

    def run(self, graph, **feed):
        names = [o.name for o in self.graphs[graph].get_outputs()]
        return dict(zip(names, self.graphs[graph].run(names, feed)))

    def chat(self, question, image):
        content = ([{"type": "image"}] if image else []) + [{"type": "text", "text": question}]
        return self.processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)

    def inputs(self, prompt, file):
        images = {"images": [Image.open(PICTURES / file).convert("RGB")]} if file else {}
        return self.processor(text=[prompt], return_tensors="np", **images)

    def step(self, embeds, length, past):
        feed = {"inputs_embeds": embeds, "attention_mask": np.ones((1, length), np.int64), **past}
        for spec in self.graphs["decoder_model_merged"].get_inputs():
            if spec.name == "position_ids":
                feed[spec.name] = np.arange(length - embeds.shape[1], length, dtype=np.int64)[None]
            elif spec.name == "num_logits_to_keep":
                feed[spec.name] = np.array(1, np.int64)
            elif spec.name.startswith("past") and spec.name not in feed:
                feed[spec.name] = np.zeros((1, spec.shape[1], 0, spec.shape[3]), np.float32)
        out = self.run("decoder_model_merged", **feed)
        past = {n.replace("present", "past_key_values"): v for n, v in out.items() if n.startswith("present")}
        return out["logits"][0, -1], past

    def embeds(self, ids, features=None):
        embeds = self.run("embed_tokens", input_ids=np.array([ids], np.int64))["inputs_embeds"]
        if features is not None:
            embeds[0, np.array(ids) == self.image_token] = features
        return embeds

    def greedy(self, ids, features, eos, limit):
        """-> new ids, the first step's logits, the smallest gap of the two best logits."""
        embeds, length, past, new, first, gap = self.embeds(ids, features), len(ids), {}, [], None, np.inf
        while len(new) < limit and not (new and new[-1] in eos):
            logits, past = self.step(embeds, length, past)
            first = logits if first is None else first
            second, best = np.sort(logits)[-2:]
            gap = min(gap, float(best - second))
            new.append(int(logits.argmax()))
            embeds, length = self.embeds(new[-1:]), length + 1
        return new, first, gap


class Recorder:
    def __init__(self, bundle):
        self.bundle, self.out, self.cases = bundle, RESOURCES / "golden" / bundle.family.name, []
        self.out.mkdir(parents=True, exist_ok=True)

    def tensor(self, name, values):
        values.astype("<f4").tofile(self.out / f"{name}.bin")
        return {"file": f"{name}.bin", "shape": list(values.shape), "dtype": "float32"}

    def image(self, n, file, keep):
        inputs = self.bundle.inputs(self.bundle.chat(OPEN, True), file)
        pixels, features = inputs["pixel_values"], self.bundle.family.features(self.bundle, inputs)
        self.cases.append({
            "kind": "image", "id": f"image-{n}", "image": file,
            "pixel_values": {"shape": list(pixels.shape), "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()},
            "image_features_bin": self.tensor(f"image-{n}.image_features", features) if keep else None})

    def answer(self, ident, prompt, file, eos=None, limit=NEW_TOKENS):
        bundle, inputs = self.bundle, self.bundle.inputs(prompt, file)
        features = bundle.family.features(bundle, inputs) if file else None
        ids, eos = inputs["input_ids"][0].tolist(), eos or [bundle.eos]
        new, logits, gap = bundle.greedy(ids, features, eos, limit)
        if gap < MIN_GAP:
            raise SystemExit(f"{ident}: a gap of {gap} could flip a token; ask something else")
        text = bundle.processor.tokenizer.decode(new, skip_special_tokens=True)
        return {"prompt": prompt, "image": file, "input_ids": ids, "generated_ids": new, "text": text,
                "max_new_tokens": limit, "min_gap": gap}, logits

    def generate(self, ident, style, question, file, keep=False):
        chat = self.bundle.chat
        prompt = chat(question, file) if style == "chat" else self.bundle.family.study(chat, question, file)
        answer, logits = self.answer(ident, prompt, file)
        self.cases.append({"kind": "generate", "id": ident, "style": style, "question": question, **answer,
                           "first_logits": self.tensor(f"{ident}.first_logits", logits) if keep else None})
        return answer

    def record(self):
        files = [f"image/preprocess-open/{name}" for name in self.bundle.family.images]
        singles = []
        for n, file in enumerate(files):
            self.image(n, file, keep=n == 1)
            singles.append(self.generate(f"open-study-{n}", "study", OPEN, file, keep=n == 0))
            singles.append(self.generate(f"closed-chat-{n}", "chat", CLOSED if n % 2 else MCQ, file))
        texts = [self.generate(f"text-only-{style}", style, TEXT_ONLY, None) for style in ("chat", "study")]
        rows = [singles[0], texts[0], singles[3], singles[4], singles[7]]
        shown = [{k: row[k] for k in ("prompt", "image", "generated_ids", "text")} for row in rows]
        self.cases.append({"kind": "batch", "id": "batch", "max_new_tokens": NEW_TOKENS, "rows": shown})
        longest = max(singles, key=lambda case: len(set(case["generated_ids"])))
        new = longest["generated_ids"]
        at = next(n for n in range(3, len(new)) if new[n] not in new[:n])
        for ident, eos, limit in (("stop-list", [self.bundle.eos, new[at]], NEW_TOKENS), ("stop-length", [self.bundle.eos], 2)):
            answer, _ = self.answer(ident, longest["prompt"], longest["image"], eos, limit)
            self.cases.append({"kind": "stop", "id": ident, "eos_token_id": eos, **answer})
        return self.cases


def image_tokens(processor, tile, more):
    """Lines of height, width, rows, columns, tokens. `more`: as many the processor counts too much."""
    draw = np.random.default_rng(5)
    for height, width in np.exp(draw.uniform(1, 8, (400, 2))).astype(int).tolist():
        canvas = select_best_resolution((height, width), processor.image_processor.image_grid_pinpoints)
        tokens = processor._get_number_of_features(height, width, tile, tile) - more
        yield f"{height},{width},{canvas[0] // tile},{canvas[1] // tile},{tokens}"


def counted(recorder):
    if recorder.bundle.family is LlavaNext:
        # The processor counts the class token, which the strategy "default" drops.
        return image_tokens(recorder.bundle.processor, 336, 1)
    processor = LlavaOnevisionProcessor(LlavaOnevisionImageProcessor(), recorder.bundle.processor.tokenizer,
                                        LlavaOnevisionVideoProcessor(), num_image_tokens=27 * 27)
    return image_tokens(processor, 384, 0)


def main():
    for family in (LlavaNext, LlavaOnevision, SmolVlm):
        if sys.argv[1:] and family.name not in sys.argv[1:]:
            continue
        recorder = Recorder(Bundle(family))
        cases = recorder.record()
        lines = "".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) + "\n" for c in cases)
        (recorder.out / "index.jsonl").write_text(lines, encoding="utf-8")
        if family is not SmolVlm:
            (recorder.out / "image_tokens.csv").write_text("\n".join(counted(recorder)) + "\n")
        answers = [c["generated_ids"] for c in cases if c["kind"] == "generate"]
        print(family.name, len(cases), "cases,", len({tuple(a) for a in answers}), "different answers, lengths",
              [len(a) for a in answers], [c["pixel_values"]["shape"] for c in cases if c["kind"] == "image"])


if __name__ == "__main__":
    main()
