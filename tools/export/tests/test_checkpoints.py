"""Trained weights: a bundle with them gives what transformers' own merged model gives, an overlay has only what differs."""
import hashlib
import json
import subprocess
import sys

import numpy as np
import pytest
import sources
import torch
from peft import LoraConfig, PeftModel, get_peft_model
from PIL import Image
from safetensors.torch import load_file, save_file
from transformers import LlamaForCausalLM, LlavaForConditionalGeneration

from vlmexport.build import Mismatch, build
from vlmexport.bundle import digest
from vlmexport.checkpoints import Trained
from vlmexport.families import family_of
from vlmexport.goldens import SHIPPED, Deviations
from vlmexport.names import canonical
from vlmexport.onnxfiles import GraphFiles
from vlmexport.replay import GraphDecoder, merged

CLOSE = 1e-4
LLAVA = {"linear_1": "model.mm_projector.0", "linear_2": "model.mm_projector.2"}
STYLES = {
    "LLaVA": lambda name: "model.mm_projector." + {"linear_1": "0", "linear_2": "2"}[name.split(".")[0]] + "." + name.split(".")[1],
    "transformers": lambda name: "multi_modal_projector." + name,
    "transformers since 4.52": lambda name: "model.multi_modal_projector." + name,
    "LLaVA's LoRA training": lambda name: "base_model.model." + STYLES["LLaVA"](name),
}


@pytest.fixture(scope="module")
def llava(tiny_bundle, tmp_path_factory):
    """(a saved tiny LLaVA, its bundle)."""
    directory = tmp_path_factory.mktemp("llava")
    source = sources.language(tiny_bundle("tiny-llava"), directory / "source")
    build(str(source), directory / "bundle")
    return source, directory / "bundle"


def load(source, kind=LlavaForConditionalGeneration):
    return kind.from_pretrained(source, torch_dtype=torch.float32, attn_implementation="eager").eval()


def weights(model, prefix):
    """Canonical name -> the model's own tensor."""
    return {canonical(name): tensor for name, tensor in model.state_dict(keep_vars=True).items()
            if canonical(name).startswith(prefix)}


def noise(like, seed):
    generator = torch.Generator().manual_seed(seed)
    return {name: torch.randn(tensor.shape, generator=generator) * 0.3 for name, tensor in like.items()}


def put(model, values):
    for name, tensor in weights(model, "").items():
        if name in values:
            tensor.data.copy_(values[name])


def projector_file(values, style, file):
    torch.save({STYLES[style](name.removeprefix("projector.")): tensor for name, tensor in values.items()}, file)
    return file


@torch.no_grad()
def assert_gives(bundle, source, model, base=None):
    """The bundle's logits over a prompt with an image are those of `model`, and not those of the model before."""
    family = family_of(str(source))(str(source))
    only = {path.stem for path in (bundle / "onnx").iterdir()} if base else ()
    files = GraphFiles(bundle, "fp32", base, only)
    prompt = next(iter(family.styles().values()))("What is this?", True)
    inputs = family.inputs(prompt, Image.open(SHIPPED / "cat.jpg").convert("RGB"))
    features = family.graph_features(files, inputs)
    decoder = GraphDecoder(files)
    ids, mask = inputs["input_ids"].numpy(), inputs["attention_mask"].numpy()
    embeds = merged(decoder.embeds(ids), ids, family.image_token_id, features.reshape(-1, features.shape[-1]))
    logits = decoder.step(embeds, mask, family.positions(inputs)(0, mask))["logits"]
    want, before = model(**inputs).logits.numpy(), family.model(**inputs).logits.numpy()
    assert np.abs(logits - want).max() <= CLOSE * max(1, np.abs(want).max())
    assert np.abs(logits - before).max() > 100 * CLOSE


def test_a_projector_takes_the_models_place(llava, tmp_path):
    source, base = llava
    model = load(source)
    values = noise(weights(model, "projector."), 2)
    put(model, values)
    trained = Trained(projector=str(projector_file(values, "LLaVA", tmp_path / "mm_projector.bin")))
    build(str(source), tmp_path / "whole", trained=trained)
    assert_gives(tmp_path / "whole", source, model)
    build(str(source), tmp_path / "overlay", trained=trained, overlay_of=base)
    assert [path.name for path in (tmp_path / "overlay/onnx").iterdir()] == ["vision_encoder.onnx"]
    assert_gives(tmp_path / "overlay", source, model, base)


