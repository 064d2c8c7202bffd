"""Small models of the real architectures with random weights, saved as `save_pretrained` does."""
import json
import string

import pytest
import torch
import transformers
from transformers import (AddedToken, AutoConfig, AutoImageProcessor, AutoProcessor, AutoTokenizer, BertConfig, BertModel, BertTokenizerFast,
                          Blip2ForConditionalGeneration, CLIPModel, ConvNextConfig, ConvNextImageProcessor, EfficientNetConfig,
                          EfficientNetImageProcessor, Idefics3ForConditionalGeneration,
                          InstructBlipForConditionalGeneration, LlavaForConditionalGeneration,
                          LlavaNextForConditionalGeneration, Qwen2_5_VLForConditionalGeneration, Qwen2VLConfig,
                          Qwen2VLForConditionalGeneration, Qwen2VLImageProcessor, Qwen2VLProcessor, SiglipModel, SmolVLMConfig,
                          SmolVLMForConditionalGeneration, SmolVLMProcessor, ViTConfig, ViTImageProcessor)
from transformers import AutoModelForImageClassification as Classifier

from vlmexport.precision import round_to_half

CLASSES = {"id2label": {i: f"class {i}" for i in range(12)}, "num_labels": 12}
CLASSIFIERS = {
    "vit": (lambda: ViTConfig(hidden_size=32, intermediate_size=64, num_hidden_layers=2, num_attention_heads=4,
                              image_size=224, patch_size=32, **CLASSES), ViTImageProcessor),
    "convnext": (lambda: ConvNextConfig(hidden_sizes=[8, 16, 24, 32], depths=[1, 1, 1, 1], **CLASSES),
                 lambda: ConvNextImageProcessor(size={"shortest_edge": 224})),
    "efficientnet": (lambda: EfficientNetConfig(width_coefficient=0.1, depth_coefficient=0.1, image_size=224, hidden_dim=128,
                                                **CLASSES), lambda: EfficientNetImageProcessor(size={"height": 224, "width": 224})),
}
# As the -hf repositories have it.
INTERNVL_TEMPLATE = (
    "{% for message in messages %}{{'<|im_start|>' + message['role'] + '\\n'}}{% if message['content'] is string %}"
    "{{ message['content'] }}{% else %}{% for content in message['content'] %}{% if content['type'] == 'image' %}"
    "{{ '<IMG_CONTEXT>\\n' }}{% elif content['type'] == 'video' %}{{ '<video>\\n' }}{% elif content['type'] == 'text' %}"
    "{{ content['text'] }}{% endif %}{% endfor %}{% endif %}{{'<|im_end|>\\n'}}{% endfor %}"
    "{% if add_generation_prompt %}{{'<|im_start|>assistant\\n' }}{% endif %}")
LANGUAGE = {
    "tiny-llava": LlavaForConditionalGeneration, "tiny-llava-next": LlavaNextForConditionalGeneration,
    "tiny-blip2-opt": Blip2ForConditionalGeneration, "tiny-instructblip": InstructBlipForConditionalGeneration,
    "tiny-smolvlm": Idefics3ForConditionalGeneration, "tiny-qwen2.5-vl": Qwen2_5_VLForConditionalGeneration,
}


FLORENCE_GENERATION = {"num_beams": 3, "early_stopping": True, "no_repeat_ngram_size": 3, "forced_bos_token_id": 0,
                       "forced_eos_token_id": 2, "decoder_start_token_id": 2, "bos_token_id": 0, "eos_token_id": 2, "pad_token_id": 1}
FLORENCE_WORDS = ["What type of object is in this photo? Choose one from", "tench, cat, rocket, flower, cup of coffee",
                  "What does the image describe? Locate the phrases in the caption:", "Let's think step by step."]


def randomise(model, seed=1):
    """Weights under which outputs depend on inputs, unlike transformers' own small ones."""
    generator = torch.Generator().manual_seed(seed)
    for name, weight in sorted(model.named_parameters()):
        noise = torch.randn(weight.shape, generator=generator)
        if weight.dim() >= 2:
            weight.data = noise * (0.5 if "embed" in name else weight[0].numel() ** -0.5)
    return model.eval()


@torch.no_grad()
def calibrate(model, pixels):
    """Batch norms that leave as much as they get, by the statistics of these pixels.

    Those of a new model do not, and transformers 5 draws EfficientNet's scales near 0: all answers are 0 then.
    """
    for module in model.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.train()
            module.weight.fill_(1)
            module.momentum = None  # the mean of all batches, of which there is one
    model(pixel_values=pixels)
    return model.eval()


def classifier(name, directory):
    config, processor = CLASSIFIERS[name]
    torch.manual_seed(1)
    model = randomise(Classifier.from_config(config()))
    calibrate(model, torch.randn(4, 3, 224, 224)).save_pretrained(directory)
    processor().save_pretrained(directory)
    return directory


