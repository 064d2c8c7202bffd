"""Conversations as token ids."""
import functools

IGNORED = -100
# The study's; no longer than the model's positions.
LONGEST = 2048


class Dialog:
    """Conversations in the form of the bundle's chat template; each answer ends in the end-of-sequence token, as in `vicuna_v1`."""

    def __init__(self, processor, config, image_tokens):
        self.processor, self.tokenizer, self.image_tokens = processor, processor.tokenizer, image_tokens
        self.image_token = config.get("image_token_index", config.get("image_token_id"))
        self.longest = min(LONGEST, config["text_config"].get("max_position_embeddings", LONGEST))
        self.tokens = functools.lru_cache(4096)(self._tokens)
        self.rendered = functools.lru_cache(64)(self._rendered)

    def encoded(self, example):
        """(ids, what each should predict: the answers' ids, else IGNORED), cut at what the model can hold."""
        ids, targets = [], []
        for prompt, (_, answer) in zip(self.prompts(example), example.turns):
            asked, said = self.asked(prompt, not ids), self.tokens(answer, False) + [self.tokenizer.eos_token_id]
            ids, targets = ids + asked + said, targets + [IGNORED] * len(asked) + said
        ids, targets = ids[:self.longest], targets[:self.longest]
        self._require_image(ids, example)
        return ids, targets

    def prompt(self, example):
        """The ids up to where the first answer begins."""
        ids = self.asked(next(self.prompts(example)), True)
        self._require_image(ids, example)
        return ids

    def prompts(self, example):
        """What stands before each answer."""
        if example.prompt is not None:
            yield example.prompt
            return
        said = ()
        for at, (question, answer) in enumerate(example.turns):
            asked = (*said, ("user", question, at == 0 and example.image is not None))
            before, whole = self.rendered(said, False) if said else "", self.rendered(asked, True)
            if not whole.startswith(before):
                raise ValueError("the chat template of the bundle changes what was said before when a turn follows; "
                                 "this recipe cannot train conversations with it")
            yield whole[len(before):]
            said = (*asked, ("assistant", answer, False))

    def asked(self, prompt, first):
        return [each for token in self.tokens(prompt, first)
                for each in ([token] * self.image_tokens if token == self.image_token else [token])]

    def _require_image(self, ids, example):
        wanted = 0 if example.image is None else self.image_tokens
        if ids.count(self.image_token) != wanted:
            raise ValueError(f"a conversation that begins {example.prompt or example.turns[0][0]!r} has "
                             f"{ids.count(self.image_token)} tokens of an image, needed are {wanted}; an image is named once, at the "
                             f"beginning, and has room in {self.longest} tokens")

    def _tokens(self, text, first):
        return self.tokenizer(text, add_special_tokens=first).input_ids

    def _rendered(self, turns, answer_follows):
        messages = [{"role": role, "content": [{"type": "image"}] * image + [{"type": "text", "text": text}]}
                    for role, text, image in turns]
        return self.processor.apply_chat_template(messages, add_generation_prompt=answer_follows)