@pytest.mark.parametrize("style", STYLES)
def test_a_projector_comes_under_any_names(style, llava, tmp_path):
    source, _ = llava
    family = family_of(str(source))(str(source))
    values = noise(weights(family.model, "projector."), 2)
    changed = Trained(projector=str(projector_file(values, style, tmp_path / "mm_projector.bin"))).apply(family)
    assert changed == set(values)
    for name, tensor in weights(family.model, "projector.").items():
        assert torch.equal(tensor, values[name])


def adapter_as_llava_writes_it(source, directory):
    """LoRA of a language model alone, under its own names, and the projector beside it; returns the merged model."""
    model = load(source)
    apart = LlamaForCausalLM(model.config.text_config)
    text = {name.replace("text.", "model.").replace("head.", "lm_head."): tensor
            for name, tensor in weights(model, ("text.", "head.")).items()}
    apart.load_state_dict(text)
    tuned = get_peft_model(apart, LoraConfig(r=4, lora_alpha=8, lora_dropout=0.05, task_type="CAUSAL_LM",
                                             target_modules=["q_proj", "k_proj", "v_proj", "o_proj", "gate_proj", "up_proj",
                                                             "down_proj"]))
    randomise(tuned)
    tuned.save_pretrained(directory)
    projector = noise(weights(model, "projector."), 3)
    projector_file(projector, "LLaVA's LoRA training", directory / "non_lora_trainables.bin")
    whole = PeftModel.from_pretrained(apart_again(text, model), directory).merge_and_unload()
    put(model, projector)
    put(model, {canonical(name): tensor for name, tensor in whole.state_dict().items()})
    return model, {"vision_encoder.onnx", "decoder_model_merged.onnx"}


def apart_again(text, model):
    apart = LlamaForCausalLM(model.config.text_config)
    apart.load_state_dict(text)
    return apart


def adapter_of_the_whole_model(source, directory):
    """LoRA of a LlavaForConditionalGeneration's attention, in text alone."""
    tuned = get_peft_model(load(source), LoraConfig(r=4, lora_alpha=16, use_rslora=True,
                                                    target_modules=r".*language_model.*\.(q_proj|v_proj)"))
    randomise(tuned)
    tuned.save_pretrained(directory)
    return PeftModel.from_pretrained(load(source), directory).merge_and_unload(), {"decoder_model_merged.onnx"}


def randomise(tuned):
    generator = torch.Generator().manual_seed(4)
    for name, tensor in sorted(tuned.named_parameters()):
        if "lora_" in name:
            tensor.data = torch.randn(tensor.shape, generator=generator) * 0.3


@pytest.mark.parametrize("adapter", [adapter_as_llava_writes_it, adapter_of_the_whole_model])
def test_an_adapter_is_merged(adapter, llava, tmp_path):
    source, base = llava
    model, differing = adapter(source, tmp_path / "adapter")
    build(str(source), tmp_path / "whole", trained=Trained(adapter=str(tmp_path / "adapter")))
    assert_gives(tmp_path / "whole", source, model)
    build(str(source), tmp_path / "overlay", trained=Trained(adapter=str(tmp_path / "adapter")), overlay_of=base)
    assert {path.name for path in (tmp_path / "overlay/onnx").iterdir()} == differing
    assert_gives(tmp_path / "overlay", source, model, base)


def test_a_checkpoint_is_a_directory_or_a_file_with_llavas_names(llava, tmp_path):
    source, _ = llava
    model = sources.randomise(load(source), seed=5)
    model.save_pretrained(tmp_path / "trained")
    build(str(source), tmp_path / "one", trained=Trained(checkpoint=str(tmp_path / "trained")))
    assert_gives(tmp_path / "one", source, model)
    original = {name.replace("text.", "model.").replace("head.", "lm_head.")
                .replace("projector.linear_1", LLAVA["linear_1"]).replace("projector.linear_2", LLAVA["linear_2"])
                .replace("vision.", "model.vision_tower.vision_tower.vision_model."): tensor.detach()
                for name, tensor in weights(model, "").items() if "position_ids" not in name}
    # transformers pads LLaVA's vocabulary of 32,000 to 32,064.
    for name in ("model.embed_tokens.weight", "lm_head.weight"):
        original[name] = original[name][:32000].clone()
    torch.save(original, tmp_path / "pytorch_model.bin")
    build(str(source), tmp_path / "two", trained=Trained(checkpoint=str(tmp_path / "pytorch_model.bin")))
    before = weights(load(source), ("text.embed_tokens", "head."))
    put(model, {name: torch.cat([tensor[:32000], before[name][32000:]]) for name, tensor in
                weights(model, ("text.embed_tokens", "head.")).items()})
    assert_gives(tmp_path / "two", source, model)


