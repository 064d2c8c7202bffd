"""Writes the decoder of a LLaVA bundle as an engine's own tools make it, in every precision that is measured.

Arguments: engine, bundle, directory. What is there already is left.
"""

import ctypes
import json
import os
import shutil
import subprocess
import sys
import tempfile

# What llama.h calls LLAMA_FTYPE_MOSTLY_Q8_0 and _Q4_0.
QUANTIZED = {"Q8_0": 7, "Q4_0": 2}


def checkpoint(bundle, directory):
    """As transformers writes it: what the other engines' converters read."""
    import torch
    from decode import load
    from transformers import AutoModelForCausalLM

    model = load(bundle)
    with torch.device("meta"):
        decoder = AutoModelForCausalLM.from_config(model.config.text_config)
    decoder.model, decoder.lm_head = model.language_model, model.lm_head
    decoder.generation_config.pad_token_id = decoder.config.pad_token_id = 0
    decoder.save_pretrained(directory)
    for file in ("tokenizer.json", "tokenizer_config.json", "special_tokens_map.json"):
        shutil.copy(os.path.join(bundle, file), directory)


def openvino(source, directory):
    import nncf
    from openvino import Core, save_model
    from optimum.exporters.openvino import main_export
    from optimum.intel import OVConfig

    plain, model = os.path.join(directory, "fp32"), "openvino_model"
    main_export(source, plain, task="text-generation-with-past", ov_config=OVConfig(dtype="fp32"))
    for name, mode, settings in (
        ("int8", nncf.CompressWeightsMode.INT8_SYM, {}),
        ("int4", nncf.CompressWeightsMode.INT4_SYM, {"group_size": 64, "ratio": 1.0}),
    ):
        out = os.path.join(directory, name)
        shutil.copytree(plain, out, ignore=lambda _, files: [file for file in files if file.startswith(model + ".")])
        small = nncf.compress_weights(Core().read_model(os.path.join(plain, model + ".xml")), mode=mode, **settings)
        save_model(small, os.path.join(out, model + ".xml"), compress_to_fp16=False)


def llama_cpp(source, directory):
    import gguf
    import llama_cpp
    from safetensors.numpy import load_file

    with open(os.path.join(source, "config.json")) as file:
        config = json.load(file)
    heads, kv_heads = config["num_attention_heads"], config["num_key_value_heads"]
    plain = os.path.join(directory, "F32.gguf")
    writer = gguf.GGUFWriter(plain, "llama")
    writer.add_context_length(config["max_position_embeddings"])
    writer.add_embedding_length(config["hidden_size"])
    writer.add_block_count(config["num_hidden_layers"])
    writer.add_feed_forward_length(config["intermediate_size"])
    writer.add_head_count(heads)
    writer.add_head_count_kv(kv_heads)
    writer.add_rope_dimension_count(config["hidden_size"] // heads)
    writer.add_rope_freq_base(config["rope_theta"])
    writer.add_layer_norm_rms_eps(config["rms_norm_eps"])
    writer.add_vocab_size(config["vocab_size"])
    writer.add_file_type(gguf.LlamaFileType.ALL_F32)
    # It is asked in ids.
    writer.add_tokenizer_model("none")
    names = gguf.get_tensor_name_map(gguf.MODEL_ARCH.LLAMA, config["num_hidden_layers"])
    for name, weight in load_file(os.path.join(source, "model.safetensors")).items():
        for part, count in (("q_proj", heads), ("k_proj", kv_heads)):
            if name.endswith(part + ".weight"):
                # llama.cpp turns neighbouring numbers, transformers those half a head apart.
                weight = weight.reshape(count, 2, -1, weight.shape[1]).swapaxes(1, 2).reshape(weight.shape).copy()
        writer.add_tensor(names.get_name(name, try_suffixes=(".weight",)), weight)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    for name, kind in QUANTIZED.items():
        settings = llama_cpp.llama_model_quantize_default_params()
        settings.ftype = kind
        made = os.path.join(directory, name + ".gguf")
        if llama_cpp.llama_model_quantize(plain.encode(), made.encode(), ctypes.byref(settings)):
            raise SystemExit(f"llama.cpp made no {made}")


def onnxruntime_genai(source, directory):
    for name in ("fp32", "int4"):
        subprocess.run(
            [sys.executable, "-m", "onnxruntime_genai.models.builder", "-i", source, "-o", os.path.join(directory, name)]
            + ["-p", name, "-e", "cpu", "-c", os.path.join(directory, "cache")],
            check=True,
            stdout=sys.stderr,
        )
    shutil.rmtree(os.path.join(directory, "cache"), ignore_errors=True)


def ctranslate2(source, directory):
    from ctranslate2.converters import TransformersConverter

    for name in ("float32", "int8"):
        TransformersConverter(source).convert(os.path.join(directory, name), quantization=name)


def made(directory, make):
    """A directory that is there is whole."""
    if not os.path.isdir(directory):
        os.makedirs(os.path.dirname(directory), exist_ok=True)
        begun = tempfile.mkdtemp(dir=os.path.dirname(directory))
        try:
            make(begun)
            os.rename(begun, directory)
        finally:
            shutil.rmtree(begun, ignore_errors=True)
    return directory


def main():
    engine, bundle, directory = sys.argv[1:4]
    source = made(os.path.join(directory, "transformers"), lambda out: checkpoint(bundle, out))
    if engine != "transformers":
        made(os.path.join(directory, engine), lambda out: globals()[engine](source, out))


if __name__ == "__main__":
    main()
