"""LLaVA bundles in torch: what is trained of them, and back into an overlay."""
import torch
from transformers import AutoImageProcessor, AutoProcessor
from vlmexport.bundle import Base

from . import lora
from .dialog import Dialog
from .graphs import llama, write_decoder
from .images import Images
from .projector import Encoder, config_of
from .trainable import Trainable


class Llava(Trainable):
    """A LLaVA over a Llama: its projector is trained. `with_lora`: and LoRA in the language model."""

    def __init__(self, bundle, with_lora=False):
        self.base, self.config = Base.open(bundle), config_of(bundle)
        if self.config.get("model_type") != "llava" or self.config["text_config"].get("model_type", "llama") != "llama":
            raise ValueError(f"{bundle} is no LLaVA over a Llama, which is what this recipe trains")
        self.encoder, self.decoder = Encoder(bundle), llama(bundle, self.config)
        self.projector, self.model_type = self.encoder.projector, self.config["model_type"]
        self.processor = AutoProcessor.from_pretrained(bundle)
        self.tokenizer, self.pad = self.processor.tokenizer, self.config.get("pad_token_id") or 0
        self.end = self.tokenizer.eos_token_id
        self.images = Images(self.encoder, AutoImageProcessor.from_pretrained(bundle, use_fast=False))
        self.dialog, self.adapted = None, lora.adapt(self.decoder) if with_lora else []

    def begin(self, examples):
        image = next(example.image for example in examples if example.image is not None)
        self.dialog = Dialog(self.processor, self.config, self.images.check(image))

    def parameters(self, recipe):
        projector = {"params": list(self.projector.parameters()), "lr": recipe.projector_rate or recipe.learning_rate}
        return [projector] + ([{"params": self.adapted, "lr": recipe.learning_rate}] if self.adapted else [])

    def learning(self, does):
        self.decoder.train(does)

    def look(self, images):
        # Without an image, none: so that the projector has a gradient, of zero, as in LLaVA's training.
        features = self.images.features(images) if images else torch.zeros(0, self.dialog.image_tokens, self.encoder.width)
        return self.projector(features)

    def write_graphs(self, draft):
        self.encoder.write(self.projector, draft / "onnx/vision_encoder.onnx")
        if self.adapted:
            write_decoder(self.base.directory, lora.merged(self.decoder), draft / "onnx/decoder_model_merged.onnx")