LAVIS = [("vision_model.post_layernorm.", "ln_vision."), ("qformer.layernorm.", "Qformer.bert.embeddings.LayerNorm."),
         ("qformer.embeddings.layernorm.", "Qformer.bert.embeddings.LayerNorm."), ("attention.attention.", "attention.self."),
         ("qformer.", "Qformer.bert.")]


@pytest.mark.parametrize("name, projection", [("tiny-blip2-opt", "opt_proj."), ("tiny-instructblip", "llm_proj.")])
def test_a_q_former_comes_as_lavis_saves_it(name, projection, tiny_bundle, tmp_path):
    source = sources.language(tiny_bundle(name), tmp_path / "source")
    kind = sources.LANGUAGE[name]
    build(str(source), tmp_path / "base")
    model = load(source, kind)
    trained = noise({called: tensor for called, tensor in model.state_dict().items()
                     if called.startswith(("qformer.", "query_tokens", "language_projection.", "vision_model.post_layernorm."))
                     and tensor.is_floating_point()}, 6)
    model.load_state_dict(trained, strict=False)
    saved = {}
    for called, tensor in trained.items():
        for ours, theirs in [*LAVIS, ("language_projection.", projection)]:
            called = called.replace(ours, theirs) if ours[0] == "a" or called.startswith(ours) else called
        saved[called] = tensor
    saved["Qformer.cls.predictions.bias"] = torch.zeros(3)
    torch.save({"model": saved, "epoch": 7}, tmp_path / "checkpoint_7.pth")
    build(str(source), tmp_path / "overlay", trained=Trained(checkpoint=str(tmp_path / "checkpoint_7.pth")),
          overlay_of=tmp_path / "base")
    assert {path.name for path in (tmp_path / "overlay/onnx").iterdir()} == {"vision_encoder.onnx", "qformer.onnx"}
    assert_gives(tmp_path / "overlay", source, model, tmp_path / "base")


