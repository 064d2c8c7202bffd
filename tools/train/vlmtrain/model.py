"""A bundle in torch: what is trained of it, and back into an overlay."""
import shutil
from pathlib import Path

import torch
from transformers import AutoImageProcessor, AutoProcessor

from . import lora
from .dialog import IGNORED, Dialog
from .exporting import Base
from .graphs import llama, write_decoder
from .images import AT_ONCE, Images
from .projector import Encoder, config_of


class Model:
    """A LLaVA over a Llama; `begin` before anything else is asked of it. `with_lora`: in the language model."""

    def __init__(self, bundle, with_lora=False):
        self.base, self.config = Base.open(bundle), config_of(bundle)
        if self.config.get("model_type") != "llava" or self.config["text_config"].get("model_type", "llama") != "llama":
            raise ValueError(f"{bundle} is no LLaVA over a Llama, which is what this recipe trains")
        self.encoder, self.decoder = Encoder(bundle), llama(bundle, self.config)
        self.projector = self.encoder.projector
        self.processor = AutoProcessor.from_pretrained(bundle)
        self.images = Images(self.encoder, AutoImageProcessor.from_pretrained(bundle, use_fast=False))
        self.dialog, self.adapted = None, lora.adapt(self.decoder) if with_lora else []

    def begin(self, examples):
        """Takes an image of these to see that the graphs are what they are taken for."""
        image = next(example.image for example in examples if example.image is not None)
        self.dialog = Dialog(self.processor, self.config, self.images.check(image))

    def parameters(self, recipe):
        """What is trained, with its rate, as optimisers take it."""
        projector = {"params": list(self.projector.parameters()), "lr": recipe.projector_rate or recipe.learning_rate}
        return [projector] + ([{"params": self.adapted, "lr": recipe.learning_rate}] if self.adapted else [])

    def learning(self, does):
        """Whether parts of the LoRA are dropped by chance, as while it learns."""
        self.decoder.train(does)

    def loss(self, examples):
        """Mean over the tokens of all answers."""
        rows = [self.dialog.encoded(example) for example in examples]
        longest, pad = max(len(ids) for ids, _ in rows), self.config.get("pad_token_id") or 0
        ids = torch.tensor([ids + [pad] * (longest - len(ids)) for ids, _ in rows])
        targets = torch.tensor([each + [IGNORED] * (longest - len(each)) for _, each in rows])[:, 1:]
        # Padding comes last, and nothing before it looks at it.
        hidden = self.decoder.model(inputs_embeds=self.embeds(ids, examples)).last_hidden_state[:, :-1]
        learnt = targets != IGNORED
        logits = self.decoder.lm_head(hidden[learnt])
        # Of conversations that were cut before their first answer nothing is learnt.
        return torch.nn.functional.cross_entropy(logits, targets[learnt], reduction="sum") / max(1, len(logits))

    def embeds(self, ids, examples):
        embeds = self.decoder.get_input_embeddings()(ids)
        images = [example.image for example in examples if example.image is not None]
        # Without an image, none: so that the projector has a gradient, of zero, as in LLaVA's training.
        features = self.images.features(images) if images else torch.zeros(0, self.dialog.image_tokens, self.encoder.width)
        return embeds.masked_scatter((ids == self.dialog.image_token)[..., None], self.projector(features).to(embeds.dtype))

    @torch.no_grad()
    def answers(self, examples, longest):
        """Greedy answers to the first question, which must be the same for all, of `longest` tokens at most."""
        return [text for at in range(0, len(examples), AT_ONCE) for text in self._answers(examples[at:at + AT_ONCE], longest)]

    def _answers(self, examples, longest):
        ids = torch.tensor([self.dialog.prompt(example) for example in examples])
        embeds, past, rows = self.embeds(ids, examples), None, [[] for _ in examples]
        tokenizer = self.processor.tokenizer
        end = tokenizer.eos_token_id
        for _ in range(longest):
            out = self.decoder(inputs_embeds=embeds, past_key_values=past, use_cache=True)
            past, chosen = out.past_key_values, out.logits[:, -1].argmax(-1)
            for row, token in zip(rows, chosen.tolist()):
                row.append(token)
            if all(end in row for row in rows):
                break
            embeds = self.decoder.get_input_embeddings()(chosen[:, None])
        return [tokenizer.decode(row[:row.index(end)] if end in row else row, skip_special_tokens=True) for row in rows]

    def write(self, directory):
        """An overlay bundle of what is trained, as it is now; it is there whole or not at all."""
        directory = Path(directory)
        draft = directory.with_name(f".{directory.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "onnx").mkdir(parents=True)
        self.write_graphs(draft / "onnx")
        self.base.write_config(draft, self.config["model_type"])
        draft.rename(directory)
        return directory

    def write_graphs(self, directory):
        self.encoder.write(self.projector, directory / "vision_encoder.onnx")
        if self.adapted:
            write_decoder(self.base.directory, lora.merged(self.decoder), directory / "decoder_model_merged.onnx")
