"""Records what transformers' generate does with a language model that is two small tables; see README.md."""
import hashlib
import json
import sys

import torch
import transformers
from transformers import GenerationConfig, GenerationMixin, PretrainedConfig, PreTrainedModel
from transformers.modeling_outputs import CausalLMOutput

WORDS, PLACES = 24, 16
PROMPTS = [[3], [5, 9, 5, 9], [1, 2, 3, 4, 5, 6, 7], [11, 11, 8, 20, 11, 8]]
SEED, ITEM = 1234, "item-1"


class TableConfig(PretrainedConfig):
    model_type = "tables"

    def __init__(self, **kwargs):
        super().__init__(vocab_size=WORDS, num_hidden_layers=1, **kwargs)


class TableModel(PreTrainedModel, GenerationMixin):
    """logits = after[last token] + at[position of the last token modulo 16]."""

    config_class = TableConfig
    _supports_cache_class = False

    def __init__(self, config):
        super().__init__(config)
        torch.manual_seed(405)
        self.after = torch.nn.Parameter((torch.randn(WORDS, WORDS) * 2).round(decimals=4))
        self.at = torch.nn.Parameter(torch.randn(PLACES, WORDS).round(decimals=4))
        self.at.data[:, 0] += 1.5

    def forward(self, input_ids, **_):
        places = torch.arange(input_ids.shape[1]) % PLACES
        return CausalLMOutput(logits=self.after[input_ids] + self.at[places])

    def prepare_inputs_for_generation(self, input_ids, **_):
        return {"input_ids": input_ids}


class Draws:
    """torch.multinomial with numbers that are a function of seed, item, step and draw."""

    def __init__(self):
        self.step = 0

    def number(self, draw):
        digest = hashlib.sha256(f"{SEED}\n{ITEM}\n{self.step}\n{draw}".encode()).digest()
        return (int.from_bytes(digest[:8], "big") >> 11) / 2**53

    def multinomial(self, probs, num_samples):
        weights, chosen = probs[0].double().clone(), []
        for draw in range(num_samples):
            wanted = self.number(draw) * weights.sum().item()
            above = (weights.cumsum(0) > wanted).nonzero().flatten().tolist()
            rest = (index for index in range(len(weights)) if index not in chosen)  # where fewer than wanted are possible
            chosen.append(above[0] if above else next(rest))
            weights[chosen[-1]] = 0
        self.step += 1
        return torch.tensor([chosen])


def searches():
    yield {}
    for settings in (
        {"repetition_penalty": 1.5},
        {"repetition_penalty": 0.7},
        {"no_repeat_ngram_size": 1},
        {"no_repeat_ngram_size": 2},
        {"no_repeat_ngram_size": 3, "repetition_penalty": 1.2},
        {"min_length": 9},
        {"min_new_tokens": 6},
        {"min_new_tokens": 3, "min_length": 12},
        {"max_length": 10},
        {"max_length": 10, "max_new_tokens": 5},
        {"bad_words_ids": [[5], [9, 7], [0], [11, 8, 3]]},
        {"suppress_tokens": [5, 9, 0], "max_new_tokens": 8},
        {"begin_suppress_tokens": [0, 5, 9, 12, 17]},
        {"forced_eos_token_id": 0, "max_new_tokens": 6},
        {"eos_token_id": [0, 7]},
        {"eos_token_id": [0, 7, 13], "min_new_tokens": 4},
    ):
        yield settings
        yield {"num_beams": 3, **settings}
    for beams in (2, 5):
        for early in (False, True, "never"):
            for penalty in (-1.0, 0.0, 0.5, 1.0, 2.0):
                yield {"num_beams": beams, "early_stopping": early, "length_penalty": penalty}
    yield {"num_beams": 4, "repetition_penalty": 1.5, "no_repeat_ngram_size": 2, "min_new_tokens": 2, "early_stopping": True}