def sentence(pooling, directory, words=("tench", "shark", "photo", "the", "a", "of")):
    """A sentence encoder: BERT that knows the letters and some words, and sentence-transformers' files around it."""
    directory.mkdir(parents=True)
    letters = sorted(set(string.ascii_lowercase + string.digits + string.punctuation))
    words = sorted({word for word in words if len(word) > 1 and word.isascii() and word.isalpha() and word.islower()})
    vocabulary = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]", *letters, *("##" + letter for letter in letters), *words]
    (directory / "vocab.txt").write_text("\n".join(vocabulary) + "\n", encoding="utf-8")
    BertTokenizerFast(str(directory / "vocab.txt"), model_max_length=64).save_pretrained(directory)
    config = BertConfig(vocab_size=len(vocabulary), hidden_size=32, intermediate_size=64, num_hidden_layers=2,
                        num_attention_heads=4, max_position_embeddings=64)
    randomise(BertModel(config)).save_pretrained(directory)
    kinds = {"": "Transformer", "1_Pooling": "Pooling", "2_Normalize": "Normalize"}
    _write(directory / "modules.json", [{"idx": i, "name": str(i), "path": path, "type": "sentence_transformers.models." + kind}
                                        for i, (path, kind) in enumerate(kinds.items())])
    key = {"mean": "mean_tokens", "cls": "cls_token", "max": "max_tokens"}[pooling]
    _write(directory / "1_Pooling/config.json", {"word_embedding_dimension": 32, f"pooling_mode_{key}": True})
    _write(directory / "sentence_bert_config.json", {"max_seq_length": 48, "do_lower_case": False})
    return directory


def _write(path, values):
    path.parent.mkdir(exist_ok=True)
    path.write_text(json.dumps(values), encoding="utf-8")


def dual(bundle, directory):
    config = AutoConfig.from_pretrained(bundle)
    model = randomise((SiglipModel if config.model_type == "siglip" else CLIPModel)(config))
    model.logit_scale.data.fill_(3.0)
    model.save_pretrained(directory)
    AutoImageProcessor.from_pretrained(bundle, use_fast=False).save_pretrained(directory)
    AutoTokenizer.from_pretrained(bundle).save_pretrained(directory)
    return directory


def language(bundle, directory):
    return _language(LANGUAGE[bundle.name](AutoConfig.from_pretrained(bundle)), AutoProcessor.from_pretrained(bundle),
                     directory)


def smolvlm(bundle, directory):
    """SmolVLM's own class, which SmolVLM2 uses; the bundle is of Idefics3's."""
    values = AutoConfig.from_pretrained(bundle).to_dict() | {"model_type": "smolvlm"}
    values["vision_config"]["model_type"] = "smolvlm_vision"
    model = SmolVLMForConditionalGeneration(SmolVLMConfig.from_dict(values))
    return _language(model, AutoProcessor.from_pretrained(bundle), directory)


def qwen2_vl(bundle, directory):
    """Qwen2-VL, with the tokenizer of a Qwen2.5-VL."""
    newer = AutoConfig.from_pretrained(bundle)
    text = {k: v for k, v in newer.get_text_config().to_dict().items() if k not in ("vision_config", "model_type", "architectures")}
    vision = {"depth": 2, "embed_dim": 32, "hidden_size": text["hidden_size"], "num_heads": 4, "mlp_ratio": 2}
    tokens = {k: v for k, v in newer.to_dict().items() if k.endswith("_token_id")}
    if hasattr(newer, "text_config"):  # transformers since 4.52
        config = Qwen2VLConfig(text_config=text, vision_config=vision, **tokens)
    else:
        config = Qwen2VLConfig(**text, vision_config=vision)
    processor = AutoProcessor.from_pretrained(bundle)
    more = {"video_processor": processor.video_processor} if hasattr(processor, "video_processor") else {}
    processor = Qwen2VLProcessor(processor.image_processor, processor.tokenizer, chat_template=processor.chat_template, **more)
    return _language(Qwen2VLForConditionalGeneration(config), processor, directory)


def qwen3_vl(bundle, directory, chat_template=None):
    """Qwen3-VL, with the tokenizer of a Qwen2.5-VL, and its chat template unless one is given."""
    if not hasattr(transformers, "Qwen3VLForConditionalGeneration"):
        pytest.skip(f"transformers {transformers.__version__} has no Qwen3-VL; it came with 4.57")
    older = AutoConfig.from_pretrained(bundle)
    rope = {"rope_type": "default", "rope_theta": 1e6, "mrope_section": [4, 2, 2], "mrope_interleaved": True}
    text = {"vocab_size": 2048, "hidden_size": 64, "intermediate_size": 128, "num_hidden_layers": 3, "num_attention_heads": 4,
            "num_key_value_heads": 2, "head_dim": 16, "rope_parameters": rope, "rope_scaling": rope}
    text |= {key: getattr(older.get_text_config(), key) for key in ("bos_token_id", "eos_token_id", "pad_token_id")}
    vision = {"depth": 3, "hidden_size": 32, "num_heads": 4, "intermediate_size": 64, "out_hidden_size": 64,
              "num_position_embeddings": 36, "deepstack_visual_indexes": [0, 2]}
    tokens = {key: value for key, value in older.to_dict().items() if key.endswith("_token_id") and key[:3] in ("ima", "vid", "vis")}
    model = transformers.Qwen3VLForConditionalGeneration(
        transformers.Qwen3VLConfig(text_config=text, vision_config=vision, **tokens))
    processor = AutoProcessor.from_pretrained(bundle)
    pictures = Qwen2VLImageProcessor(patch_size=16, size={"shortest_edge": 4096, "longest_edge": 16777216},
                                     image_mean=[0.5] * 3, image_std=[0.5] * 3)
    processor = transformers.Qwen3VLProcessor(pictures, processor.tokenizer, video_processor=processor.video_processor,
                                              chat_template=chat_template or processor.chat_template)
    return _language(model, processor, directory)


