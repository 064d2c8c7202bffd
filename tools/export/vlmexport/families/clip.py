"""CLIP (Radford et al. 2021, arXiv 2103.00020)."""
from transformers import AutoTokenizer, CLIPModel

from ..bundle import write_config
from .dual import DualEncoder, Tower


class Clip(DualEncoder):
    model_types = ("clip",)
    model_class = CLIPModel

    def read_tokenizer(self, source, revision):
        return AutoTokenizer.from_pretrained(source, revision=revision)

    def write_text(self, bundle):
        # The trained scale is a weight; published configurations show the one that training began with.
        write_config(bundle, self.model, logit_scale_init_value=float(self.model.logit_scale))
        self.image_processor.save_pretrained(bundle)
        self.tokenizer.save_pretrained(bundle)

    def towers(self):
        return (Tower(self.model.vision_model, self.model.visual_projection),
                Tower(self.model.text_model, self.model.text_projection))

    def tokens(self, texts):
        return self.tokenizer(texts, padding=True, truncation=True, return_tensors="pt")
