"""PaliGemma 1 and 2 and Gemma 3, small, with random weights and a tokenizer that is made here as Gemma's is."""
import json

import torch
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers
from transformers import (AutoConfig, AutoTokenizer, Gemma3ForConditionalGeneration, Gemma3ImageProcessor, Gemma3Processor,
                          PaliGemmaForConditionalGeneration, PaliGemmaProcessor, SiglipImageProcessor)

from sources import randomise
from vlmexport.families.language import CHOICES, QUESTION, TEXT_ONLY

BYTES = [f"<0x{n:02X}>" for n in range(256)]
SPECIAL = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
GEMMA3 = {"boi_token": "<start_of_image>", "eoi_token": "<end_of_image>", "image_token": "<image_soft_token>"}
TURNS = ["<start_of_turn>", "<end_of_turn>"]
WORDS = (f"{QUESTION} {CHOICES} {TEXT_ONLY} answer en caption en user model The photo features a Let's think step by step. "
         "hot dog air balloon giant panda polar bear Which colour has it? What is it? ").split()
TEMPLATE = (
    "{{ bos_token }}{% for message in messages %}"
    "{{ '<start_of_turn>' + ('model' if message['role'] == 'assistant' else message['role']) + '\\n' }}"
    "{% if message['content'] is string %}{{ message['content'] | trim }}{% else %}{% for part in message['content'] %}"
    "{% if part['type'] == 'image' %}{{ '<start_of_image>' }}{% elif part['type'] == 'text' %}{{ part['text'] | trim }}{% endif %}"
    "{% endfor %}{% endif %}{{ '<end_of_turn>\\n' }}{% endfor %}"
    "{% if add_generation_prompt %}{{ '<start_of_turn>model\\n' }}{% endif %}")
VISION = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4, "patch_size": 8,
          "model_type": "siglip_vision_model", "vision_use_head": False}
TEXT = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 4, "num_attention_heads": 4, "num_key_value_heads": 2,
        "head_dim": 16, "query_pre_attn_scalar": 16, "max_position_embeddings": 512, "pad_token_id": 0, "eos_token_id": 1,
        "bos_token_id": 2}


def tokenizer(directory, special=(), settings=None):
    """Byte pairs with bytes to fall back on; blanks are part of words, and line breaks one after another are one token."""
    made = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    made.normalizer = normalizers.Replace(" ", "▁")
    made.pre_tokenizer = pre_tokenizers.Split(Regex("▁[^▁]*"), "isolated")
    trainer = trainers.BpeTrainer(vocab_size=480, special_tokens=[*SPECIAL, *special, *BYTES], show_progress=False)
    made.train_from_iterator([" ".join(sorted(set(WORDS)))] * 2, trainer)
    values = json.loads(made.to_str())
    vocabulary, merges = values["model"]["vocab"], values["model"]["merges"]
    for piece, pair in (("\n", None), ("\n\n", ["\n", "\n"]), ("\n\n\n", ["\n\n", "\n"])):
        vocabulary.setdefault(piece, len(vocabulary))
        merges.extend([pair] if pair else [])
    # As pieces alone, or they would not be found where a byte is missing.
    values["added_tokens"] = [t for t in values["added_tokens"] if t["content"] not in BYTES]
    made = Tokenizer.from_str(json.dumps(values))
    made.pre_tokenizer = pre_tokenizers.Split(" ", "merged_with_previous")
    made.decoder = decoders.Sequence([decoders.Replace("▁", " "), decoders.ByteFallback(), decoders.Fuse()])
    directory.mkdir(parents=True)
    made.save(str(directory / "tokenizer.json"))
    names = {f"{name}_token": f"<{name}>" for name in ("pad", "eos", "bos", "unk", "mask")}
    settings = {"tokenizer_class": "GemmaTokenizer", "add_bos_token": True, "add_eos_token": False, "model_max_length": 512,
                "clean_up_tokenization_spaces": False, "padding_side": "left"} | names | (settings or {})
    (directory / "tokenizer_config.json").write_text(json.dumps(settings), encoding="utf-8")
    return AutoTokenizer.from_pretrained(directory)


def paligemma(version, directory, **text):
    """`version`: 1 (on Gemma) or 2 (on Gemma 2)."""
    words = tokenizer(directory / "tokenizer", ["<image>"])
    images = SiglipImageProcessor(size={"height": 32, "width": 32}, image_seq_length=16)
    processor = PaliGemmaProcessor(images, words)
    language = TEXT | {"vocab_size": len(words), "model_type": "gemma" if version == 1 else "gemma2", "sliding_window": 64} | text
    if version == 1:
        del language["sliding_window"]
    config = AutoConfig.for_model(
        "paligemma", text_config=language, vision_config=VISION | {"image_size": 32, "projection_dim": 32}, projection_dim=32,
        hidden_size=32, vocab_size=len(words), image_token_index=words.convert_tokens_to_ids("<image>"), pad_token_id=0,
        eos_token_id=1, bos_token_id=2)
    return _saved(PaliGemmaForConditionalGeneration, config, processor, directory)


def gemma3(directory, crops=None, **text):
    """Two of three layers look back a window of fewer tokens than an image and its prompt have. `crops`: do_pan_and_scan."""
    words = tokenizer(directory / "tokenizer", [*GEMMA3.values(), *TURNS], GEMMA3 | {"extra_special_tokens": GEMMA3})
    images = Gemma3ImageProcessor(size={"height": 64, "width": 64}, do_pan_and_scan=crops)
    processor = Gemma3Processor(images, words, chat_template=TEMPLATE, image_seq_length=16)
    language = TEXT | {"vocab_size": len(words), "model_type": "gemma3_text", "sliding_window": 12, "sliding_window_pattern": 3,
                       "rope_local_base_freq": 10_000.0, "rope_theta": 1_000_000.0} | text
    ids = {key: words.convert_tokens_to_ids(token) for key, token in GEMMA3.items()}
    config = AutoConfig.for_model(
        "gemma3", text_config=language, vision_config=VISION | {"image_size": 64}, mm_tokens_per_image=16,
        boi_token_index=ids["boi_token"], eoi_token_index=ids["eoi_token"], image_token_index=ids["image_token"],
        pad_token_id=0, eos_token_id=[1, words.convert_tokens_to_ids("<end_of_turn>")], bos_token_id=2)
    return _saved(Gemma3ForConditionalGeneration, config, processor, directory)


def _saved(kind, config, processor, directory):
    """Embeddings are also the head's, as Gemma ties them, and small beside what the layers add, or each token would repeat."""
    torch.manual_seed(1)
    model = randomise(kind(config))
    for name, weight in model.named_parameters():
        if "embed_tokens" in name:
            weight.data *= 0.2
        if name.endswith("language_model.norm.weight") or name.endswith("language_model.model.norm.weight"):
            weight.data.fill_(7.0)
    generation = model.generation_config
    generation.bos_token_id, generation.eos_token_id, generation.pad_token_id = 2, model.config.eos_token_id, 0
    model.save_pretrained(directory)
    processor.save_pretrained(directory)
    return directory
