"""The study's recipe `projector`: classification data, the projector alone, everything else frozen."""
import json
import math
import shutil
import sys
from pathlib import Path

import torch
from transformers import AutoImageProcessor, AutoProcessor

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "export"))
from vlmexport.bundle import Base, digest  # noqa: E402

from . import data  # noqa: E402
from .graphs import llama  # noqa: E402
from .projector import Encoder, config_of  # noqa: E402

QUESTION = "What type of object is in the photo?"
IGNORED, WARM_UP, LONGEST_ANSWER, AT_ONCE = -100, 0.03, 24, 64


class ProjectorTraining:
    def __init__(self, bundle, question=QUESTION):
        self.base, self.config = Base.open(bundle), config_of(bundle)
        if self.config.get("model_type") != "llava" or self.config["text_config"].get("model_type", "llama") != "llama":
            raise ValueError(f"{bundle} is no LLaVA over a Llama, which is what this recipe trains")
        self.encoder, self.decoder = Encoder(bundle), llama(bundle, self.config)
        self.projector = self.encoder.projector
        self.processor = AutoProcessor.from_pretrained(bundle)
        self.images = AutoImageProcessor.from_pretrained(bundle, use_fast=False)
        self.prompt = data.chat_prompt(self.processor, question)

    def load(self, file, split):
        """(features before the projector [N, tokens, Dv], labels)."""
        items = data.read(Path(file), split)
        parts = [torch.from_numpy(self.encoder.features(data.pixels(self.images, [path for path, _ in items[at:at + AT_ONCE]])))
                 for at in range(0, len(items), AT_ONCE)]
        return torch.cat(parts), [label for _, label in items]

    def load_run(self, file):
        """As `load`, of a run's features; what is trained is then the run's prompt."""
        features, labels, self.prompt = data.read_run(Path(file), digest(self.base.directory))
        self.encoder.check(features[:AT_ONCE])
        return torch.from_numpy(features), labels

    def prompts(self, features):
        token = self.config.get("image_token_index", self.config.get("image_token_id"))
        return data.Prompts(self.processor.tokenizer, self.prompt, token, features.shape[1])

    def embeds(self, ids, features, token):
        embeds = self.decoder.get_input_embeddings()(ids)
        return embeds.masked_scatter((ids == token)[..., None], self.projector(features).to(embeds.dtype))

    def loss(self, features, labels, prompts):
        answers = [prompts.answer(label) for label in labels]
        longest = max(map(len, answers))
        pad = self.config.get("pad_token_id") or 0
        ids = torch.tensor([prompts.prompt + answer + [pad] * (longest - len(answer)) for answer in answers])
        targets = torch.tensor([answer + [IGNORED] * (longest - len(answer)) for answer in answers])
        hidden = self.decoder.model(inputs_embeds=self.embeds(ids, features, prompts.image_token)).last_hidden_state
        # Padding comes last, and nothing before it looks at it.
        logits = self.decoder.lm_head(hidden[:, len(prompts.prompt) - 1:-1])
        return torch.nn.functional.cross_entropy(logits.flatten(0, 1), targets.flatten(), ignore_index=IGNORED)

    @torch.no_grad()
    def accuracy(self, features, labels, prompts):
        """Exact match of greedy answers, both lower-cased, as the study evaluates."""
        right = 0
        for at in range(0, len(labels), AT_ONCE):
            some = features[at:at + AT_ONCE]
            ids = torch.tensor([prompts.prompt] * len(some))
            embeds, past, rows = self.embeds(ids, some, prompts.image_token), None, [[] for _ in some]
            for _ in range(LONGEST_ANSWER):
                out = self.decoder(inputs_embeds=embeds, past_key_values=past, use_cache=True)
                past, chosen = out.past_key_values, out.logits[:, -1].argmax(-1)
                for row, token in zip(rows, chosen.tolist()):
                    row.append(token)
                if all(prompts.tokenizer.eos_token_id in row for row in rows):
                    break
                embeds = self.decoder.get_input_embeddings()(chosen[:, None])
            for row, label in zip(rows, labels[at:at + AT_ONCE]):
                end = prompts.tokenizer.eos_token_id
                text = prompts.tokenizer.decode(row[:row.index(end)] if end in row else row, skip_special_tokens=True)
                right += text.strip().lower() == label.strip().lower()
        return right / len(labels)

    def train(self, features, labels, epochs, batch, learning_rate, every, checkpoint):
        """Cosine schedule after a warm-up of 3 %, no weight decay; `checkpoint(step, loss)` every so many steps and at the end."""
        prompts, generator = self.prompts(features), torch.Generator().manual_seed(data.SEED)
        total = epochs * math.ceil(len(labels) / batch)
        warm = max(1, int(WARM_UP * total))
        optimiser = torch.optim.AdamW(self.projector.parameters(), lr=learning_rate, weight_decay=0.0)
        schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: min(
            (step + 1) / warm, 0.5 * (1 + math.cos(math.pi * max(0, step - warm) / max(1, total - warm)))))
        step, summed, since = 0, 0.0, 0
        for _ in range(epochs):
            for rows in torch.randperm(len(labels), generator=generator).split(batch):
                loss = self.loss(features[rows], [labels[row] for row in rows], prompts)
                optimiser.zero_grad()
                loss.backward()
                optimiser.step()
                schedule.step()
                step, summed, since = step + 1, summed + loss.item(), since + 1
                if step % every == 0 or step == total:
                    checkpoint(step, summed / since)
                    summed, since = 0.0, 0

    def write(self, directory):
        """An overlay bundle of what the projector is now; it is there whole or not at all."""
        directory = Path(directory)
        draft = directory.with_name(f".{directory.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        (draft / "onnx").mkdir(parents=True)
        self.encoder.write(self.projector, draft / "onnx/vision_encoder.onnx")
        self.base.write_config(draft, self.config["model_type"])
        draft.rename(directory)
        return directory


def projector(bundle, source, out, epochs, batch, learning_rate, every, name="checkpoint", question=QUESTION, report=print):
    """Trains; reports each checkpoint as a line of JSON: step, loss, the overlay's directory, accuracy if something is held out.

    `source(training)` gives (features, labels) of what is trained on, and the same of what is held out or None.
    """
    training = ProjectorTraining(Path(bundle), question)
    (features, labels), judged = source(training)
    out = Path(out)
    if out.exists() and any(out.iterdir()):
        raise ValueError(f"{out} is not empty; give another --out, or remove it")

    def checkpoint(step, loss):
        line = {"step": step, "loss": round(loss, 4), "bundle": str(training.write(out / f"{name}-{step:06d}"))}
        report(json.dumps(line | scored()), flush=True)

    def scored():
        return {"accuracy": round(training.accuracy(*judged, training.prompts(judged[0])), 4)} if judged else {}

    steps = epochs * math.ceil(len(labels) / batch)
    report(json.dumps({"step": 0, "steps": steps, "items": len(labels)} | scored()), flush=True)
    training.train(features, labels, epochs, batch, learning_rate, every, checkpoint)


def of_dataset(file, split, held_out):
    """What `projector` trains on: a split of a dataset in the study's form; `held_out` is another one of its splits, or None."""
    return lambda training: (training.load(file, split), training.load(file, held_out) if held_out else None)


def of_run(file):
    """What `projector` trains on: a run's features, without an image; checkpoints are judged where they are served."""
    return lambda training: (training.load_run(file), None)
