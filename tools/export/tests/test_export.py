"""Every family: what ONNX Runtime computes with the graphs is what torch recorded, in both dtypes."""
import json

import gemma_sources
import numpy as np
import pytest
import sources
import torch
import transformers

from vlmexport.build import Mismatch, build, replay
from vlmexport.decoder import attention_masks
from vlmexport.families import family_of
from vlmexport.families.florence2 import Florence2, Florence2ForConditionalGeneration
from vlmexport.families.internvl import InternVl
from vlmexport.onnxfiles import GraphFiles
from vlmexport.replay import GraphSeq2Seq

# Rounding of float32, relative to the largest number; a bundle is refused at 1e-4 only.
CLOSE = 2e-5
LANGUAGE = sorted(sources.LANGUAGE)
GEMMA = {"paligemma": lambda directory: gemma_sources.paligemma(1, directory),
         "paligemma2": lambda directory: gemma_sources.paligemma(2, directory), "gemma3": gemma_sources.gemma3}
# Made of the tokenizer of another bundle.
RELATIVES = {"smolvlm": "tiny-smolvlm", "qwen2_vl": "tiny-qwen2.5-vl", "llava_onevision": "tiny-qwen2.5-vl",
             "fast_vlm": "tiny-qwen2.5-vl", "qwen3_vl": "tiny-qwen2.5-vl"}


def assert_agrees(source, out, *outputs):
    deviations = build(str(source), out)
    assert set(outputs) <= set(deviations)
    assert max(deviations.values()) <= CLOSE, deviations
    return [json.loads(line) for line in (out / "golden" / "index.jsonl").read_text(encoding="utf-8").splitlines()]


@pytest.mark.parametrize("name", sources.CLASSIFIERS)
def test_classifiers_agree(name, tmp_path):
    cases = assert_agrees(sources.classifier(name, tmp_path / "source"), tmp_path / "bundle", "logits", "pixel_values")
    assert [len(case["top20"]) for case in cases] == [12] * 3


@pytest.mark.parametrize("pooling", ["mean", "cls", "max"])
def test_sentence_encoders_agree(pooling, tmp_path):
    cases = assert_agrees(sources.sentence(pooling, tmp_path / "source"), tmp_path / "bundle", "input_ids", "sentence_embedding")
    assert {case["case"] for case in cases} == {"text", "cosines"}
    assert max(len(case["input_ids"]) for case in cases if case["case"] == "text") == 48


def test_a_sentence_encoder_with_another_module_is_refused(tmp_path):
    source = sources.sentence("mean", tmp_path / "source")
    modules = json.loads((source / "modules.json").read_text())
    modules[2]["type"] = "sentence_transformers.models.Dense"
    (source / "modules.json").write_text(json.dumps(modules))
    with pytest.raises(ValueError, match="module Dense of modules.json cannot be exported"):
        build(str(source), tmp_path / "bundle")


@pytest.mark.parametrize("name", ["tiny-clip", "tiny-clip-336", "tiny-siglip"])
def test_dual_encoders_agree(name, tiny_bundle, tmp_path):
    source = sources.dual(tiny_bundle(name), tmp_path / "source")
    cases = assert_agrees(source, tmp_path / "bundle", "image_embeds", "input_ids")
    assert {case["case"] for case in cases} == {"text", "image", "zero_shot"}


def assert_other_dtypes_agree(source, out, answers):
    deviations = build(str(source), out, "fp32,fp16,int8,q4")
    assert max(deviations.values()) <= CLOSE, deviations
    agreed = json.loads((out / "agreement.json").read_text())
    assert list(agreed) == ["fp16", "int8", "q4"]
    assert {entry["answers"] for entry in agreed.values()} == {answers}
    off = [max(entry["largestDeviation"].values()) for entry in agreed.values()]
    assert 0 < off[0] < off[1] < off[2] < 1.5
    assert agreed["fp16"]["same"] >= answers - 1
    stems = [path.stem for path in (out / "onnx").glob("*.onnx")]
    plain = [stem for stem in stems if not stem.endswith(("_fp16", "_int8", "_q4"))]
    assert sorted(stems) == sorted(stem + suffix for stem in plain for suffix in ("", "_fp16", "_int8", "_q4"))


