"""Records the pixel tensors of transformers' processors that cut pictures into tiles.

    python tools/goldens/tile_processors.py    # transformers 4.51.3 and again 5.24.0, Pillow 11

Reads the open pictures of preprocessing's tests; writes image/tiles/NAME/preprocessor_config.json and image/tiles/index.jsonl
beside them: a line per configuration and picture, with shape, grid and SHA-256 of the little-endian float32 values. Lines of
configurations that the other version of transformers records stay as they are.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import transformers
from PIL import Image
from transformers import (GotOcr2ImageProcessor, Idefics3ImageProcessor, LlavaNextImageProcessor, LlavaOnevisionImageProcessor,
                          SmolVLMImageProcessor)
from transformers.image_processing_utils import select_best_resolution
from transformers.models.got_ocr2.image_processing_got_ocr2 import get_optimal_tiled_canvas

IMAGES = Path(__file__).resolve().parents[2] / "images" / "src" / "test" / "resources" / "image"
ODD = [[224, 448], [448, 224], [448, 448], [672, 448], [224, 896]]
PROCESSORS = {
    "llava_next_336": LlavaNextImageProcessor(size={"shortest_edge": 336}, crop_size={"height": 336, "width": 336}),
    "llava_next_224_other_canvases": LlavaNextImageProcessor(image_grid_pinpoints=ODD, image_mean=[0.5] * 3, image_std=[0.5] * 3),
    "llava_next_stretched_tiles": LlavaNextImageProcessor(size={"shortest_edge": 240}, image_grid_pinpoints=ODD, resample=2),
    "llava_onevision_384": LlavaOnevisionImageProcessor(image_mean=[0.5] * 3, image_std=[0.5] * 3),
    "llava_onevision_112_other_canvases": LlavaOnevisionImageProcessor(
        size={"height": 112, "width": 112}, image_grid_pinpoints=[[112, 112], [224, 112], [112, 560], [448, 448]], resample=2),
    "idefics3_364": Idefics3ImageProcessor(),
    "smolvlm_512": SmolVLMImageProcessor(size={"longest_edge": 2048}, max_image_size={"longest_edge": 512}),
    "smolvlm_one_tile": SmolVLMImageProcessor(size={"longest_edge": 384}, max_image_size={"longest_edge": 384}),
    "idefics3_no_splitting": Idefics3ImageProcessor(do_image_splitting=False, max_image_size={"longest_edge": 256}),
    "idefics3_bicubic": Idefics3ImageProcessor(resample=3, size={"longest_edge": 500}, max_image_size={"longest_edge": 200}),
    "idefics3_unscaled": Idefics3ImageProcessor(do_resize=False, max_image_size={"longest_edge": 128}),
    "internvl_448": GotOcr2ImageProcessor(size={"height": 448, "width": 448}, crop_to_patches=True),
    "internvl_112_six_at_most": GotOcr2ImageProcessor(size={"height": 112, "width": 112}, crop_to_patches=True, min_patches=2,
                                                      max_patches=6, image_mean=[0.485, 0.456, 0.406], image_std=[0.229, 0.224, 0.225]),
    "internvl_wide_tiles": GotOcr2ImageProcessor(size={"height": 56, "width": 84}, crop_to_patches=True, max_patches=30),
    "got_ocr2_whole": GotOcr2ImageProcessor(),
    "idefics3_fixed": Idefics3ImageProcessor(size={"height": 300, "width": 500}, max_image_size={"longest_edge": 128}),
}
PICTURES = ["china.jpg", "tall_10x700.jpg", "wide_2000x20.png", "astronaut_rgba.png", "upscaled_33x21.png", "coffee_exif6.jpg",
            "cat_gray.jpg", "cat_420.jpg", "coffee.bmp"]
if hasattr(transformers, "LlavaOnevisionImageProcessorPil"):
    # Transformers 5 fills the canvas where padding is odd, which files made by tools/export say by a key of their own.
    LlavaNextImageProcessor = transformers.LlavaNextImageProcessorPil
    LlavaOnevisionImageProcessor = transformers.LlavaOnevisionImageProcessorPil
    PROCESSORS = {
        "llava_next_whole_canvas": LlavaNextImageProcessor(size={"shortest_edge": 336}, crop_size={"height": 336, "width": 336}),
        "llava_onevision_whole_canvas": LlavaOnevisionImageProcessor(image_mean=[0.5] * 3, image_std=[0.5] * 3)}
ANYRES = (LlavaNextImageProcessor, LlavaOnevisionImageProcessor)
# What takes long is tried on fewer.
FEW = {"idefics3_364": 6, "smolvlm_512": 5, "internvl_448": 6}
CUT = [(223, 400), (400, 223), (500, 334), (337, 336), (101, 337), (333, 427)]
# A small square is one tile, larger ones are more; ratios that lie between those of two grids.
CANVAS_CUT = [*CUT, (79, 79), (80, 80), (159, 158), (200, 200), (300, 120), (120, 300), (210, 120)]


def grid(processor, image, out):
    if isinstance(processor, ANYRES):
        best, side = select_best_resolution((image.height, image.width), processor.image_grid_pinpoints), out["pixel_values"].shape[-1]
        return [best[0] // side, best[1] // side]
    if isinstance(processor, GotOcr2ImageProcessor):
        size = processor.size
        most = processor.max_patches if processor.crop_to_patches else 1
        columns, rows = get_optimal_tiled_canvas(
            (image.height, image.width), (size["height"], size["width"]), processor.min_patches, most)
        return [rows, columns]
    return [max(out["rows"][0][0], 1), max(out["cols"][0][0], 1)]


def line(name, processor, file, image, window):
    idefics = isinstance(processor, (Idefics3ImageProcessor, SmolVLMImageProcessor))
    out = processor(image, return_tensors="np", **({"return_row_col_info": True} if idefics else {}))
    pixels = out["pixel_values"]
    if not isinstance(processor, GotOcr2ImageProcessor):  # whose tiles have no batch before them
        pixels = pixels[0]
    pixels = pixels.astype("<f4", copy=False)
    return {"pipeline": name, "image": file, **window, "shape": list(pixels.shape), "grid": grid(processor, image, out),
            "sha256": hashlib.sha256(np.ascontiguousarray(pixels).tobytes()).hexdigest()}


def main():
    index = IMAGES / "tiles" / "index.jsonl"
    lines = [one for one in map(json.loads, index.read_text().splitlines()) if one["pipeline"] not in PROCESSORS]
    for name, processor in PROCESSORS.items():
        directory = IMAGES / "tiles" / name
        directory.mkdir(parents=True, exist_ok=True)
        processor.save_pretrained(directory)
        if hasattr(processor, "_get_padding_size"):
            settings = directory / "preprocessor_config.json"
            settings.write_text(json.dumps(json.loads(settings.read_text()) | {"pad_to_canvas": True}, indent=2) + "\n")
        for file in PICTURES[:FEW.get(name)]:
            image = Image.open(IMAGES / "preprocess-open" / file).convert("RGB")
            lines.append(line(name, processor, file, image, {}))
        whole = Image.open(IMAGES / "preprocess-open" / "china.jpg").convert("RGB")
        cuts = CANVAS_CUT if isinstance(processor, GotOcr2ImageProcessor) else CUT
        for width, height in cuts if name not in FEW else cuts[:1]:
            lines.append(line(name, processor, "china.jpg", whole.crop((0, 0, width, height)), {"crop": [width, height]}))
    index.write_text("".join(json.dumps(one) + "\n" for one in lines))
    print(len(lines), "lines")


if __name__ == "__main__":
    main()
