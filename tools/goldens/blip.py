"""Records what the two BLIP test bundles answer: transformers' processors, their graphs in ONNX Runtime, a greedy loop.

    python tools/goldens/blip.py    # torch 2.6.0, transformers 4.51.3, onnxruntime, Pillow

Reads libs/inference/src/test/resources/models/BUNDLE and the open pictures of preprocessing's tests; writes golden/BUNDLE/index.jsonl there.
Cases whose two best logits come closer than 0.001 at any step are refused rather than recorded.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import onnxruntime as ort
from PIL import Image
from transformers import Blip2Processor, InstructBlipProcessor

ROOT = Path(__file__).resolve().parents[2]
RESOURCES = ROOT / "libs" / "inference" / "src" / "test" / "resources"
PICTURES = ROOT / "libs" / "preprocessing" / "src" / "test" / "resources" / "image"
IMAGES = ["preprocess-open/flower.jpg", "preprocess-open/rocket.jpg", "preprocess-open/coffee_lossless.webp",
          "emoji/347_house-with-garden_noto.jpg"]
OPEN = "Question: What type of object is in this photo? Answer:"
CLOSED = 'Question: What type of object is in this photo? Choose one from "flower, rocket, espresso, cottage". Answer:'
REASONING = ("Question: Which of these is it?\nA. Flower\nB. Rocket\nC. Café\nD. Cottage\nChoose A, B, C, or D."
             " Let's think step by step. Answer:")
NEW_TOKENS, MIN_GAP = 24, 1e-3


class Bundle:
    def __init__(self, name, kind):
        self.folder = RESOURCES / "models" / name
        self.config = json.loads((self.folder / "config.json").read_text())
        self.text_config = self.config["text_config"]
        # BLIP's classes call the language model's generate; OPT's and Llama's configurations default to 2.
        self.eos = self.text_config.get("eos_token_id", 2)
        self.processor = kind.from_pretrained(self.folder)
        self.graphs = {g: ort.InferenceSession(str(self.folder / "onnx" / f"{g}.onnx"), providers=["CPUExecutionProvider"])
                       for g in ("vision_encoder", "qformer", "embed_tokens", "decoder_model_merged")}

    def pixels(self, file):
        image = Image.open(PICTURES / file).convert("RGB")
        return self.processor.image_processor(image, return_tensors="np")["pixel_values"].astype(np.float32)

    def input_ids(self, prompt, with_image):
        ids = self.processor.tokenizer(prompt)["input_ids"]
        return [self.config["image_token_index"]] * (self.config["num_query_tokens"] if with_image else 0) + ids

    def qformer_ids(self, prompt):
        """None for BLIP-2."""
        tokenizer = getattr(self.processor, "qformer_tokenizer", None)
        return tokenizer and tokenizer(prompt)["input_ids"]

    def features(self, pixels, prompt):
        feed = {"image_embeds": self.graphs["vision_encoder"].run(None, {"pixel_values": pixels})[0]}
        ids = self.qformer_ids(prompt)
        if ids:
            feed["qformer_input_ids"] = np.array([ids], np.int64)
            feed["qformer_attention_mask"] = np.ones((1, len(ids)), np.int64)
        return self.graphs["qformer"].run(["image_features"], feed)[0]

    def embeds(self, ids, features=None):
        embeds = self.graphs["embed_tokens"].run(None, {"input_ids": np.array([ids], np.int64)})[0]
        if features is not None:
            embeds[0][np.array(ids) == self.config["image_token_index"]] = features[0]
        return embeds

    def step(self, embeds, length, past):
        decoder = self.graphs["decoder_model_merged"]
        feed = {"inputs_embeds": embeds, "attention_mask": np.ones((1, length), np.int64), **past}
        declared = {i.name: i for i in decoder.get_inputs()}
        if "position_ids" in declared:
            feed["position_ids"] = np.arange(length - embeds.shape[1], length, dtype=np.int64)[None]
        for name, spec in declared.items():
            if name.startswith("past") and name not in feed:
                feed[name] = np.zeros((1, spec.shape[1], 0, spec.shape[3]), np.float32)
        names = [o.name for o in decoder.get_outputs()]
        out = dict(zip(names, decoder.run(names, feed)))
        past = {n.replace("present", "past_key_values"): v for n, v in out.items() if n.startswith("present")}
        return out["logits"][0, -1], past

    def greedy(self, ids, features, eos, limit):
        """-> new ids, the first step's logits, the smallest gap of the two best logits."""
        embeds, length, past, new, first, gap = self.embeds(ids, features), len(ids), {}, [], None, np.inf
        while len(new) < limit and not (new and new[-1] in eos):
            logits, past = self.step(embeds, length, past)
            first = logits if first is None else first
            best = np.sort(logits)[-2:]
            gap = min(gap, float(best[1] - best[0]))
            new.append(int(logits.argmax()))
            embeds, length = self.embeds(new[-1:]), length + 1
        return new, first, gap


