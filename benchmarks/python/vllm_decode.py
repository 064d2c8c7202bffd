"""vLLM: greedy answers in continuous batches of at most `batch` rows, in fp16 on a GPU.

Arguments: those of decode.py; the bundle needs its model.safetensors. Nothing is kept from one request to another, and nothing
but its length ends an answer.
"""

import io
import os
import signal
import sys

# What vLLM and its processes say goes elsewhere: standard output is for the answers.
answers = os.fdopen(os.dup(1), "w")
os.dup2(2, 1)

from PIL import Image
from vllm import LLM, SamplingParams

from worker import photos, serve

# Of the card's memory: the other sides' models are there as well.
SHARE = 0.4


def main():
    # So that its processes end with it, and leave the card.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit())
    bundle, directory = sys.argv[1:3]
    items, batch = map(int, sys.argv[3:5])
    prompt, limits = sys.argv[6], [int(tokens) for tokens in sys.argv[7].split(",")]
    cuda = sys.argv[8].startswith("cuda")
    model = LLM(
        bundle,
        dtype="float16" if cuda else "float32",
        max_num_seqs=batch,
        gpu_memory_utilization=SHARE,
        limit_mm_per_prompt={"image": 1},
        enable_prefix_caching=False,
        mm_processor_cache_gb=0,
    )
    encoded = photos(directory, items)
    images = [Image.open(io.BytesIO(encoded[i % len(encoded)])).convert("RGB") for i in range(items)]
    requests = [{"prompt": prompt, "multi_modal_data": {"image": image}} for image in images]
    sampling = [SamplingParams(temperature=0, max_tokens=tokens, ignore_eos=True) for tokens in limits]

    def generate():
        return [output.outputs[0].token_ids for output in model.generate(requests, sampling, use_tqdm=False)]

    def measure():
        return sum(len(ids) for ids in generate())

    sys.stdout = answers
    serve([int(ids[0]) for ids in generate()], measure)


if __name__ == "__main__":
    main()
