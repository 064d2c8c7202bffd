"""What the projectors of small bundles read, as tools/train cuts them off and ONNX Runtime computes it.

    python tools/goldens/projector_input.py > libs/inference/src/test/resources/golden/projector_input.jsonl

Needs the packages of tools/train/requirements.txt.
"""
import json
import sys
from pathlib import Path

import numpy as np
from transformers import AutoImageProcessor

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools/train"))
from vlmtrain import data  # noqa: E402
from vlmtrain.projector import Encoder  # noqa: E402

BUNDLES = {"emoji-vlm": "demo/models/emoji-vlm", "tiny-llava": "libs/inference/src/test/resources/models/tiny-llava"}
IMAGES = ("images/317_wine-glass_twemoji.jpg", "images/259_carrot_noto-v1.jpg")

for name, path in BUNDLES.items():
    encoder, processor = Encoder(ROOT / path), AutoImageProcessor.from_pretrained(ROOT / path, use_fast=False)
    for image in IMAGES:
        read = encoder.features(data.pixels(processor, [ROOT / "demo/data/emoji" / image]))
        encoder.check(read)
        read = read[0]
        # Many are zero behind an activation: some places that are not.
        places = np.flatnonzero(read)[:: np.count_nonzero(read) // 20]
        print(json.dumps({"bundle": name, "image": image, "shape": read.shape, "mean": round(float(read.mean()), 6),
                          "places": places.tolist(), "values": [round(float(v), 5) for v in read.ravel()[places]]}))
