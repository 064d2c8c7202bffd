"""Florence-2 (Xiao et al. 2024, arXiv 2311.06242): BART's encoder reads image and prompt, its decoder answers.

In recorded prompts `</s>` ends what the encoder reads; what follows opens the answer, as decoder_input_ids do.
"""
import torch
from transformers import ForcedBOSTokenLogitsProcessor, LogitsProcessorList, NoRepeatNGramLogitsProcessor

try:
    from transformers import Florence2ForConditionalGeneration
except ImportError:  # transformers before 4.56
    Florence2ForConditionalGeneration = None

from ..decoder import export_embed_tokens
from ..precision import dtype_of
from ..replay import GraphSeq2Seq, merged
from ..seq2seq import export_decoder, export_encoder
from .base import Family
from .language import CHOICES, NEW_TOKENS, QUESTION, VisionLanguage

END = "</s>"
NAMES = ("tench", "cat", "rocket", "flower", "cup of coffee", "cat flower", "cup")
TASKS = ("<CAPTION>", "<CAPTION_TO_PHRASE_GROUNDING>A cat.")
OPENED = QUESTION + END + "Let's think step by step."
# Of beams that lie closer together rounding may decide.
BEAMS_APART = 1e-3


class VisionEncoder(torch.nn.Module):
    """pixel_values [N, 3, H, W] -> image_features [N, 1 + patches, D], the mean over the patches first."""

    def __init__(self, core):
        super().__init__()
        self.tower, self.projector = core.vision_tower, core.multi_modal_projector

    def forward(self, pixel_values):
        return self.projector(self.tower(pixel_values.to(dtype_of(self))).last_hidden_state).float()


