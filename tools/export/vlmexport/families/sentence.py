"""Sentence encoders (Reimers and Gurevych 2019, arXiv 1908.10084) in sentence-transformers' layout, without that library."""
import json

import torch
from transformers import AutoModel, AutoTokenizer
from transformers.utils import cached_file

from ..bundle import write_config, write_json
from .base import Family

MODULES = "modules.json"
SENTENCE = "sentence_bert_config.json"
OWN = "config_sentence_transformers.json"
NAMESPACE = "sentence_transformers.models."
POOLED = ("mean", "cls", "max", "mean_sqrt_len", "lasttoken")
KNOWN = ("Transformer", "Pooling", "Normalize")
# What sentence-transformers takes for a model that has no modules of its own.
DEFAULT_MODULES = [{"idx": 0, "name": "0", "path": "", "type": NAMESPACE + "Transformer"},
                   {"idx": 1, "name": "1", "path": "1_Pooling", "type": NAMESPACE + "Pooling"}]
TEXTS = ["tench", "a photo of a tench", "The photo shows a great white shark that swims in the ocean.", "T-shirt",
         "kite (bird of prey)", "Café, naïve — 犬 😀", "  spaces\naround  ", "", "An answer that goes on. " * 60]


class Graph(torch.nn.Module):
    """Named inputs -> last_hidden_state [B, T, H]."""

    def __init__(self, model, names):
        super().__init__()
        self.model, self.names = model, names

    def forward(self, *inputs):
        return self.model(**dict(zip(self.names, inputs))).last_hidden_state.float()


class Sentence(Family):
    model_types = ("bert", "mpnet", "distilbert", "roberta", "xlm-roberta", "albert", "electra", "deberta-v2", "nomic_bert")
    model_class = AutoModel
    unused = ("pooler.",)  # sentences are pooled from the last hidden states

    def __init__(self, source, revision="main"):
        self.modules = self._json(source, revision, MODULES) or DEFAULT_MODULES
        kinds = [module["type"].rsplit(".", 1)[-1] for module in self.modules]
        unknown = [kind for kind in kinds if kind not in KNOWN]
        if unknown:
            raise ValueError(f"{source}: module {unknown[0]} of {MODULES} cannot be exported; known are {', '.join(KNOWN)}")
        path = next(m["path"] for m, kind in zip(self.modules, kinds) if kind == "Pooling")
        self.pooling_path, self.pooling = f"{path}/config.json", self._json(source, revision, f"{path}/config.json")
        self.settings = self._json(source, revision, SENTENCE) or {}
        self.own = self._json(source, revision, OWN)
        super().__init__(source, revision)

    @staticmethod
    def _json(source, revision, name):
        file = cached_file(source, name, revision=revision, _raise_exceptions_for_missing_entries=False)
        return None if file is None else json.loads(open(file, encoding="utf-8").read())

    def read_processor(self, source, revision):
        self.tokenizer = AutoTokenizer.from_pretrained(source, revision=revision)
        self.names = [n for n in ("input_ids", "attention_mask", "token_type_ids") if n in self.tokenizer.model_input_names]
        if self.pooling is None:
            self.pooling = {"word_embedding_dimension": self.model.config.hidden_size, "pooling_mode_mean_tokens": True}
        longest = getattr(self.model.config, "max_position_embeddings", self.tokenizer.model_max_length)
        self.longest = self.settings.get("max_seq_length") or min(longest, self.tokenizer.model_max_length)

    def write_text(self, bundle):
        write_config(bundle, self.model)
        self.tokenizer.save_pretrained(bundle)
        write_json(bundle / MODULES, self.modules)
        write_json(bundle / self.pooling_path, self.pooling)
        write_json(bundle / SENTENCE, self.settings | {"max_seq_length": self.longest})
        if self.own is not None:
            write_json(bundle / OWN, self.own)

    def tokens(self, texts):
        """As sentence-transformers' Transformer module tokenises."""
        prompts = (self.own or {}).get("prompts") or {}
        prompt = prompts.get((self.own or {}).get("default_prompt_name") or "", "")
        texts = [(prompt + text).strip() for text in texts]
        if self.settings.get("do_lower_case"):
            texts = [text.lower() for text in texts]
        return self.tokenizer(texts, padding=True, truncation="longest_first", max_length=self.longest, return_tensors="pt")

    def export_graphs(self, files):
        tokens = self.tokens(["a photo of a tench", "cat"])
        axes = {n: {0: "batch", 1: "sequence"} for n in (*self.names, "last_hidden_state")}
        files.export("model", Graph(self.model, self.names), [tokens[n] for n in self.names], list(self.names),
                     ["last_hidden_state"], axes)

    def mode(self):
        if "pooling_mode" in self.pooling:
            return self.pooling["pooling_mode"]
        modes = [mode for mode in POOLED if any(self.pooling.get(f"pooling_mode_{mode}{end}") for end in ("", "_token", "_tokens"))]
        if len(modes) != 1:
            raise ValueError(f"{self.pooling_path}: one of {', '.join(POOLED)} must be true, are {modes}")
        return modes[0]

    def embedding(self, states, mask):
        """sentence-transformers' Pooling of one mode, then L2 normalisation, which a cosine does anyway."""
        states, weights, mode = torch.as_tensor(states), torch.as_tensor(mask).unsqueeze(-1).float(), self.mode()
        if mode == "cls":
            pooled = states[:, 0]
        elif mode == "max":
            pooled = states.masked_fill(weights == 0, -torch.inf).max(1).values
        elif mode == "lasttoken":
            pooled = states[torch.arange(len(states)), weights[..., 0].sum(1).long() - 1]
        else:
            total = weights.sum(1).clamp(min=1e-9)
            pooled = (states * weights).sum(1) / (total if mode == "mean" else total.sqrt())
        return torch.nn.functional.normalize(pooled, dim=-1)

    def record(self, golden):
        rows = []
        for text in TEXTS:
            tokens = self.tokens([text])
            rows.append(self.embedding(Graph(self.model, self.names)(*(tokens[n] for n in self.names)), tokens["attention_mask"])[0])
        stored = golden.tensor("sentence_embedding", torch.stack(rows))
        for row, text in enumerate(TEXTS):
            golden.add(case="text", text=text, input_ids=self.tokens([text])["input_ids"][0].tolist(),
                       sentence_embedding=stored | {"row": row})
        # What the file's rows are to one another: the numbers that rules are made of.
        cosines = torch.stack(rows) @ torch.stack(rows).T
        golden.add(case="cosines", texts=TEXTS, cosines=golden.tensor("cosines", cosines))

    def replay(self, files, recorded, deviations):
        session = files.session("model")
        for case in (case for case in recorded.cases if case["case"] == "text"):
            tokens = self.tokens([case["text"]])
            deviations.equal("input_ids", tokens["input_ids"][0].tolist(), case["input_ids"])
            states = session.run(["last_hidden_state"], {n: tokens[n].numpy() for n in self.names})[0]
            got = self.embedding(states, tokens["attention_mask"].numpy())[0]
            deviations.floats("sentence_embedding", got, recorded.tensor(case["sentence_embedding"]))
