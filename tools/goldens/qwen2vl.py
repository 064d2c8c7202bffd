"""Records what tiny-qwen2.5-vl answers: transformers' processor and places, its graphs in ONNX Runtime, a greedy loop.

    python tools/goldens/qwen2vl.py    # torch 2.6.0, transformers 4.51.3, onnxruntime, Pillow

Reads libs/inference/src/test/resources/models/tiny-qwen2.5-vl and the open pictures of preprocessing's tests; writes golden/tiny-qwen2.5-vl
there: the cases, and in positions.jsonl the three-part places of prompts. The loop is tiles.py's.
"""
import json
from types import SimpleNamespace

import numpy as np
import torch
from transformers import Qwen2_5_VLForConditionalGeneration

import tiles


class Qwen:
    name = "tiny-qwen2.5-vl"
    # Grids that windows do not fill, lying and standing.
    images = ["coffee_exif6.jpg", "cat_cmyk.jpg", "rocket.jpg", "astronaut_rgba.png"]

    @staticmethod
    def study(chat, question, image):
        shown = "<|vision_start|><|image_pad|><|vision_end|>" if image else ""
        return f"<|im_start|>user\n{shown}{question}<|im_end|>\n<|im_start|>assistant\n"

    @staticmethod
    def features(bundle, inputs):
        return bundle.run("vision_encoder", pixel_values=inputs["pixel_values"], image_grid_thw=inputs["image_grid_thw"])["image_features"]


class Bundle(tiles.Bundle):
    grid, places = None, None

    def inputs(self, prompt, file):
        inputs = super().inputs(prompt, file)
        self.grid = inputs.get("image_grid_thw")
        return inputs

    def positions(self, ids):
        """[3, tokens]"""
        grid = None if self.grid is None else torch.from_numpy(self.grid)
        prompt, ones = torch.tensor([ids]), torch.ones(1, len(ids), dtype=torch.long)
        model = SimpleNamespace(config=self.config)
        return Qwen2_5_VLForConditionalGeneration.get_rope_index(model, prompt, grid, attention_mask=ones)[0][:, 0].numpy()

    def greedy(self, ids, features, eos, limit):
        self.places = self.positions(ids)
        return super().greedy(ids, features, eos, limit)

    def step(self, embeds, length, past):
        """As the others', with three places a token; those of the answer continue from the prompt's largest."""
        prompt = self.places.shape[1]
        places = self.places if length == prompt else np.full((3, 1), self.places.max() + length - prompt)
        feed = {"inputs_embeds": embeds, "attention_mask": np.ones((1, length), np.int64),
                "position_ids": places[:, None].astype(np.int64), **past}
        for spec in self.graphs["decoder_model_merged"].get_inputs():
            if spec.name not in feed:
                feed[spec.name] = np.zeros((1, spec.shape[1], 0, spec.shape[3]), np.float32)
        out = self.run("decoder_model_merged", **feed)
        return out["logits"][0, -1], {n.replace("present", "past_key_values"): v for n, v in out.items() if n.startswith("present")}


class Recorder(tiles.Recorder):
    def image(self, n, file, keep):
        super().image(n, file, keep)
        self.cases[-1]["image_grid_thw"] = self.bundle.grid.tolist()


def lines(cases):
    return "".join(json.dumps(c, ensure_ascii=False, separators=(",", ":")) + "\n" for c in cases)


def main():
    bundle = Bundle(Qwen)
    bundle.eos = bundle.eos[0]
    recorder = Recorder(bundle)
    cases = recorder.record()
    (recorder.out / "index.jsonl").write_text(lines(cases), encoding="utf-8")
    places = []
    for case in [c for c in cases if c["kind"] == "generate"][::3]:
        bundle.inputs(case["prompt"], case["image"])
        grid = None if bundle.grid is None else bundle.grid[0].tolist()
        places.append({"id": case["id"], "grid": grid, "input_ids": case["input_ids"], "positions": bundle.positions(case["input_ids"]).tolist()})
    (recorder.out / "positions.jsonl").write_text(lines(places))
    answers = [c["generated_ids"] for c in cases if c["kind"] == "generate"]
    print(len(cases), "cases,", len({tuple(a) for a in answers}), "different answers", [len(a) for a in answers],
          [c["image_grid_thw"] for c in cases if c["kind"] == "image"])


if __name__ == "__main__":
    main()
