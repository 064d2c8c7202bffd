"""An engine that continues prompts greedily, all rows together. Arguments: engine, precision, directory, threads.

For each line {"prompts": [[id, ...], ...], "tokens": n} of standard input it writes {"ids": [[id, ...], ...], "seconds": s,
"bytes": the process's largest resident memory meanwhile, "weights": bytes of those that a step reads, "cached": bytes of a
number among keys and values}. Nothing ends an answer but its length.

The engine `machine` is what the others are measured against, see `limits`.
"""

import json
import math
import os
import sys
import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

# How often the machine's limits are tried.
TRIED = 20


class Transformers:
    def __init__(self, precision, directory, threads):
        import torch
        from transformers import AutoModelForCausalLM

        torch.set_num_threads(threads)
        torch.set_grad_enabled(False)
        self.torch = torch
        self.model = AutoModelForCausalLM.from_pretrained(directory, torch_dtype=getattr(torch, precision)).eval()
        self.model.generation_config.eos_token_id = None
        self.weights = sum(weight.numel() * weight.element_size() for weight in self.model.parameters())
        self.cached = self.model.dtype.itemsize

    def generate(self, prompts, tokens):
        ids = self.torch.tensor(prompts)
        mask = self.torch.ones_like(ids)
        return self.model.generate(ids, attention_mask=mask, max_new_tokens=tokens, do_sample=False)[:, ids.shape[1] :].tolist()


class OpenVino:
    """`default`: float32 weights, computed in what the CPU plugin takes by default."""

    def __init__(self, precision, directory, threads):
        import openvino_genai
        from openvino import Core

        self.genai = openvino_genai
        settings = {"INFERENCE_NUM_THREADS": threads}
        if precision == "fp32":
            settings |= {"INFERENCE_PRECISION_HINT": "f32", "KV_CACHE_PRECISION": "f32"}
        files = os.path.join(directory, "fp32" if precision == "default" else precision)
        self.pipeline = openvino_genai.LLMPipeline(files, "CPU", **settings)
        core = Core()
        core.set_property("CPU", settings)
        self.cached = core.get_property("CPU", "KV_CACHE_PRECISION").size
        self.weights = os.path.getsize(os.path.join(files, "openvino_model.bin"))
        if files.endswith("fp32"):
            self.weights = self.weights * core.get_property("CPU", "INFERENCE_PRECISION_HINT").size // 4

    def generate(self, prompts, tokens):
        from openvino import Tensor

        ids = np.array(prompts, dtype=np.int64)
        config = self.genai.GenerationConfig(max_new_tokens=tokens, ignore_eos=True, do_sample=False)
        given = self.genai.TokenizedInputs(Tensor(ids), Tensor(np.ones_like(ids)))
        return [list(row) for row in self.pipeline.generate(given, config).tokens]


