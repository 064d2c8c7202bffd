"""What the projector reads of images."""
from pathlib import Path

import torch

from . import data

AT_ONCE = 64


class Images:
    """Runs the frozen part of the encoder over files, when they are asked for or beforehand."""

    def __init__(self, encoder, processor):
        self.encoder, self.processor, self.kept = encoder, processor, {}

    def keep(self, images):
        """Encodes the files among these once, for all that follows."""
        files = [image for image in dict.fromkeys(i for i in images if isinstance(i, Path)) if image not in self.kept]
        for at in range(0, len(files), AT_ONCE):
            some = files[at:at + AT_ONCE]
            self.kept |= zip(some, self._encoded(some))

    def features(self, images):
        """[N, tokens, Dv] of files and of what is features already."""
        files = [image for image in images if isinstance(image, Path) and image not in self.kept]
        made = dict(zip(files, self._encoded(files))) if files else {}
        found = [(made[image] if image in made else self.kept[image]) if isinstance(image, Path) else image for image in images]
        return torch.stack(found)

    def check(self, image):
        """How many tokens an image is; ValueError unless the projector, before it is trained, gives what the encoder's end does."""
        features = self.features([image])
        self.encoder.check(features.numpy())
        return features.shape[1]

    def _encoded(self, files):
        return torch.from_numpy(self.encoder.features(data.pixels(self.processor, files)))