def assert_images_are_to_the_bit_what_they_are_alone(out, stem):
    # In fp16 ONNX Runtime widens matrices as it goes, and sums a classifier's last product with one row in another order.
    for dtype in ("fp32", "int8", "q4"):
        session = GraphFiles(out, dtype).session(stem)
        images = np.random.default_rng(5).standard_normal((5, *session.get_inputs()[0].shape[1:])).astype(np.float32)
        alone = np.concatenate([session.run(None, {"pixel_values": image[None]})[0] for image in images])
        assert np.array_equal(session.run(None, {"pixel_values": images})[0], alone), dtype


@pytest.mark.parametrize("name", ["tiny-clip", "tiny-siglip"])
def test_dual_encoders_are_made_in_several_dtypes(name, tiny_bundle, tmp_path):
    assert_other_dtypes_agree(sources.dual(tiny_bundle(name), tmp_path / "source"), tmp_path / "bundle", 3)
    assert_images_are_to_the_bit_what_they_are_alone(tmp_path / "bundle", "vision_model")


def test_classifiers_are_made_in_several_dtypes(tmp_path):
    assert_other_dtypes_agree(sources.classifier("vit", tmp_path / "source"), tmp_path / "bundle", 3)
    assert_images_are_to_the_bit_what_they_are_alone(tmp_path / "bundle", "model")


def test_language_models_are_made_in_several_dtypes(tiny_bundle, tmp_path):
    source = sources.language(tiny_bundle("tiny-smolvlm"), tmp_path / "source")
    build(str(source), tmp_path / "plain")
    cases = [json.loads(line) for line in (tmp_path / "plain/golden/index.jsonl").read_text().splitlines()]
    assert_other_dtypes_agree(source, tmp_path / "bundle", sum(case["kind"] == "generate" for case in cases))


@pytest.mark.parametrize("dtype, message", [
    ("quantized", "dynamic int8 over a whole tensor makes an answer depend on what else is in its batch"),
    ("fp32,quantized", "take int8, which has scales of its own for each row"),
    ("int8", "begin with fp32: fp32,int8"), ("fp16,q4", "begin with fp32: fp32,fp16,q4"),
    ("fp32,q8", "q8 is none of fp32, fp16, int8, q4"), ("fp32,int8,int8", "begin with fp32")])
def test_dtypes_that_cannot_be_made_are_refused(dtype, message, tmp_path):
    with pytest.raises(ValueError, match=message):
        build("nowhere", tmp_path / "bundle", dtype)


def test_the_trained_scale_is_in_the_configuration(tiny_bundle, tmp_path):
    build(str(sources.dual(tiny_bundle("tiny-clip"), tmp_path / "source")), tmp_path / "bundle")
    assert json.loads((tmp_path / "bundle/config.json").read_text())["logit_scale_init_value"] == 3.0


@pytest.mark.parametrize("name", LANGUAGE)
def test_vision_language_models_agree(name, tiny_bundle, tmp_path):
    source = sources.language(tiny_bundle(name), tmp_path / "source")
    cases = assert_agrees(source, tmp_path / "bundle", "image_features", "first_logits", "features", "generated_ids")
    answers = [case["generated_ids"] for case in cases if case["kind"] == "generate"]
    assert len({tuple(ids) for ids in answers}) > 3


@pytest.mark.parametrize("name", RELATIVES)
def test_relatives_agree(name, tiny_bundle, tmp_path):
    source = getattr(sources, name)(tiny_bundle(RELATIVES[name]), tmp_path / "source")
    cases = assert_agrees(source, tmp_path / "bundle", "image_features", "first_logits", "generated_ids")
    assert len({tuple(case["generated_ids"]) for case in cases if case["kind"] == "generate"}) > 3