class Florence2(VisionLanguage):
    model_types = ("florence2",)
    model_class = Florence2ForConditionalGeneration
    answers_text_alone = False  # its processor puts no text around a question without an image

    def study(self, question, image):
        return question

    @property
    def decoder_start(self):
        start = self.generation_config.decoder_start_token_id
        return self.text_config.decoder_start_token_id if start is None else start

    def graph_of(self, weight):
        return Family.graph_of(self, weight)  # whole bundles only: the words' embeddings are in two graphs

    def inputs(self, prompt, image=None):
        question, ended, opening = prompt.partition(END)
        inputs = super().inputs(question, image)
        if ended:
            ids = self.processor.tokenizer(opening, add_special_tokens=False)["input_ids"]
            inputs["decoder_input_ids"] = torch.tensor([[self.decoder_start, self.text_config.bos_token_id, *ids]])
        return inputs

    def export_graphs(self, files):
        size = self.processor.image_processor.size
        files.export("vision_encoder", VisionEncoder(self.core), [torch.randn(2, 3, size["height"], size["width"])],
                     ["pixel_values"], ["image_features"], {"pixel_values": {0: "batch"}, "image_features": {0: "batch"}})
        export_embed_tokens(self.model.get_input_embeddings(), files)
        export_encoder(self.language_model, self.text_config, files)
        export_decoder(self.language_model, self.model.lm_head, self.text_config, files)

    # ---- what torch computes

    def image_features(self, inputs):
        """What enters the decoder: the encoder's states of image and prompt."""
        return self.hidden_states(inputs)

    def hidden_states(self, inputs):
        start = torch.tensor([[self.decoder_start]])
        return self.model(**inputs | {"decoder_input_ids": start}).encoder_last_hidden_state[0]

    def generate(self, inputs, **settings):
        # The end that is forced at the longest answer's last place would move with where a recorded answer is cut.
        return super().generate(inputs, forced_eos_token_id=None, **settings)

    def beginning(self, inputs):
        return inputs.get("decoder_input_ids", torch.tensor([[self.decoder_start]]))[0].tolist()

    def recorded_settings(self):
        return {"settings": {"num_beams": 1, "forced_eos_token_id": None}}

    def record(self, golden):
        super().record(golden)
        name, image = golden.images()[0]
        for n, prompt in enumerate((*TASKS, OPENED)):
            self.record_answer(golden, f"prompt-{n}", "prompt", "study", prompt, prompt, name, image)
        for n, (name, image) in enumerate(golden.images()):
            if golden.dtype == "fp32":  # a search decides between sums at each step, which half precision may turn round
                self.record_beams(golden, f"beams-{n}", name, image)
            self.record_names(golden, f"names-{n}", name, image)

    def record_beams(self, golden, case, name, image):
        config, count = self.generation_config, 3
        out = self.model.generate(**self.inputs(CHOICES, image), do_sample=False, num_beams=count, num_return_sequences=count,
                                  max_new_tokens=NEW_TOKENS, output_scores=True, return_dict_in_generate=True)
        scores = out.sequences_scores.tolist()
        if min(a - b for a, b in zip(scores, scores[1:])) < BEAMS_APART:
            return
        beams = [{"score": score, "ids": [t for t in ids[1:].tolist() if t != config.pad_token_id]}
                 for score, ids in zip(scores, out.sequences)]
        golden.add(kind="beam", id=case, image=name, image_root="images", prompt=CHOICES, beams=beams,
                   settings={"num_beams": count, "max_new_tokens": NEW_TOKENS}, eos_token_id=config.eos_token_id,
                   early_stopping=config.early_stopping or False, penalty_sees="decoder ids")

    def record_names(self, golden, case, name, image):
        prompt = QUESTION + END
        inputs, direct = self.inputs(prompt, image), []
        for text in NAMES:
            ids = self.processor.tokenizer(text, add_special_tokens=False)["input_ids"]
            begin = inputs["decoder_input_ids"]
            read = torch.cat([begin, torch.tensor([ids])], 1)
            logits = self.model(**inputs | {"decoder_input_ids": read}).logits[0, begin.shape[1] - 1:-1]
            direct.append(likelihood(ids, logits))
        by_sum, by_mean = (sorted(range(len(NAMES)), key=lambda i: -direct[i][key]) for key in ("sum", "mean"))
        # Names open the answer, so that the study's tokenisation of them alone is that in their place.
        golden.add(kind="class_likelihood", id=case, image=name, image_root="images", prompt=prompt,
                   input_ids=inputs["input_ids"][0].tolist(), names=NAMES, direct=direct, order_by_sum=by_sum,
                   order_by_mean=by_mean, study=direct, study_order_by_sum=by_sum, study_order_by_mean=by_mean)

    # ---- the same from the graphs

    def replay(self, files, recorded, deviations):
        graphs, vision = GraphSeq2Seq(files), files.session("vision_encoder")
        for case in recorded.cases:
            inputs = self.inputs(case["prompt"], recorded.image(case["image"]))
            features = vision.run(None, {"pixel_values": inputs["pixel_values"].numpy()})[0][0]
            ids = inputs["input_ids"].numpy()
            # The image's token need not be among those that are embedded.
            text = graphs.embeds(ids * (ids != self.image_token_id))
            states = graphs.read(merged(text, ids, self.image_token_id, features))
            getattr(self, f"replay_{case['kind']}")(case, inputs, states, graphs, recorded, deviations)

    def replay_image(self, case, inputs, states, graphs, recorded, deviations):
        super().replay_image(case, inputs, states[0], None, None, recorded, deviations)

    def replay_features(self, case, inputs, states, graphs, recorded, deviations):
        want = recorded.tensor(case["features"])
        deviations.floats("features", states[0, -1], want[0])
        deviations.floats("features", states[0].mean(0), want[1])

    def replay_generate(self, case, inputs, states, graphs, recorded, deviations):
        deviations.equal("input_ids", inputs["input_ids"][0].tolist(), case["input_ids"])
        begin, ids = self.beginning(inputs), case["generated_ids"]
        logits = graphs.logits(states, begin, ids)
        deviations.floats("first_logits", logits[0], recorded.tensor(case["first_logits"]))
        best = [int(step.argmax()) for step in self.processed(begin, ids, torch.tensor(logits))]
        deviations.equal("generated_ids", best, ids)

    def replay_beam(self, case, inputs, states, graphs, recorded, deviations):
        begin, last = self.beginning(inputs), case["settings"]["max_new_tokens"]
        penalty = self.generation_config.length_penalty
        for beam in case["beams"]:
            ids = beam["ids"]
            logits = torch.tensor(graphs.logits(states, begin, ids))
            scores = [float(step[token]) for step, token in zip(self.processed(begin, ids, logits.log_softmax(-1)), ids)]
            if len(ids) == last:  # the end is forced there
                scores[-1] = 0.0
            score = sum(scores) / len(ids) ** (1.0 if penalty is None else penalty)
            deviations.floats("beam_scores", torch.tensor([score]), torch.tensor([beam["score"]]))

    def replay_class_likelihood(self, case, inputs, states, graphs, recorded, deviations):
        for text, want in zip(case["names"], case["direct"]):
            ids = self.processor.tokenizer(text, add_special_tokens=False)["input_ids"]
            got = likelihood(ids, torch.tensor(graphs.logits(states, self.beginning(inputs), ids)))
            deviations.floats("class_log_probs", torch.tensor(got["log_probs"]), torch.tensor(want["log_probs"]))

    def processed(self, beginning, ids, scores):
        """The scores of each step after what generate does to them."""
        config, processors = self.generation_config, LogitsProcessorList()
        if config.no_repeat_ngram_size:
            processors.append(NoRepeatNGramLogitsProcessor(config.no_repeat_ngram_size))
        if config.forced_bos_token_id is not None:
            processors.append(ForcedBOSTokenLogitsProcessor(config.forced_bos_token_id))
        return [processors(torch.tensor([beginning + ids[:n]]), step[None].clone())[0] for n, step in enumerate(scores)]


def likelihood(ids, logits):
    """Log-probabilities of ids, each predicted by its row of logits."""
    log_probs = logits.log_softmax(-1)[torch.arange(len(ids)), torch.tensor(ids)]
    return {"ids": ids, "log_probs": log_probs.tolist(), "sum": float(log_probs.sum()), "mean": float(log_probs.mean())}
