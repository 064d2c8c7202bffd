"""Pillow and numpy, one thread: what transformers' CLIPImageProcessor computes. Arguments: config, photos, limit."""

import io
import json
import sys

import numpy as np
from PIL import Image

from worker import photos, serve


class Preprocessor:
    """do_convert_rgb, do_resize, do_center_crop, do_rescale and do_normalize, in that order and in their types."""

    def __init__(self, path):
        with open(path) as file:
            config = json.load(file)
        for key in ("do_resize", "do_center_crop", "do_rescale", "do_normalize"):
            if not config.get(key, True):
                raise SystemExit(f"{path}: {key} is false; this yardstick does all steps")
        self.size = config["size"]
        crop = config["crop_size"]
        self.crop = (crop["height"], crop["width"]) if isinstance(crop, dict) else (crop, crop)
        self.resample = Image.Resampling(config["resample"])
        self.factor = config["rescale_factor"]
        self.mean = np.array(config["image_mean"], dtype=np.float32)
        self.std = np.array(config["image_std"], dtype=np.float32)

    def _target(self, width, height):
        if not isinstance(self.size, dict):
            edge = self.size
        elif "shortest_edge" in self.size:
            edge = self.size["shortest_edge"]
        else:
            return self.size["width"], self.size["height"]
        short, long = min(width, height), max(width, height)
        other = int(edge * long / short)
        return (edge, other) if width <= height else (other, edge)

    def __call__(self, encoded):
        """float32 [3, height, width]."""
        image = Image.open(io.BytesIO(encoded)).convert("RGB")
        image = image.resize(self._target(*image.size), self.resample)
        pixels = np.asarray(image)
        height, width = self.crop
        top, left = (pixels.shape[0] - height) // 2, (pixels.shape[1] - width) // 2
        if top < 0 or left < 0:
            raise SystemExit("the crop is larger than the resized photo; choose another model or other photos")
        pixels = pixels[top : top + height, left : left + width]
        values = (pixels.astype(np.float64) * self.factor).astype(np.float32)
        values = (values - self.mean) / self.std
        return np.ascontiguousarray(values.transpose(2, 0, 1))


def main():
    config, directory, limit = sys.argv[1], sys.argv[2], int(sys.argv[3])
    preprocess = Preprocessor(config)
    encoded = photos(directory, limit)

    def measure():
        for image in encoded:
            preprocess(image)
        return len(encoded)

    serve([float(np.abs(preprocess(image)).sum(dtype=np.float64)) for image in encoded], measure)


if __name__ == "__main__":
    main()
