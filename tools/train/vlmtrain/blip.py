"""BLIP-2 in torch: its Q-Former is trained as LAVIS does it, and exported by tools/export."""
import numpy as np
import torch
from vlmexport.bundle import Base
from vlmexport.families import family_of
from vlmexport.families.blip import Blip2
from vlmexport.onnxfiles import GraphFiles
from vlmexport.replay import GraphDecoder, merged

from .dialog import IGNORED
from .images import Images
from .trainable import Trainable

CLOSE = 1e-3
TRAINED = ("qformer", "vision_encoder")


class Captions:
    """An image's tokens, a prompt, and the answer that continues with it, ended as the model ends its answers."""

    def __init__(self, tokenizer, image_token, image_tokens, end):
        self.tokenizer, self.image_token, self.image_tokens, self.end = tokenizer, image_token, image_tokens, end

    def encoded(self, example):
        """(ids, what each should predict: the answer's ids, else IGNORED)."""
        (question, answer), = example.turns
        asked, whole = self.prompt(example), self._image + self.tokenizer(question + answer).input_ids
        if whole[:len(asked)] != asked:
            raise ValueError(f"the tokens of {question + answer!r} do not begin with those of {question!r}; end --question in a space")
        said = whole[len(asked):] + [self.end]
        return asked + said, [IGNORED] * len(asked) + said

    def prompt(self, example):
        # The space before a word belongs to the word's token.
        return self._image + self.tokenizer(example.turns[0][0].rstrip()).input_ids

    @property
    def _image(self):
        return [self.image_token] * self.image_tokens


class Vision:
    """The vision model up to its last norm, which LAVIS trains with the Q-Former; all before it is frozen."""

    def __init__(self, model):
        self.vision = model.vision_model

    @torch.no_grad()
    def features(self, pixels):
        """[B, 3, H, W] -> [B, 1 + patches, Dv]."""
        embeds = self.vision.embeddings(torch.from_numpy(pixels))
        return self.vision.encoder(inputs_embeds=embeds).last_hidden_state.numpy()


class Blip(Trainable):
    """The bundle of a BLIP-2, and the checkpoint that it was exported from: the graphs of a Q-Former cannot be read back."""

    def __init__(self, bundle, checkpoint):
        self.base = Base.open(bundle)
        if not (checkpoint / "config.json").is_file():
            raise ValueError(f"{checkpoint} has no config.json; give a directory that save_pretrained wrote")
        if family_of(str(checkpoint)) is not Blip2:
            raise ValueError(f"{checkpoint} is no BLIP-2, which is what this recipe trains")
        if self.base.model_type not in Blip2.model_types or not (bundle / "onnx/qformer.onnx").is_file():
            raise ValueError(f"{bundle} is no BLIP-2 in fp32; give the bundle that {checkpoint} was exported to")
        self.family = Blip2(str(checkpoint))
        self.model, self.model_type = self.family.model, self.base.model_type
        self.model.requires_grad_(False)
        self.decoder, self.tokenizer, self.end = self.family.language_model, self.family.processor.tokenizer, self.family.stop_ids[0]
        self.pad = self.tokenizer.pad_token_id or 0
        self.images = Images(Vision(self.model), self.family.processor.image_processor)
        self.dialog = Captions(self.tokenizer, self.family.image_token_id, self.family.processor.num_query_tokens, self.end)
        self.trained = [self.model.query_tokens] + [weight for part in (
            self.model.qformer, self.model.language_projection, self.model.vision_model.post_layernorm) for weight in part.parameters()]
        for weight in self.trained:
            weight.requires_grad_(True)

    @torch.no_grad()
    def begin(self, examples):
        """The bundle's graphs, over an example, against the checkpoint."""
        ids = torch.tensor([self.dialog.encoded(examples[0])[0]])
        want = self.decoder(inputs_embeds=self.embeds(ids, examples[:1])).logits.numpy()
        files = GraphFiles(self.base.directory)
        seen = self.model.vision_model.post_layernorm(self.images.features([examples[0].image])).numpy()
        features = files.session("qformer").run(None, {"image_embeds": seen})[0]
        graph, mask = GraphDecoder(files), np.ones(ids.shape, np.int64)
        embeds = merged(graph.embeds(ids.numpy()), ids.numpy(), self.dialog.image_token, features.reshape(-1, features.shape[-1]))
        got = graph.step(embeds, mask, mask.cumsum(1) - 1)["logits"]
        off = np.abs(got - want).max()
        if not off <= CLOSE * max(1.0, float(np.abs(want).max())):
            raise ValueError(f"{self.base.directory} was not exported from this checkpoint: logits are off by {off:.1e}; give the "
                             "--checkpoint that it was exported from")

    def parameters(self, recipe):
        # As in LAVIS, neither biases nor norms decay.
        return [{"params": [weight for weight in self.trained if (weight.dim() >= 2) == decays], "lr": recipe.learning_rate,
                 "weight_decay": recipe.weight_decay if decays else 0.0} for decays in (True, False)]

    def learning(self, does):
        self.model.qformer.train(does)

    def look(self, images):
        embeds = self.model.vision_model.post_layernorm(self.images.features(images))
        out = self.model.qformer(query_embeds=self.model.query_tokens.expand(len(images), -1, -1), encoder_hidden_states=embeds)
        return self.model.language_projection(out.last_hidden_state)

    def write_graphs(self, draft):
        self.family.export_vision(GraphFiles(draft, "fp32", self.base.directory, TRAINED))