class Recorder:
    def __init__(self, bundle):
        self.bundle, self.cases = bundle, []

    def case(self, ident, kind, file, prompt, eos=None, limit=NEW_TOKENS):
        bundle = self.bundle
        stops = [bundle.eos] if eos is None else eos
        case = {"id": ident, "kind": kind, "image": file and f"resources/image/{file}", "prompt": prompt,
                "input_ids": bundle.input_ids(prompt, file is not None), "max_new_tokens": limit}
        features = None
        if file:
            pixels = bundle.pixels(file)
            features = bundle.features(pixels, prompt)
            case["pixel_values"] = {"sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}
            case["image_features"] = {"mean": float(features.mean(dtype=np.float64)),
                                      "first": features.reshape(-1)[:64].tolist()}
            if bundle.qformer_ids(prompt):
                case["qformer_input_ids"] = bundle.qformer_ids(prompt)
        new, logits, gap = bundle.greedy(case["input_ids"], features, stops, limit)
        if gap < MIN_GAP:
            raise SystemExit(f"{ident}: a gap of {gap} could flip a token; ask something else")
        top = np.argsort(-logits, kind="stable")[:20]
        text = bundle.processor.tokenizer.decode(new, skip_special_tokens=True)
        full = bundle.processor.tokenizer.decode(case["input_ids"] + new, skip_special_tokens=True)
        case["first_logits_top20"] = {"ids": top.tolist(), "logits": logits[top].tolist()}
        case.update(eos_token_id=stops, generated_ids=new, stopped="eos" if new[-1] in stops else "length", min_gap=gap,
                    text=text, pred=full.split("Answer:")[-1].strip())
        self.cases.append(case)
        return case

    def batch(self, ident, rows):
        """Answers of a batch are those of its rows alone; recorded as transformers would pad them."""
        tokenizer = self.bundle.processor.tokenizer
        width = max(len(r["input_ids"]) for r in rows)
        longest = max(len(r["generated_ids"]) for r in rows)
        queries, pad = self.bundle.config["num_query_tokens"], tokenizer.pad_token_id

        def padded(r, text, fill, image):
            return image * queries + [fill] * (width - len(r["input_ids"])) + text

        case = {"id": ident, "kind": "batch", "images": [r["image"] for r in rows], "prompts": [r["prompt"] for r in rows],
                "same_as": [r["id"] for r in rows], "max_new_tokens": NEW_TOKENS, "pad_token_id": pad,
                "input_ids": [padded(r, r["input_ids"][queries:], pad, r["input_ids"][:1]) for r in rows],
                "attention_mask": [padded(r, [1] * len(r["input_ids"][queries:]), 0, [1]) for r in rows],
                "generated_ids": [r["generated_ids"] + [pad] * (longest - len(r["generated_ids"])) for r in rows],
                "texts": [r["text"] for r in rows]}
        if self.bundle.qformer_ids(OPEN):
            text = self.bundle.processor.qformer_tokenizer(case["prompts"], padding=True, padding_side="right")
            case["qformer_input_ids"], case["qformer_attention_mask"] = text["input_ids"], text["attention_mask"]
        self.cases.append(case)

    def record(self):
        alone = [[self.case(f"generate-{task}-{i}", "generate", file, prompt)
                  for task, prompt in (("open", OPEN), ("closed", CLOSED), ("reasoning", REASONING))]
                 for i, file in enumerate(IMAGES)]
        self.case("text-only", "text_only", None, "Question: Which animal barks? Answer:")
        self.batch("batch-of-pictures", [alone[0][1], alone[1][0], alone[2][2], alone[3][0]])
        self.batch("batch-of-questions", alone[1])
        longest = max((case for row in alone for case in row), key=lambda case: len(set(case["generated_ids"])))
        file, new = longest["image"].removeprefix("resources/image/"), longest["generated_ids"]
        at = next(n for n in range(2, len(new)) if new[n] not in new[:n])
        self.case("stop-list", "stop", file, longest["prompt"], [self.bundle.eos, new[at]])
        self.case("stop-length", "stop", file, longest["prompt"], limit=2)
        return self.cases


def main():
    for name, kind in (("tiny-blip2-opt", Blip2Processor), ("tiny-instructblip", InstructBlipProcessor)):
        cases = Recorder(Bundle(name, kind)).record()
        out = RESOURCES / "golden" / name
        out.mkdir(parents=True, exist_ok=True)
        (out / "index.jsonl").write_text("".join(json.dumps(c, ensure_ascii=False) + "\n" for c in cases))
        answers = [c["generated_ids"] for c in cases if c["kind"] == "generate"]
        print(name, len(cases), "cases,", len({tuple(a) for a in answers}), "different answers, lengths", [len(a) for a in answers])


if __name__ == "__main__":
    main()