def test_an_overlay_names_its_base_by_digest(llava, tmp_path):
    source, base = llava
    values = noise(weights(load(source), "projector."), 2)
    file = projector_file(values, "LLaVA", tmp_path / "mm_projector.bin")
    build(str(source), tmp_path / "overlay", trained=Trained(projector=str(file)), overlay_of=base)
    files = sorted((path for path in base.rglob("*") if path.is_file()), key=lambda path: path.relative_to(base).as_posix())
    whole = hashlib.sha256()
    for path in files:
        whole.update(path.relative_to(base).as_posix().encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
    assert digest(base) == whole.hexdigest()
    assert json.loads((tmp_path / "overlay/config.json").read_text()) == {
        "model_type": "llava",
        "base": {"name": "bundle", "digest": whole.hexdigest(), "bytes": sum(path.stat().st_size for path in files)}}
    with pytest.raises(ValueError, match="is an overlay itself, of bundle"):
        build(str(source), tmp_path / "again", trained=Trained(projector=str(file)), overlay_of=tmp_path / "overlay")
    with pytest.raises(ValueError, match="nothing differs from --model"):
        build(str(source), tmp_path / "empty", overlay_of=base)


def test_what_does_not_fit_is_said_in_one_line(llava, tiny_bundle, tmp_path):
    source, _ = llava
    good = {STYLES["LLaVA"](name.removeprefix("projector.")): tensor.detach()
            for name, tensor in weights(load(source), "projector.").items()}
    half = {name: tensor for name, tensor in good.items() if ".0." in name}
    wide = good | {"model.mm_projector.0.weight": torch.zeros(32, 48)}
    linear = {"model.mm_projector.weight": torch.zeros(32, 32), "model.mm_projector.bias": torch.zeros(32)}
    (tmp_path / "adapter").mkdir()
    cases = [
        ("projector", half, "mm_projector.bin: projector.linear_2.weight, projector.linear_2.bias is missing; it has "
                            r"model.mm_projector.0.weight \[32, 32\], .* needed are multi_modal_projector.linear_1.weight"),
        ("projector", wide, r"mm_projector.bin: model.mm_projector.0.weight is \[32, 48\], needed is \[32, 32\]"),
        ("projector", linear, "llava has no model.mm_projector.weight, model.mm_projector.bias and .* is missing"),
        ("checkpoint", {"transformer.h.0.weight": torch.zeros(2)}, "llava has no transformer.h.0.weight; it has"),
        ("projector", [1, 2], "holds list, needed is a state dict"),
        ("projector", b"no weights", "cannot be read as weights"),
        ("adapter", None, "has no adapter_model.safetensors or adapter_model.bin"),
    ]
    for option, content, message in cases:
        file = tmp_path / ("adapter" if option == "adapter" else "mm_projector.bin")
        if isinstance(content, bytes):
            file.write_bytes(content)
        elif content is not None:
            torch.save(content, file)
        with pytest.raises(ValueError, match=message) as told:
            build(str(source), tmp_path / "bundle", trained=Trained(**{option: str(file)}))
        assert "\n" not in str(told.value)
        assert not (tmp_path / "bundle").exists()


def test_an_adapter_of_another_model_is_refused(llava, tmp_path):
    source, _ = llava
    config = load(source).config.text_config
    config.num_hidden_layers += 1
    deeper = get_peft_model(LlamaForCausalLM(config), LoraConfig(r=2, target_modules=["q_proj"]))
    deeper.save_pretrained(tmp_path / "deeper")
    with pytest.raises(ValueError, match=r"the adapter has .*layers\.2\..*, but llava has no such layer"):
        build(str(source), tmp_path / "bundle", trained=Trained(adapter=str(tmp_path / "deeper")))
    config.num_hidden_layers -= 1
    config.hidden_size, config.head_dim = 64, 16
    wider = get_peft_model(LlamaForCausalLM(config), LoraConfig(r=2, target_modules=["q_proj"]))
    wider.save_pretrained(tmp_path / "wider")
    with pytest.raises(ValueError, match=r"lora_A.weight is \[2, 64\], needed is \[2, 32\]"):
        build(str(source), tmp_path / "bundle", trained=Trained(adapter=str(tmp_path / "wider")))


def test_a_classifier_takes_a_checkpoint_but_has_no_overlay(tmp_path):
    source = sources.classifier("vit", tmp_path / "source")
    build(str(source), tmp_path / "base")
    model = sources.randomise(load(source, sources.Classifier), seed=9)
    model.save_pretrained(tmp_path / "trained")
    trained = Trained(checkpoint=str(tmp_path / "trained"))
    build(str(source), tmp_path / "whole", trained=trained)
    recorded = [(bundle / "golden/logits.bin").read_bytes() for bundle in (tmp_path / "base", tmp_path / "whole")]
    assert recorded[0] != recorded[1]
    with pytest.raises(ValueError, match="vit has no overlay bundles"):
        build(str(source), tmp_path / "overlay", trained=trained, overlay_of=tmp_path / "base")


def without(prefix):
    return lambda state: {name: tensor for name, tensor in state.items() if not name.startswith(prefix)}


def renamed(old, new):
    return lambda state: {name.replace(old, new): tensor for name, tensor in state.items()}


LAYER = "text_model.encoder.layers.1."
BROKEN = {
    "a layer is missing": (without(LAYER), f"lacks {LAYER}layer_norm1.bias, .* and 13 more: .*a layer, a part or a file was not saved"),
    "another layout": (renamed("text_model.encoder.", "text_model.enc."),
                       r"lacks text_model.encoder.layers.0.* and \d+ more: .*another family's layout"),
    "another shape": (lambda state: state | {"visual_projection.weight": torch.zeros(3, 5)},
                      "has another shape of visual_projection.weight: .*the configuration is another model's"),
    "a layer too many": (lambda state: state | {LAYER.replace("1", "2") + "mlp.fc1.weight": torch.zeros(2)},
                         "also has text_model.encoder.layers.2.mlp.fc1.weight: .*the configuration is another model's"),
    "a framework's names": (lambda state: {"module." + name: tensor for name, tensor in state.items()},
                            "a training framework wrote it.*--checkpoint"),
    "an adapter's layers": (renamed(LAYER + "mlp.fc1.", LAYER + "mlp.fc1.base_layer."),
                            f"lacks {LAYER}mlp.fc1.bias, {LAYER}mlp.fc1.weight.*it is an adapter: .*--adapter"),
}


def rewritten(source, change):
    """The checkpoint with other tensors in its file."""
    file = source / "model.safetensors"
    save_file(change(load_file(file)), file, {"format": "pt"})
    return source


@pytest.mark.parametrize("what", BROKEN)
def test_a_checkpoint_that_leaves_weights_to_chance_is_refused(what, tiny_bundle, tmp_path):
    change, message = BROKEN[what]
    source = rewritten(sources.dual(tiny_bundle("tiny-clip"), tmp_path / "source"), change)
    with pytest.raises(ValueError, match=f"{message}.*or ask the model through a vLLM server or a worker of your own") as told:
        build(str(source), tmp_path / "bundle")
    assert "\n" not in str(told.value)
    assert not (tmp_path / "bundle").exists()


def test_an_index_that_names_a_tensor_no_file_has_is_refused(tiny_bundle, tmp_path):
    source = sources.dual(tiny_bundle("tiny-clip"), tmp_path / "source")
    names = load_file(source / "model.safetensors")
    rewritten(source, without("visual_projection."))
    (source / "model.safetensors").rename(source / "part.safetensors")
    index = {"metadata": {}, "weight_map": dict.fromkeys(names, "part.safetensors")}
    (source / "model.safetensors.index.json").write_text(json.dumps(index))
    with pytest.raises(ValueError, match="lacks visual_projection.weight: .*a file was not saved"):
        build(str(source), tmp_path / "bundle")


def test_a_checkpoint_in_the_models_place_leaves_nothing_to_chance_either(tmp_path):
    source = sources.classifier("vit", tmp_path / "source")
    trained = rewritten(sources.classifier("vit", tmp_path / "trained"), without("vit.encoder.layer.1."))
    with pytest.raises(ValueError, match="trained: the checkpoint lacks vit.encoder.layer.1."):
        build(str(source), tmp_path / "bundle", trained=Trained(checkpoint=str(trained)))
    assert not (tmp_path / "bundle").exists()


def test_an_encoder_of_sentences_needs_its_layers_but_no_pooler(tmp_path):
    source = rewritten(sources.sentence("mean", tmp_path / "source"), without("pooler."))
    build(str(source), tmp_path / "bundle")
    rewritten(source, without("encoder.layer.1."))
    with pytest.raises(ValueError, match="source: the checkpoint lacks encoder.layer.1."):
        build(str(source), tmp_path / "again")
    assert not (tmp_path / "again").exists()


def test_heads_and_tables_that_no_graph_has_are_no_error(tmp_path):
    more = {"vit.pooler.dense.weight": torch.zeros(2, 2), "vit.embeddings.mask_token": torch.zeros(1, 1, 32),
            "decoder.position_ids": torch.zeros(2)}
    source = rewritten(sources.classifier("vit", tmp_path / "source"), lambda state: state | more)
    build(str(source), tmp_path / "bundle")


def test_tied_weights_are_saved_once(tiny_bundle, tmp_path):
    source = sources.language(tiny_bundle("tiny-llava"), tmp_path / "source")
    config = load(source).config
    config.tie_word_embeddings = config.text_config.tie_word_embeddings = True
    sources.randomise(LlavaForConditionalGeneration(config)).save_pretrained(source)
    assert not any("lm_head" in name for name in load_file(source / "model.safetensors"))
    build(str(source), tmp_path / "bundle")


def test_what_fails_while_it_is_written_leaves_nothing(tmp_path, monkeypatch):
    source = sources.classifier("vit", tmp_path / "source")
    monkeypatch.setattr(Deviations, "floats", lambda self, output, got, want: self.largest.update({output: 1.0}))
    with pytest.raises(Mismatch, match="logits: off by"):
        build(str(source), tmp_path / "bundle")
    assert not (tmp_path / "bundle").exists()


def test_the_command_says_it_in_one_line(llava, tmp_path):
    source, _ = llava
    done = subprocess.run([sys.executable, str(SHIPPED.parent / "export.py"), "--model", str(source), "--out",
                           str(tmp_path / "bundle"), "--projector", str(tmp_path / "nowhere.bin")],
                          capture_output=True, text=True)
    assert done.returncode == 1
    assert done.stderr.strip().splitlines()[-1] == (
        f"export: {tmp_path}/nowhere.bin does not exist or is not a file; give the file with the weights")
