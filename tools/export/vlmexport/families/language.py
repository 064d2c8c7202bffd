"""What vision-language models share: prompts, greedy answers, hidden states, and their replay on the graphs."""
import math

import torch
from transformers import AutoProcessor

from ..bundle import write_config, write_generation
from ..decoder import decoder_of, export_decoder, export_embed_tokens
from ..goldens import digest, top
from ..replay import GraphDecoder, mask_positions, merged
from .base import Family, image_processor

QUESTION = "What type of object is in this photo?"
CHOICES = f'{QUESTION} Choose one from "tench, cat, rocket, flower, cup of coffee".'
TEXT_ONLY = "Which animal barks?"
NEW_TOKENS = 16
LARGEST_FEATURES = 4_000_000


class VisionLanguage(Family):
    """Subclasses export the vision graphs and say what is special about prompts, inputs and positions."""

    extra_inputs = ()          # what the processor gives besides pixel_values and is recorded
    answers_text_alone = True  # can transformers answer without an image?
    position_axes = 0          # 3: M-RoPE

    def read_processor(self, source, revision):
        self.processor = AutoProcessor.from_pretrained(source, revision=revision)
        self.processor.image_processor = image_processor(source, revision)
        self.processor.tokenizer.padding_side = "left"

    # ---- what subclasses may differ in

    @property
    def language_model(self):
        return self.core.language_model

    @property
    def decoder(self):
        apart = not hasattr(self.language_model, "lm_head")
        return decoder_of(self.language_model, self.model.lm_head if apart else None)

    @property
    def text_config(self):
        return self.model.config.get_text_config()

    @property
    def image_token_id(self):
        config = self.model.config
        return getattr(config, "image_token_index", None) or getattr(config, "image_token_id", None)

    @property
    def generation_config(self):
        return self.model.generation_config

    @property
    def stop_ids(self):
        eos = self.generation_config.eos_token_id
        return eos if isinstance(eos, list) else [eos]

    def study(self, question, image):
        """The study's prompt; None where the study asked no such model."""
        return None

    def export_vision(self, files):
        raise NotImplementedError

    def image_features(self, inputs):
        """Features in the order of the image tokens, [tokens, D], from torch."""
        raise NotImplementedError

    def graph_features(self, files, inputs):
        """The same from the graphs; may have more axes in front."""
        raise NotImplementedError

    def positions(self, inputs):
        """A function of (step, attention mask) to position ids."""
        return mask_positions

    def types(self, inputs):
        """A function of the step to token types, where the decoder takes these."""
        return lambda step: None

    def inputs(self, prompt, image=None):
        images = {} if image is None else {"images": [image]}
        return dict(self.processor(text=[prompt], return_tensors="pt", **images))

    def graph_of(self, weight):
        if weight.startswith("text.") and "embed_tokens" in weight:
            return "embed_tokens"
        return "decoder_model_merged" if weight.startswith(("text.", "head.")) else "vision_encoder"

    # ---- the steps

    def write_text(self, bundle):
        write_config(bundle, self.model)
        write_generation(bundle, self.generation_config)
        self.processor.save_pretrained(bundle)
        # Since transformers 5 a processor's file holds these settings, which readers look for in a file of their own.
        self.processor.image_processor.save_pretrained(bundle)

    def export_graphs(self, files):
        self.export_vision(files)
        export_embed_tokens(self.model.get_input_embeddings(), files)
        export_decoder(self.decoder, self.text_config, files, self.position_axes)

    def styles(self):
        """Style -> (question, has image) -> prompt."""
        styles = {"chat": self.chat} if self.processor.chat_template else {}
        return styles | ({"study": self.study} if self.study("", True) is not None else {})

    def chat(self, question, image):
        content = ([{"type": "image"}] if image else []) + [{"type": "text", "text": question}]
        return self.processor.apply_chat_template([{"role": "user", "content": content}], add_generation_prompt=True)

    def record(self, golden):
        images, styles = golden.images(), self.styles()
        for n, (name, image) in enumerate(images):
            self.record_image(golden, n, name, image, next(iter(styles.values()))(QUESTION, True))
            for style, prompt in styles.items():
                for task, question in (("open_world", QUESTION), ("closed_world", CHOICES)):
                    self.record_answer(golden, f"{task}-{style}-{n}", task, style, question,
                                       prompt(question, True), name, image)
        if self.answers_text_alone:
            for style, prompt in styles.items():
                self.record_answer(golden, f"text_only-{style}-0", "text_only", style, TEXT_ONLY, prompt(TEXT_ONLY, False))

    def record_image(self, golden, n, name, image, prompt):
        inputs = self.inputs(prompt, image)
        features = self.image_features(inputs)
        small = n == 0 and features.numel() <= LARGEST_FEATURES
        golden.add(kind="image", id=f"image-{n}", image=name, image_root="images", prompt=prompt,
                   pixel_values=digest(inputs["pixel_values"]), **self.recorded_inputs(inputs),
                   image_features=digest(features),
                   image_features_bin=golden.tensor(f"image-{n}.image_features", features) if small else None)
        if n == 0:
            self.record_hidden(golden, name, inputs, prompt)

    def recorded_inputs(self, inputs):
        return {key: inputs[key].tolist() if inputs[key].numel() < 64 else digest(inputs[key].float())
                for key in self.extra_inputs}

    def record_hidden(self, golden, name, inputs, prompt):
        hidden = self.hidden_states(inputs)
        golden.add(kind="features", id="features-0", image=name, image_root="images", prompt=prompt,
                   tokens=hidden.shape[0], rows=["last", "mean over all tokens of the prompt, image tokens included"],
                   features=golden.tensor("features-0", torch.stack([hidden[-1], hidden.mean(0)])))

    def hidden_states(self, inputs):
        """After the final norm, [S, D]."""
        return self.model(**inputs, output_hidden_states=True).hidden_states[-1][0]

    def record_answer(self, golden, case, task, style, question, prompt, name=None, image=None):
        inputs = self.inputs(prompt, image)
        out = self.generate(inputs)
        prompt_ids, ids = inputs["input_ids"][0].tolist(), out.sequences[0, len(self.beginning(inputs)):].tolist()
        gaps = [float(two[0] - two[1]) for two in (step[0].topk(2).values for step in out.scores)]
        # An answer ends before a token that rounding may decide; one that begins with such a token is no case.
        sure = next((n for n, gap in enumerate(gaps) if gap < golden.decided), len(ids))
        ids, gaps = ids[:sure], [gap for gap in gaps[:sure] if math.isfinite(gap)]  # a forced token leads by infinity
        if not gaps:
            return
        decode = self.processor.tokenizer.decode
        golden.add(kind="generate", id=case, task=task, style=style, image=name, image_root="images", question=question,
                   prompt=prompt, input_ids=prompt_ids, **self.recorded_ids(inputs), max_new_tokens=len(ids),
                   generated_ids=ids, finish="eos" if ids[-1] in self.stop_ids else "length",
                   **self.recorded_settings(),
                   text=decode(ids, skip_special_tokens=True), min_gap=min(gaps), step_gaps=gaps,
                   first_logits_top=top(out.logits[0][0]),
                   first_logits=golden.tensor(f"{case}.first_logits", out.logits[0][0]))

    def generate(self, inputs, **settings):
        """Greedy answers, with scores."""
        return self.model.generate(**inputs, do_sample=False, num_beams=1, max_new_tokens=NEW_TOKENS, output_logits=True,
                                   output_scores=True, return_dict_in_generate=True, **settings)

    def beginning(self, inputs):
        """What stands before the answer in what generate gives."""
        return inputs["input_ids"][0].tolist()

    def recorded_settings(self):
        """Settings of generate that differ from the bundle's in recorded answers."""
        return {}

    def recorded_ids(self, inputs):
        return {}

    def replay(self, files, recorded, deviations):
        decoder = GraphDecoder(files)
        for case in recorded.cases:
            image = recorded.image(case["image"]) if case["image"] else None
            inputs = self.inputs(case["prompt"], image)
            features = None
            if image is not None:
                features = self.graph_features(files, inputs)
                features = features.reshape(-1, features.shape[-1])
            embeds = merged(decoder.embeds(inputs["input_ids"].numpy()), inputs["input_ids"].numpy(), self.image_token_id,
                            features)
            prompt = (embeds, inputs["attention_mask"].numpy(), self.positions(inputs), self.types(inputs))
            getattr(self, f"replay_{case['kind']}")(case, inputs, features, prompt, decoder, recorded, deviations)

    def replay_image(self, case, inputs, features, prompt, decoder, recorded, deviations):
        deviations.equal("pixel_values", digest(inputs["pixel_values"])["sha256"], case["pixel_values"]["sha256"])
        if case["image_features_bin"]:
            deviations.floats("image_features", features, recorded.tensor(case["image_features_bin"]))

    def replay_features(self, case, inputs, features, prompt, decoder, recorded, deviations):
        embeds, mask, positions, types = prompt
        hidden = decoder.step(embeds, mask, positions(0, mask), types=types(0))["hidden_states"][0]
        want = recorded.tensor(case["features"])
        deviations.floats("features", torch.tensor(hidden)[-1:], want[:1])
        deviations.floats("features", hidden.mean(0), want[1])

    def replay_generate(self, case, inputs, features, prompt, decoder, recorded, deviations):
        deviations.equal("input_ids", inputs["input_ids"][0].tolist(), case["input_ids"])
        ids, logits = decoder.greedy(*prompt, case["max_new_tokens"], self.stop_ids)
        deviations.floats("first_logits", logits, recorded.tensor(case["first_logits"]))
        deviations.equal("generated_ids", ids, case["generated_ids"])
