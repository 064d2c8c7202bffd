"""What the recipes' models share: the loss of conversations, answers, and checkpoints."""
import shutil
from pathlib import Path

import torch

from .dialog import IGNORED
from .images import AT_ONCE


class Trainable:
    """A frozen encoder, what is trained, and a decoder; `begin` before anything else is asked of it.

    Subclasses set `base` (vlmexport.bundle.Base), `model_type`, `images` (Images), `dialog` (gives ids of examples, see Dialog), `decoder`
    (a transformers ForCausalLM), `tokenizer`, `end` (the id that ends answers) and `pad`.
    """

    def begin(self, examples):
        """Sees by some example that the bundle's graphs are what they are taken for; ValueError if not."""
        raise NotImplementedError

    def parameters(self, recipe):
        """What is trained, with its rate and weight decay, as optimisers take it."""
        raise NotImplementedError

    def learning(self, does):
        """Whether parts are dropped by chance, as while it learns."""
        raise NotImplementedError

    def look(self, images):
        """[images, tokens, D] in the place of their tokens' embeddings."""
        raise NotImplementedError

    def write_graphs(self, draft):
        """The graphs of an overlay bundle into its directory onnx, which is there."""
        raise NotImplementedError

    def loss(self, examples):
        """Mean over the tokens of all answers."""
        rows = [self.dialog.encoded(example) for example in examples]
        longest = max(len(ids) for ids, _ in rows)
        ids = torch.tensor([ids + [self.pad] * (longest - len(ids)) for ids, _ in rows])
        targets = torch.tensor([each + [IGNORED] * (longest - len(each)) for _, each in rows])[:, 1:]
        # Padding comes last, and nothing before it looks at it.
        hidden = self.decoder.model(inputs_embeds=self.embeds(ids, examples)).last_hidden_state[:, :-1]
        learnt = targets != IGNORED
        logits = self.decoder.lm_head(hidden[learnt])
        # Of conversations that were cut before their first answer nothing is learnt.
        return torch.nn.functional.cross_entropy(logits, targets[learnt], reduction="sum") / max(1, len(logits))

    def embeds(self, ids, examples):
        embeds = self.decoder.get_input_embeddings()(ids)
        seen = self.look([example.image for example in examples if example.image is not None])
        return embeds.masked_scatter((ids == self.dialog.image_token)[..., None], seen.to(embeds.dtype))

    @torch.no_grad()
    def answers(self, examples, longest):
        """Greedy answers to the first question, which must be the same for all, of `longest` tokens at most."""
        return [text for at in range(0, len(examples), AT_ONCE) for text in self._answers(examples[at:at + AT_ONCE], longest)]

    def _answers(self, examples, longest):
        ids = torch.tensor([self.dialog.prompt(example) for example in examples])
        embeds, past, rows = self.embeds(ids, examples), None, [[] for _ in examples]
        for _ in range(longest):
            out = self.decoder(inputs_embeds=embeds, past_key_values=past, use_cache=True)
            past, chosen = out.past_key_values, out.logits[:, -1].argmax(-1)
            for row, token in zip(rows, chosen.tolist()):
                row.append(token)
            if all(self.end in row for row in rows):
                break
            embeds = self.decoder.get_input_embeddings()(chosen[:, None])
        return [self.tokenizer.decode(row[:row.index(self.end)] if self.end in row else row, skip_special_tokens=True) for row in rows]

    def write(self, directory):
        """An overlay bundle of what is trained, as it is now; it is there whole or not at all."""
        directory = Path(directory)
        draft = directory.with_name(f".{directory.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "onnx").mkdir(parents=True)
        self.write_graphs(draft)
        self.base.write_config(draft, self.model_type)
        draft.rename(directory)
        return directory