class LlamaCpp:
    """Through the functions of llama.h: the class Llama of its Python package has one row at a time."""

    def __init__(self, precision, directory, threads):
        import llama_cpp

        self.llama, self.threads, self.context = llama_cpp, threads, None
        self.whole = precision == "F32"
        llama_cpp.llama_backend_init()
        self.quiet = llama_cpp.llama_log_callback(lambda *_: None)
        llama_cpp.llama_log_set(self.quiet, None)
        file = os.path.join(directory, precision + ".gguf")
        self.model = llama_cpp.llama_model_load_from_file(file.encode(), llama_cpp.llama_model_default_params())
        self.words = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(self.model))
        self.weights, self.cached = llama_cpp.llama_model_size(self.model), 4 if self.whole else 2

    def open(self, rows, length):
        """A context for so many rows, the last one's if they fit into it."""
        if self.context and self.room == (rows, length):
            self.llama.llama_memory_clear(self.llama.llama_get_memory(self.context), True)
            return
        if self.context:
            self.llama.llama_free(self.context)
            self.llama.llama_batch_free(self.batch)
        settings = self.llama.llama_context_default_params()
        length = -(-length // 256) * 256
        settings.n_ctx, settings.n_seq_max = rows * length, rows
        settings.n_batch = 2048
        settings.n_threads = settings.n_threads_batch = self.threads
        if self.whole:
            settings.type_k = settings.type_v = self.llama.GGML_TYPE_F32
        self.context = self.llama.llama_init_from_model(self.model, settings)
        self.batch = self.llama.llama_batch_init(settings.n_batch, 0, 1)
        self.room = rows, length

    def decode(self, tokens):
        """`tokens`: (id, position, row, whether its logits are wanted) of each."""
        batch = self.batch
        batch.n_tokens = len(tokens)
        for i, (token, position, row, wanted) in enumerate(tokens):
            batch.token[i], batch.pos[i], batch.n_seq_id[i] = token, position, 1
            batch.seq_id[i][0], batch.logits[i] = row, wanted
        if self.llama.llama_decode(self.context, batch):
            raise SystemExit("llama.cpp could not decode")
        return {
            row: int(np.ctypeslib.as_array(self.llama.llama_get_logits_ith(self.context, i), (self.words,)).argmax())
            for i, (_, _, row, wanted) in enumerate(tokens)
            if wanted
        }

    def generate(self, prompts, tokens):
        length = len(prompts[0])
        given = [
            (token, i, row, i == length - 1) for row, prompt in enumerate(prompts) for i, token in enumerate(prompt)
        ]
        ids, best = [[] for _ in prompts], {}
        for begin in range(0, len(given), 2048):
            best |= self.decode(given[begin : begin + 2048])
        for position in range(length, length + tokens):
            for row, token in best.items():
                ids[row].append(token)
            if position < length + tokens - 1:
                best = self.decode([(token, position, row, True) for row, token in best.items()])
        return ids


class OnnxRuntimeGenAi:
    def __init__(self, precision, directory, threads):
        import onnxruntime_genai

        self.genai = onnxruntime_genai
        config = onnxruntime_genai.Config(os.path.join(directory, precision))
        config.overlay(json.dumps({"model": {"decoder": {"session_options": {"intra_op_num_threads": threads}}}}))
        self.model = onnxruntime_genai.Model(config)
        self.weights, self.cached = self.read(os.path.join(directory, precision, "model.onnx")), 4

    @staticmethod
    def read(file):
        """All weights but tables that rows are only looked up in."""
        import onnx

        graph = onnx.load(file, load_external_data=False).graph
        used = {name for node in graph.node for name in node.input[node.op_type == "Gather" :]}
        return sum(
            math.prod(weight.dims) * onnx.helper.tensor_dtype_to_np_dtype(weight.data_type).itemsize
            for weight in graph.initializer
            if weight.name in used
        )

    def generate(self, prompts, tokens):
        length = len(prompts[0])
        params = self.genai.GeneratorParams(self.model)
        params.set_search_options(
            max_length=length + tokens, min_length=length + tokens, batch_size=len(prompts), do_sample=False
        )
        generator = self.genai.Generator(self.model, params)
        generator.append_tokens(np.array(prompts, dtype=np.int32))
        for _ in range(tokens):
            generator.generate_next_token()
        return [generator.get_sequence(row)[length:].tolist() for row in range(len(prompts))]


class CTranslate2:
    def __init__(self, precision, directory, threads):
        import ctranslate2

        files = os.path.join(directory, precision)
        self.generator = ctranslate2.Generator(files, compute_type=precision, intra_threads=threads, inter_threads=1)
        with open(os.path.join(files, "vocabulary.json")) as file:
            self.words = json.load(file)
        self.weights, self.cached = os.path.getsize(os.path.join(files, "model.bin")), 4

    def generate(self, prompts, tokens):
        given = [[self.words[token] for token in prompt] for prompt in prompts]
        results = self.generator.generate_batch(
            given, max_length=tokens, min_length=tokens, sampling_topk=1, include_prompt_in_result=False
        )
        return [result.sequences_ids[0] for result in results]


ENGINES = {
    "transformers": Transformers,
    "openvino": OpenVino,
    "llama_cpp": LlamaCpp,
    "onnxruntime_genai": OnnxRuntimeGenAi,
    "ctranslate2": CTranslate2,
}


def forget_peak():
    """The largest resident memory begins again at what there is now."""
    with open("/proc/self/clear_refs", "w") as file:
        file.write("5")


def peak():
    with open("/proc/self/status") as file:
        return next(int(line.split()[1]) * 1024 for line in file if line.startswith("VmHWM"))


def limits(checkpoint, threads):
    """Of the machine: bytes read a second, float32 operations of a matrix product a second. Of the checkpoint: parameters,
    and numbers that are cached for each token."""
    import torch
    from transformers import AutoConfig, AutoModelForCausalLM

    def best(work):
        """Seconds of the fastest of many."""
        taken = []
        for _ in range(TRIED):
            begun = time.perf_counter()
            work()
            taken.append(time.perf_counter() - begun)
        return min(taken)

    # More than a cache holds, in pieces, so that no core waits for a disturbed one.
    read = np.array_split(np.ones(1 << 27, np.float32), 8 * threads)
    pool, side = ThreadPoolExecutor(threads), 2048
    matrix = np.random.default_rng(1).random((side, side), np.float32)
    config = AutoConfig.from_pretrained(checkpoint)
    with torch.device("meta"):
        decoder = AutoModelForCausalLM.from_config(config)
    return [
        sum(piece.nbytes for piece in read) / best(lambda: list(pool.map(np.max, read))),
        2 * side**3 / best(lambda: matrix @ matrix),
        decoder.num_parameters(),
        2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim,
    ]


def main():
    engine, precision, directory, threads = sys.argv[1:5]
    # What libraries print is no answer.
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    if engine == "machine":
        print(json.dumps({"check": limits(directory, int(threads))}), file=answers, flush=True)
        return
    model = ENGINES[engine](precision, directory, int(threads))
    print(json.dumps({"check": []}), file=answers, flush=True)
    for line in sys.stdin:
        asked = json.loads(line)
        prompts, tokens = asked["prompts"], asked["tokens"]
        if engine == "llama_cpp":
            model.open(len(prompts), len(prompts[0]) + tokens)
        forget_peak()
        begun = time.perf_counter()
        ids = model.generate(prompts, tokens)
        seconds = time.perf_counter() - begun
        said = {"ids": ids, "seconds": seconds, "bytes": peak(), "weights": model.weights, "cached": model.cached}
        print(json.dumps(said), file=answers, flush=True)


if __name__ == "__main__":
    main()