@pytest.mark.parametrize("tile, tokens", [(60, 16 + 9 * (14 + 1)), (168, 144 + 32 * (48 + 1))])
def test_too_many_patches_are_made_fewer(tile, tokens, tiny_bundle, tmp_path):
    """Of a picture of 640 x 427: of 16 x 24 patches on 5 x 6 tiles of 4 x 4; but not of 32 x 48 on 3 x 4 tiles of 12 x 12."""
    source = sources.llava_onevision(tiny_bundle("tiny-qwen2.5-vl"), tmp_path / "source", tile)
    cases = assert_agrees(source, tmp_path / "bundle", "image_features", "generated_ids")
    assert next(c["image_features"]["shape"] for c in cases if c.get("image") == "rocket.jpg") == [tokens, 32]


def test_a_processor_that_fills_canvases_says_so(tiny_bundle, tmp_path):
    source = sources.llava_onevision(tiny_bundle("tiny-qwen2.5-vl"), tmp_path / "source")
    build(str(source), tmp_path / "bundle")
    settings = json.loads((tmp_path / "bundle/preprocessor_config.json").read_text())
    assert settings.get("pad_to_canvas", False) == (int(transformers.__version__.split(".")[0]) >= 5)


@pytest.fixture
def internvl(tiny_bundle, tmp_path):
    if not hasattr(transformers, "InternVLForConditionalGeneration"):
        pytest.skip(f"transformers {transformers.__version__} has no InternVL; 4.52 or later has")
    return sources.internvl(tiny_bundle("tiny-qwen2.5-vl"), tmp_path / "source")


def test_internvl_agrees(internvl, tmp_path):
    cases = assert_agrees(internvl, tmp_path / "bundle", "image_features", "first_logits", "features", "generated_ids")
    tiles = [case["pixel_values"]["shape"][0] for case in cases if case["kind"] == "image"]
    assert tiles == [7, 7, 7]
    asked = [case["input_ids"].count(2050) for case in cases if case["kind"] == "generate" and case["image"]]
    assert set(asked) == {7 * 16}
    config = json.loads((tmp_path / "bundle/preprocessor_config.json").read_text())
    assert config["image_processor_type"].startswith("GotOcr2ImageProcessor")


@pytest.mark.parametrize("layer,vision", [
    (-2, {}),
    (-1, {"use_mean_pooling": False, "use_qk_norm": True, "norm_type": "rms_norm"}),  # as the 6B tower of the larger ones
    (-1, {"use_absolute_position_embeddings": False, "attention_bias": False}),
])
def test_internvls_with_other_towers_agree(layer, vision, internvl, tmp_path):
    if layer != -1 and transformers.__version__.startswith("4."):
        pytest.skip("InternVL of transformers 4 fails itself at another layer than the last")
    config = transformers.AutoConfig.from_pretrained(internvl)
    config.vision_feature_layer = layer
    for name, value in vision.items():
        setattr(config.vision_config, name, value)
    sources.randomise(transformers.InternVLForConditionalGeneration(config)).save_pretrained(internvl)
    assert_agrees(internvl, tmp_path / "bundle", "image_features", "first_logits", "generated_ids")


def test_internvl_in_half_precision_agrees_within_its_rounding(internvl, tmp_path):
    deviations = build(str(internvl), tmp_path / "bundle", dtype="fp16")
    assert max(deviations.values()) > 0


@pytest.mark.parametrize("model_type,instead", [("internvl_chat", "-hf, such as OpenGVLab/InternVL3-1B-hf"),
                                                ("moondream1", "Xenova/moondream2 on the hub is a bundle")])