def internvl(bundle, directory, finish=lambda model: None):
    """InternVL3, with the tokenizer of a Qwen2.5-VL and the tokens that InternVL adds to it; `finish` may change the weights."""
    names = {"start_image_token": "<img>", "end_image_token": "</img>", "context_image_token": "<IMG_CONTEXT>",
             "video_token": "<video>"}
    tokenizer = AutoTokenizer.from_pretrained(bundle, extra_special_tokens=names)
    tokenizer.add_tokens([AddedToken(name, special=True) for name in names.values()])
    newer = AutoConfig.from_pretrained(bundle).get_text_config()
    text = {"vocab_size": len(tokenizer), "hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2,
            "num_attention_heads": 4, "num_key_value_heads": 2, "max_position_embeddings": 32768, "eos_token_id": 2,
            "bos_token_id": newer.bos_token_id, "pad_token_id": 0, "tie_word_embeddings": False}
    vision = {"hidden_size": 32, "intermediate_size": 64, "num_hidden_layers": 2, "num_attention_heads": 4,
              "image_size": [112, 112], "patch_size": [14, 14], "attention_bias": True, "norm_type": "layer_norm"}
    config = transformers.InternVLConfig(
        text_config={"model_type": "qwen2"} | text, vision_config=vision, image_seq_length=16, tie_word_embeddings=False,
        image_token_id=tokenizer.convert_tokens_to_ids("<IMG_CONTEXT>"))
    images = {"size": {"height": 112, "width": 112}, "image_mean": [0.485, 0.456, 0.406], "image_std": [0.229, 0.224, 0.225]}
    processor = transformers.InternVLProcessor(
        transformers.GotOcr2ImageProcessor(**images), tokenizer, transformers.InternVLVideoProcessor(),
        image_seq_length=16, chat_template=INTERNVL_TEMPLATE)
    return _language(transformers.InternVLForConditionalGeneration(config), processor, directory, finish)


def florence2(directory):
    """Florence-2 that makes 37 tokens of a picture of 768 x 768, with a byte-level BPE whose special tokens have BART's ids."""
    from tokenizers import ByteLevelBPETokenizer
    from transformers import BartTokenizerFast, CLIPImageProcessor, Florence2Config, Florence2ForConditionalGeneration, Florence2Processor
    directory.mkdir(parents=True)
    bpe = ByteLevelBPETokenizer()
    bpe.train_from_iterator(FLORENCE_WORDS, vocab_size=400, special_tokens=["<s>", "<pad>", "</s>", "<unk>", "<mask>"])
    bpe.save_model(str(directory))
    tokenizer = BartTokenizerFast(str(directory / "vocab.json"), str(directory / "merges.txt"),
                                  extra_special_tokens={"image_token": "<image>"})
    tokenizer.add_tokens([f"<loc_{n}>" for n in range(4)])
    processor = Florence2Processor(CLIPImageProcessor(size={"height": 768, "width": 768}, do_center_crop=False,
                                                      image_seq_length=37), tokenizer)
    text = {"model_type": "bart", "vocab_size": len(tokenizer), "d_model": 32, "max_position_embeddings": 256,
            "encoder_layers": 2, "decoder_layers": 2, "encoder_attention_heads": 4, "decoder_attention_heads": 4,
            "encoder_ffn_dim": 64, "decoder_ffn_dim": 64, "pad_token_id": 1, "bos_token_id": 0, "eos_token_id": 2,
            "decoder_start_token_id": 2}
    vision = {"depths": (1, 1, 1, 1), "embed_dim": (8, 16, 16, 32), "num_heads": (2, 2, 2, 4), "num_groups": (2, 2, 2, 4),
              "patch_stride": (8, 4, 2, 2), "projection_dim": 32}
    config = Florence2Config(text_config=text, vision_config=vision, image_token_id=tokenizer.image_token_id)
    model = randomise(Florence2ForConditionalGeneration(config), seed=8)  # some of its answers end, its beams lie apart
    round_to_half(model)
    for key, value in FLORENCE_GENERATION.items():
        setattr(model.generation_config, key, value)
    model.save_pretrained(directory)
    processor.save_pretrained(directory)
    return directory


def _language(model, processor, directory, finish=lambda model: None):
    randomise(model)
    finish(model)
    text = model.config.get_text_config()
    for key in ("bos_token_id", "eos_token_id", "pad_token_id"):
        setattr(model.generation_config, key, getattr(text, key, None))
    model.save_pretrained(directory)
    processor.save_pretrained(directory)
    return directory
