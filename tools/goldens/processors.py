"""Records the pixel tensors of transformers' processors with one picture of a fixed size, and of Qwen2-VL's and
Qwen3-VL's patches.

    python tools/goldens/processors.py    # transformers 4.51.3, Pillow 11

Reads the open pictures of preprocessing's tests; writes image/processors/NAME/preprocessor_config.json and
image/processors/index.jsonl beside them: a line per configuration and picture, with shape and SHA-256 of the little-endian
float32 values. A file named *_silent leaves out all that its constructor fills in.
"""
import hashlib
import json
from pathlib import Path

import numpy as np
import transformers as hf
from PIL import Image

IMAGES = Path(__file__).resolve().parents[2] / "images" / "src" / "test" / "resources" / "image"
IMAGENET = {"image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
PROCESSORS = {
    "convnext_224": hf.ConvNextImageProcessor(size={"shortest_edge": 224}, crop_pct=0.875, **IMAGENET),
    "convnext_288_crop_95": hf.ConvNextImageProcessor(size={"shortest_edge": 288}, crop_pct=0.95, resample=3),
    "convnext_384_whole": hf.ConvNextImageProcessor(),
    "efficientnet_b0": hf.EfficientNetImageProcessor(size={"height": 224, "width": 224}, image_mean=IMAGENET["image_mean"],
                                                     image_std=[0.47853944, 0.4732864, 0.47434163]),
    "efficientnet_cropped_offset": hf.EfficientNetImageProcessor(do_center_crop=True, rescale_offset=True, resample=3,
                                                                 rescale_factor=1 / 127.5, include_top=False),
    "efficientnet_not_normalised": hf.EfficientNetImageProcessor(size={"height": 64, "width": 96}, do_normalize=False),
    "bit": hf.BitImageProcessor(),
    "deit": hf.DeiTImageProcessor(),
    "beit": hf.BeitImageProcessor(),
    "pvt": hf.PvtImageProcessor(),
    "vit_384_ignores_crop": hf.ViTImageProcessor(size={"height": 384, "width": 384}),
    "siglip_256": hf.SiglipImageProcessor(size={"height": 256, "width": 256}),
    "levit": hf.LevitImageProcessor(),
    "levit_size_given": hf.LevitImageProcessor(size={"height": 240, "width": 250}),
    "poolformer": hf.PoolFormerImageProcessor(),
    "poolformer_95_oblong": hf.PoolFormerImageProcessor(crop_pct=0.95, size={"height": 200, "width": 260}),
    "poolformer_square": hf.PoolFormerImageProcessor(size={"height": 240, "width": 240}),
    "mobilenet_v1": hf.MobileNetV1ImageProcessor(),
    "mobilenet_v2": hf.MobileNetV2ImageProcessor(),
    "mobilevit": hf.MobileViTImageProcessor(),
    "mobilevit_rgb": hf.MobileViTImageProcessor(do_flip_channel_order=False),
    "qwen2_vl": hf.Qwen2VLImageProcessor(min_pixels=3136, max_pixels=12845056),
    "qwen2_vl_few_pixels": hf.Qwen2VLImageProcessor(min_pixels=100 * 100, max_pixels=200 * 200, resample=2),
    "qwen2_vl_merge_3": hf.Qwen2VLImageProcessor(patch_size=10, merge_size=3, temporal_patch_size=1, image_mean=[0.5] * 3,
                                                 image_std=[0.5] * 3),
    "qwen3_vl": hf.Qwen2VLImageProcessor(patch_size=16, min_pixels=65536, max_pixels=16777216,
                                         image_mean=[0.5] * 3, image_std=[0.5] * 3),
}
SILENT = ["convnext_384_whole", "bit", "deit", "beit", "pvt", "levit", "poolformer", "mobilenet_v2", "mobilevit"]
PICTURES = ["china.jpg", "tall_10x700.jpg", "wide_2000x20.png", "astronaut_rgba.png", "upscaled_33x21.png", "coffee_exif6.jpg",
            "cat_gray.jpg"]


def lines(name, processor):
    for file in PICTURES:
        image = Image.open(IMAGES / "preprocess-open" / file).convert("RGB")
        qwen = isinstance(processor, hf.Qwen2VLImageProcessor)
        # 4.51 refuses what is narrower than an image token; later versions enlarge it.
        if qwen and min(image.size) < processor.patch_size * processor.merge_size:
            continue
        out = processor(image, return_tensors="np")
        pixels = out["pixel_values"] if qwen else out["pixel_values"][0]
        pixels = np.ascontiguousarray(pixels, "<f4")
        grid = {"grid": out["image_grid_thw"][0].tolist()} if qwen else {}
        yield {"processor": name, "image": file, "shape": list(pixels.shape), **grid,
               "sha256": hashlib.sha256(pixels.tobytes()).hexdigest()}


def main():
    out = IMAGES / "processors"
    recorded = []
    for name, processor in PROCESSORS.items():
        (out / name).mkdir(parents=True, exist_ok=True)
        config = json.loads(processor.to_json_string())
        if name == "vit_384_ignores_crop":
            config |= {"do_center_crop": True, "crop_size": 100}
        if name == "qwen3_vl":  # as Qwen/Qwen3-VL-4B-Instruct has it
            config = {key: config[key] for key in ("size", "patch_size", "temporal_patch_size", "merge_size", "image_mean",
                                                   "image_std")} | {"image_processor_type": "Qwen2VLImageProcessorFast"}
        (out / name / "preprocessor_config.json").write_text(json.dumps(config, indent=2) + "\n")
        mine = list(lines(name, processor))
        recorded += mine
        if name in SILENT:
            (out / f"{name}_silent").mkdir(exist_ok=True)
            only = json.dumps({"image_processor_type": type(processor).__name__}) + "\n"
            (out / f"{name}_silent" / "preprocessor_config.json").write_text(only)
            recorded += [line | {"processor": f"{name}_silent"} for line in mine[:3]]
    (out / "index.jsonl").write_text("".join(json.dumps(line) + "\n" for line in recorded))
    print(len(recorded), "lines")


if __name__ == "__main__":
    main()
