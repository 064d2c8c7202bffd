"""Greedy decoding on a bundle's graphs with ONNX Runtime and numpy alone: the loop that any client of a bundle writes."""
import numpy as np


def mask_positions(step, mask):
    """Positions count what is not padding; after the prompt the last one alone."""
    ids = np.maximum(mask.cumsum(1) - 1, 0)
    return ids if step == 0 else ids[:, -1:]


def merged(embeds, input_ids, image_token_id, features):
    """Image features overwrite the embeddings at the image-token positions, in order; the counts must match.

    Features that are several times as wide give as many [B, S, D] side by side: what is added after the decoder's first
    layers follows the embeddings, and is zero where no image is.
    """
    if features is None:
        return embeds
    where = input_ids == image_token_id
    if where.sum() != len(features):
        raise AssertionError(f"{where.sum()} image tokens, but {len(features)} image features")
    width = embeds.shape[-1]
    wide = np.concatenate([embeds, np.zeros((*embeds.shape[:2], features.shape[-1] - width), embeds.dtype)], -1)
    wide[where] = features
    return wide


class GraphDecoder:
    """embed_tokens and decoder_model_merged of a bundle."""

    def __init__(self, files):
        self.embed, self.decoder = files.session("embed_tokens"), files.session("decoder_model_merged")
        self.declared = {i.name: i for i in self.decoder.get_inputs()}
        self.outputs = [o.name for o in self.decoder.get_outputs()]

    def embeds(self, input_ids):
        return self.embed.run(["inputs_embeds"], {"input_ids": np.asarray(input_ids, np.int64)})[0]

    def step(self, embeds, mask, position_ids, past=None, logits_to_keep=0, types=None):
        """One call; `past`: the outputs of the call before; `embeds` as `merged` gives them. Returns the outputs by name."""
        width = self.declared["inputs_embeds"].shape[-1]
        feed = {"inputs_embeds": embeds[..., :width], "attention_mask": mask, "position_ids": position_ids,
                "token_type_ids": types, "num_logits_to_keep": np.array(logits_to_keep, np.int64)}
        for name in self.declared:
            if name.startswith("deepstack_embeds_"):
                begin = (int(name.rpartition("_")[2]) + 1) * width
                own = embeds[..., begin:begin + width]
                feed[name] = own if own.shape[-1] else np.zeros_like(feed["inputs_embeds"])
        feed = {name: value for name, value in feed.items() if name in self.declared}
        for name, declared in self.declared.items():
            if name.startswith("past_key_values"):
                dtype = np.float16 if "float16" in declared.type else np.float32
                empty = np.zeros((embeds.shape[0], declared.shape[1], 0, declared.shape[3]), dtype)
                feed[name] = past[name.replace("past_key_values", "present")] if past else empty
        return dict(zip(self.outputs, self.decoder.run(self.outputs, feed)))

    def greedy(self, embeds, mask, positions, types, max_new_tokens, stop_ids):
        """(new ids of one prompt, logits of the first step). `positions`, `types`: as VisionLanguage has them."""
        ids, past, first = [], None, None
        for step in range(max_new_tokens):
            past = self.step(embeds, mask, positions(step, mask), past, 1, types(step))
            logits = past["logits"][0, -1]
            first = logits if first is None else first
            ids.append(int(logits.argmax()))
            if ids[-1] in stop_ids:
                break
            embeds = self.embeds([[ids[-1]]])
            mask = np.concatenate([mask, np.ones((1, 1), np.int64)], 1)
        return ids, first


class GraphSeq2Seq:
    """embed_tokens, encoder_model and decoder_model_merged of a bundle."""

    def __init__(self, files):
        self.embed, self.encoder, self.decoder = (
            files.session(stem) for stem in ("embed_tokens", "encoder_model", "decoder_model_merged"))
        self.outputs = [o.name for o in self.decoder.get_outputs()]

    def embeds(self, input_ids):
        return self.embed.run(["inputs_embeds"], {"input_ids": np.asarray(input_ids, np.int64)})[0]

    def read(self, embeds):
        """The encoder's states of one prompt, [1, S, D]."""
        mask = np.ones(embeds.shape[:2], np.int64)
        return self.encoder.run(None, {"attention_mask": mask, "inputs_embeds": embeds})[0]

    def logits(self, states, beginning, ids):
        """The logits after the beginning, read at once, and after each of `ids` but the last, [len(ids), words]."""
        given = self.step(states, beginning, None)
        all_logits = [given["logits"][0, -1]]
        for token in ids[:-1]:
            given |= {name: value for name, value in self.step(states, [token], given).items() if ".encoder." not in name}
            all_logits.append(given["logits"][0, -1])
        return np.stack(all_logits)

    def step(self, states, ids, past):
        feed = {"encoder_attention_mask": np.ones(states.shape[:2], np.int64), "encoder_hidden_states": states,
                "inputs_embeds": self.embeds([ids]), "use_cache_branch": np.array([past is not None])}
        for declared in self.decoder.get_inputs():
            if declared.name.startswith("past_key_values"):
                dtype = np.float16 if "float16" in declared.type else np.float32
                empty = np.zeros((1, declared.shape[1], 0, declared.shape[3]), dtype)
                feed[declared.name] = past[declared.name.replace("past_key_values", "present")] if past else empty
        return dict(zip(self.outputs, self.decoder.run(self.outputs, feed)))
