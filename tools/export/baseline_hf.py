#!/usr/bin/env python3
"""What Hugging Face transformers does on this machine with the bench model: the numbers to compare the services with.

Two threads, fp32; eager and sdpa name the decoder's attention (the vision tower is eager in both). Each number is the
median of --repeats runs after one warm-up (the likelihood loop: one run). `cpu_share` is the CPU time got, of two
threads': well below 0.9 in a row that is bound by compute, something else was running, and the row is no baseline.
"""
import argparse
import copy
import json
import os
import statistics
import time
from pathlib import Path

os.environ.setdefault("OMP_NUM_THREADS", "2")
import torch
from PIL import Image

from llava_bench import model as bench_model
from llava_bench import processor as bench_processor
from vlmexport.goldens import IMAGES, SHIPPED

NEW_TOKENS, THREADS = 32, 2
PROMPT = "USER: <image>\nWhat type of object is in this photo?\nASSISTANT:"
LIKELIHOOD = PROMPT + " The photo features a"


def timed(run, repeats):
    """Median wall seconds of a run, and the share of the threads' CPU time that was got meanwhile."""
    run()
    times, cpu, begin = [], time.process_time(), time.perf_counter()
    for _ in range(repeats):
        start = time.perf_counter()
        run()
        times.append(time.perf_counter() - start)
    return statistics.median(times), round((time.process_time() - cpu) / (time.perf_counter() - begin) / THREADS, 2)


def generation(model, processor, images, repeats, save):
    """Tokens a second of generate(), image preprocessing and vision encoder included."""
    rows = {}
    for attention in ("eager", "sdpa"):
        model.config._attn_implementation = attention
        model.language_model.config._attn_implementation = attention
        for batch in (1, 4, 8, 16):
            def run():
                inputs = processor(text=[PROMPT] * batch, images=[images[i % len(images)] for i in range(batch)],
                                   padding=True, return_tensors="pt")
                out = model.generate(**inputs, do_sample=False, min_new_tokens=NEW_TOKENS, max_new_tokens=NEW_TOKENS)
                assert out.shape[1] - inputs["input_ids"].shape[1] == NEW_TOKENS

            seconds, share = timed(run, repeats)
            rows[f"{attention} batch {batch}"] = {"seconds": round(seconds, 3), "cpu_share": share,
                                                  "tokens_per_s": round(batch * NEW_TOKENS / seconds, 1)}
            save("generate", rows)


def likelihood(model, processor, image, names):
    """The study's process_image: one prefill, then each class name token by token. Seconds an image.

    The cache is copied once a name, which the study's tuple cache did not need.
    """
    tokens = [processor.tokenizer(name)["input_ids"][1:] for name in names]

    def run():
        inputs = dict(processor(text=LIKELIHOOD, images=image, return_tensors="pt"))
        first = model(**inputs, use_cache=True)
        for name in tokens:
            name_log_probs(model, inputs["attention_mask"], first, name)

    seconds, share = timed(run, 1)
    return {"names": len(names), "name_tokens": sum(map(len, tokens)), "seconds_per_image": round(seconds, 2),
            "cpu_share": share}


def name_log_probs(model, mask, first, ids):
    past, logits, log_probs = copy.deepcopy(first.past_key_values), first.logits, []
    for token in ids:
        log_probs.append(float(logits[0, -1].log_softmax(-1)[token]))
        mask = torch.cat([mask, torch.ones_like(mask[:, :1])], 1)
        out = model(input_ids=torch.tensor([[token]]), attention_mask=mask, past_key_values=past, use_cache=True)
        past, logits = out.past_key_values, out.logits
    return log_probs


@torch.no_grad()
def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--tokenizer", required=True, type=Path, help="as for llava_bench.py")
    parser.add_argument("--classes", type=Path, help="a JSON list of class names; without it no likelihood is measured")
    parser.add_argument("--out", required=True, type=Path, help="the JSON file to write")
    parser.add_argument("--repeats", type=int, default=3)
    args = parser.parse_args()
    torch.set_num_threads(THREADS)
    model, processor = bench_model(), bench_processor(args.tokenizer)
    images = [Image.open(SHIPPED / name).convert("RGB") for name in IMAGES]
    result = {"machine": f"{os.cpu_count()} CPU cores, {THREADS} threads", "torch": torch.__version__,
              "new_tokens": NEW_TOKENS, "repeats": args.repeats, "load_average": {"before": os.getloadavg()}}

    def save(key, value):  # after every measurement: a run that is cut off keeps what it has
        result[key] = value
        result["load_average"]["after"] = os.getloadavg()
        args.out.write_text(json.dumps(result, indent=1) + "\n", encoding="utf-8")

    if args.classes:
        names = sorted(set(json.loads(args.classes.read_text(encoding="utf-8"))))[::9][:100]
        save("class likelihood, the study's loop", likelihood(model, processor, images[0], names))
    generation(model, processor, images, args.repeats, save)
    print(args.out.read_text(encoding="utf-8"))


if __name__ == "__main__":
    main()