def test_layouts_of_models_own_code_are_refused_with_where_others_are(model_type, instead, tmp_path):
    (tmp_path / "config.json").write_text(json.dumps({"model_type": model_type, "auto_map": {"AutoConfig": "a.B"}}))
    with pytest.raises(ValueError, match=f'model_type "{model_type}".*{instead}'):
        build(str(tmp_path), tmp_path / "bundle")


def test_a_family_that_transformers_lacks_is_refused_with_the_version_that_has_it(tmp_path, monkeypatch):
    monkeypatch.setattr(InternVl, "needs", "transformers 4.52 or later")
    (tmp_path / "config.json").write_text('{"model_type": "internvl"}')
    with pytest.raises(ValueError, match='model_type "internvl" needs transformers 4.52 or later, not '):
        build(str(tmp_path), tmp_path / "bundle")


@pytest.mark.parametrize("name", GEMMA)
def test_models_whose_images_see_both_ways_agree(name, tmp_path):
    cases = assert_agrees(GEMMA[name](tmp_path / "source"), tmp_path / "bundle", "image_features", "first_logits", "features",
                          "generated_ids")
    answers = [case["generated_ids"] for case in cases if case["kind"] == "generate"]
    assert len(answers) > 5 and len({tuple(ids) for ids in answers}) > 3


@pytest.mark.parametrize("name", GEMMA)
def test_their_half_precision_agrees_within_its_rounding(name, tmp_path):
    assert max(build(str(GEMMA[name](tmp_path / "source")), tmp_path / "bundle", dtype="fp16").values()) > 0


def test_a_prompt_longer_than_the_window_agrees_where_the_window_holds(tmp_path):
    """Transformers 5 lets PaliGemma 2's prefix look beyond it, which no graph here does."""
    if transformers.__version__.startswith("4."):
        assert_agrees(gemma_sources.paligemma(2, tmp_path / "source", sliding_window=24), tmp_path / "bundle", "first_logits")
    else:
        with pytest.raises(ValueError, match="16 tokens fill the sliding window of 16.*export with transformers 4.51"):
            build(str(gemma_sources.paligemma(2, tmp_path / "source", sliding_window=16)), tmp_path / "bundle")


def test_pan_and_scan_is_refused(tmp_path):
    source = gemma_sources.gemma3(tmp_path / "source", crops=True)
    with pytest.raises(ValueError, match="do_pan_and_scan.*set it to false"):
        build(str(source), tmp_path / "bundle")


def seen(real, length, **more):
    """Which keys each query sees in a layer with a window, as rows of 0 and 1."""
    return (attention_masks(torch.tensor([real]), length, torch.float32, **more)[1][0, 0] == 0).int().tolist()


def test_a_window_counts_what_is_seen_and_not_padding():
    assert seen([1, 1, 1, 1], 4, window=2) == [[1, 0, 0, 0], [1, 1, 0, 0], [0, 1, 1, 0], [0, 0, 1, 1]]
    assert seen([0, 1, 1, 0, 0, 1], 1, window=2) == [[0, 0, 1, 0, 0, 1]]