def samplings():
    for settings in (
        {},
        {"temperature": 0.5},
        {"temperature": 3.0, "top_k": 0},
        {"top_k": 3},
        {"top_k": 0, "top_p": 0.7},
        {"temperature": 1.5, "top_k": 10, "top_p": 0.9},
        {"min_p": 0.2},
        {"typical_p": 0.6},
        {"repetition_penalty": 1.3, "no_repeat_ngram_size": 2, "temperature": 2.0},
    ):
        yield settings
        yield {"num_beams": 3, "top_k": 12, "temperature": 2.0, **settings}


def search(model, prompt, settings):
    kept = {"max_new_tokens": 16, "eos_token_id": 0, **settings}
    if "max_length" in settings and "max_new_tokens" not in settings:
        kept.pop("max_new_tokens")
    beams = kept.get("num_beams", 1)
    torch.multinomial = Draws().multinomial
    out = model.generate(torch.tensor([prompt]), **kept, pad_token_id=23, use_cache=False,
                         num_return_sequences=beams if beams > 1 else 1,
                         return_dict_in_generate=True, output_scores=True)
    answers = []
    for row, ids in enumerate(out.sequences.tolist()):
        ids = ids[len(prompt):]
        if beams > 1:
            ids = ids[: int((out.beam_indices[row] >= 0).sum())]
        answer = {"ids": ids}
        if beams > 1:
            answer["score"] = round(out.sequences_scores[row].item(), 6)
        answers.append(answer)
    return {"prompt": prompt, "settings": kept, "answers": answers}


def warped(model):
    """Probabilities that are left of random logits, many of them equal."""
    torch.manual_seed(7)
    for settings in (
        {"temperature": 0.3}, {"top_k": 5}, {"top_k": 1}, {"top_k": 100}, {"top_k": 0, "top_p": 0.5},
        {"top_k": 0, "top_p": 0.95}, {"top_k": 0, "top_p": 0.01}, {"min_p": 0.1}, {"min_p": 0.9}, {"typical_p": 0.2},
        {"typical_p": 0.9}, {"temperature": 0.7, "top_k": 8, "top_p": 0.8, "min_p": 0.05, "typical_p": 0.95},
        {"num_beams": 3, "top_k": 1}, {"num_beams": 3, "top_k": 0, "top_p": 0.01}, {"num_beams": 3, "min_p": 0.99},
        {"num_beams": 3, "typical_p": 0.01}, {"num_beams": 3, "top_k": 1, "eos_token_id": [0, 7, 13]},
    ):
        for decimals in (1, 4):
            logits = (torch.randn(1, WORDS) * 2).round(decimals=decimals)
            config = GenerationConfig(do_sample=True, **{"eos_token_id": 0, **settings})
            model._prepare_special_tokens(config)
            ids = torch.tensor([PROMPTS[1]])
            processors = model._get_logits_processor(config, 4, ids, None, [])
            probs = torch.softmax(processors(ids, logits), -1)[0]
            yield {"settings": {"eos_token_id": 0, "do_sample": True, **settings},
                   "logits": [round(x, 4) for x in logits[0].tolist()], "probs": [round(x, 7) for x in probs.tolist()]}


def main():
    model = TableModel(TableConfig()).eval()
    cases = [search(model, prompt, s) for s in searches() for prompt in PROMPTS]
    sampled = [search(model, prompt, {"do_sample": True, **s}) for s in samplings() for prompt in PROMPTS]
    rounded = lambda table: [[round(x, 4) for x in row] for row in table.tolist()]
    tables = {"after": rounded(model.after), "at": rounded(model.at)}
    for name, value in (("tables", [tables]), ("search", cases), ("sampling", sampled), ("warped", list(warped(model)))):
        with open(f"{name}.jsonl", "w") as file:
            file.writelines(json.dumps(line) + "\n" for line in value)
    print(f"transformers {transformers.__version__}, torch {torch.__version__}", file=sys.stderr)


if __name__ == "__main__":
    with torch.no_grad():
        main()
