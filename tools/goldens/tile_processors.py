"""Records the pixel tensors of transformers' processors that cut pictures into tiles.

    python tools/goldens/tile_processors.py    # transformers 4.51.3, Pillow 11

Reads the open pictures of images' tests; writes image/tiles/NAME/preprocessor_config.json and image/tiles/index.jsonl
beside them: a line per configuration and picture, with shape, grid and SHA-256 of the little-endian float32 values.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
from PIL import Image
from transformers import Idefics3ImageProcessor, LlavaNextImageProcessor, SmolVLMImageProcessor
from transformers.image_processing_utils import select_best_resolution

IMAGES = Path(__file__).resolve().parents[2] / "images" / "src" / "test" / "resources" / "image"
ODD = [[224, 448], [448, 224], [448, 448], [672, 448], [224, 896]]
PROCESSORS = {
    "llava_next_336": LlavaNextImageProcessor(size={"shortest_edge": 336}, crop_size={"height": 336, "width": 336}),
    "llava_next_224_other_canvases": LlavaNextImageProcessor(image_grid_pinpoints=ODD, image_mean=[0.5] * 3, image_std=[0.5] * 3),
    "llava_next_stretched_tiles": LlavaNextImageProcessor(size={"shortest_edge": 240}, image_grid_pinpoints=ODD, resample=2),
    "idefics3_364": Idefics3ImageProcessor(),
    "smolvlm_512": SmolVLMImageProcessor(size={"longest_edge": 2048}, max_image_size={"longest_edge": 512}),
    "smolvlm_one_tile": SmolVLMImageProcessor(size={"longest_edge": 384}, max_image_size={"longest_edge": 384}),
    "idefics3_no_splitting": Idefics3ImageProcessor(do_image_splitting=False, max_image_size={"longest_edge": 256}),
    "idefics3_bicubic": Idefics3ImageProcessor(resample=3, size={"longest_edge": 500}, max_image_size={"longest_edge": 200}),
    "idefics3_unscaled": Idefics3ImageProcessor(do_resize=False, max_image_size={"longest_edge": 128}),
    "idefics3_fixed": Idefics3ImageProcessor(size={"height": 300, "width": 500}, max_image_size={"longest_edge": 128}),
}
PICTURES = ["china.jpg", "tall_10x700.jpg", "wide_2000x20.png", "astronaut_rgba.png", "upscaled_33x21.png", "coffee_exif6.jpg",
            "cat_gray.jpg", "cat_420.jpg", "coffee.bmp"]
# What takes long is tried on fewer.
FEW = {"idefics3_364": 6, "smolvlm_512": 5}
CUT = [(223, 400), (400, 223), (500, 334), (337, 336), (101, 337), (333, 427)]


def grid(processor, image, out):
    if isinstance(processor, LlavaNextImageProcessor):
        best, side = select_best_resolution((image.height, image.width), processor.image_grid_pinpoints), out["pixel_values"].shape[-1]
        return [best[0] // side, best[1] // side]
    return [max(out["rows"][0][0], 1), max(out["cols"][0][0], 1)]


def line(name, processor, file, image, window):
    info = {} if isinstance(processor, LlavaNextImageProcessor) else {"return_row_col_info": True}
    out = processor(image, return_tensors="np", **info)
    pixels = out["pixel_values"][0].astype("<f4", copy=False)
    return {"pipeline": name, "image": file, **window, "shape": list(pixels.shape), "grid": grid(processor, image, out),
            "sha256": hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()}


def main():
    lines = []
    for name, processor in PROCESSORS.items():
        directory = IMAGES / "tiles" / name
        directory.mkdir(parents=True, exist_ok=True)
        processor.save_pretrained(directory)
        for file in PICTURES[:FEW.get(name)]:
            image = Image.open(IMAGES / "preprocess-open" / file).convert("RGB")
            lines.append(line(name, processor, file, image, {}))
        whole = Image.open(IMAGES / "preprocess-open" / "china.jpg").convert("RGB")
        for width, height in CUT if name not in FEW else CUT[:1]:
            lines.append(line(name, processor, "china.jpg", whole.crop((0, 0, width, height)), {"crop": [width, height]}))
    (IMAGES / "tiles" / "index.jsonl").write_text("".join(json.dumps(one) + "\n" for one in lines))
    print(len(lines), "lines")


if __name__ == "__main__":
    main()