def test_what_sees_both_ways_sees_its_own_run_only_and_its_window_cuts_what_is_before():
    mutual = torch.tensor([[True, True, False, True, True]])
    assert seen([1] * 5, 5, mutual=mutual) == [[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [1, 1, 1, 0, 0], [1] * 5, [1] * 5]
    assert seen([1] * 5, 5, mutual=mutual, window=2) == [[1, 1, 0, 0, 0], [1, 1, 0, 0, 0], [0, 1, 1, 0, 0], [0, 0, 1, 1, 1],
                                                         [0, 0, 0, 1, 1]]
    assert seen([0, 1, 1, 1, 1], 3, mutual=mutual[:, 1:4]) == [[0, 1, 1, 0, 0], [0, 1, 1, 1, 0], [0, 1, 1, 1, 1]]


@pytest.mark.parametrize("name", ["tiny-clip", "tiny-siglip", "convnext", "efficientnet", "llava_onevision", "fast_vlm",
                                  "qwen3_vl", *LANGUAGE])
def test_half_precision_agrees_within_its_rounding(name, tiny_bundle, tmp_path):
    if name in sources.CLASSIFIERS:
        source = sources.classifier(name, tmp_path / "source")
    elif name in RELATIVES:
        source = getattr(sources, name)(tiny_bundle(RELATIVES[name]), tmp_path / "source")
    else:
        make = sources.language if name in sources.LANGUAGE else sources.dual
        source = make(tiny_bundle(name), tmp_path / "source")
    deviations = build(str(source), tmp_path / "bundle", dtype="fp16")
    assert max(deviations.values()) > 0
    assert all(path.name.endswith("_fp16.onnx") for path in (tmp_path / "bundle/onnx").iterdir())


def test_a_changed_record_is_noticed(tmp_path):
    source = sources.classifier("vit", tmp_path / "source")
    build(str(source), tmp_path / "bundle")
    numbers = tmp_path / "bundle/golden/logits.bin"
    numbers.write_bytes(numbers.read_bytes()[:-4] + b"\0\0\x80\x40")  # the last float is 4.0
    with pytest.raises(Mismatch, match="logits: off by"):
        replay(family_of(str(source))(str(source)), GraphFiles(tmp_path / "bundle"), tmp_path / "bundle/golden")


def test_an_unknown_family_is_refused_by_name(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "t5"}')
    with pytest.raises(ValueError, match='model_type "t5" cannot be exported; known are .*llava_next'):
        build(str(tmp_path), tmp_path / "bundle")


def test_a_qwen3_vl_of_experts_is_refused_by_name(tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "qwen3_vl_moe"}')
    with pytest.raises(ValueError, match="qwen3_vl_moe"):
        build(str(tmp_path), tmp_path / "bundle")


def test_a_used_directory_is_left_alone(tmp_path):
    (tmp_path / "mine").write_text("precious")
    with pytest.raises(FileExistsError, match="is not empty"):
        build("no/model", tmp_path)


def test_florence2_agrees(tmp_path):
    if Florence2ForConditionalGeneration is None:
        pytest.skip("this transformers has no Florence-2; 4.56 and later have")
    cases = assert_agrees(sources.florence2(tmp_path / "source"), tmp_path / "bundle", "pixel_values", "image_features",
                          "first_logits", "features", "generated_ids", "beam_scores", "class_log_probs")
    answers = [case["generated_ids"] for case in cases if case["kind"] == "generate"]
    assert len({tuple(ids) for ids in answers}) > 3
    assert {ids[0] for ids in answers} == {0} | {case["generated_ids"][0] for case in cases if case["id"] == "prompt-2"}
    deviations = build(str(tmp_path / "source"), tmp_path / "half", dtype="fp16")
    assert max(deviations.values()) > 0
    with pytest.raises(ValueError, match="florence2 has no overlay bundles"):
        Florence2(str(tmp_path / "source")).graph_of("text.decoder.layers.0.fc1.weight")


def test_florence2s_following_steps_read_no_states_and_give_none(tmp_path):
    if Florence2ForConditionalGeneration is None:
        pytest.skip("this transformers has no Florence-2; 4.56 and later have")
    build(str(sources.florence2(tmp_path / "source")), tmp_path / "bundle")
    graphs = GraphSeq2Seq(GraphFiles(tmp_path / "bundle"))
    states = graphs.read(graphs.embeds([[5, 6, 7, 8]]))
    first = graphs.step(states, [2], None)
    following = graphs.step(np.zeros_like(states), [0], first)
    whole = graphs.step(states, [2, 0], None)
    assert first["present.0.encoder.key"].shape == (1, 4, 4, 8)
    assert following["present.0.encoder.key"].shape[0] == 0
    assert np.abs(following["logits"][0, -1] - whole["logits"][0, -1]).max() < CLOSE
