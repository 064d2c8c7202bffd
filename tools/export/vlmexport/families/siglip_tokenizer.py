"""SigLIP's tokenizer as tokenizer.json: transformers has only the one on spiece.model."""
import re
import string

from sentencepiece import sentencepiece_model_pb2
from tokenizers import Regex, Tokenizer, models, normalizers, pre_tokenizers, processors

PUNCTUATION = f"[{re.escape(string.punctuation)}]"


def fast(spiece):
    """`spiece`: the bytes of spiece.model. Lower case, no punctuation, single blanks, then the unigram model."""
    proto = sentencepiece_model_pb2.ModelProto.FromString(spiece)
    unknown, end = proto.trainer_spec.unk_id, proto.trainer_spec.eos_id
    pieces = [(p.piece, p.score) for p in proto.pieces]
    tokenizer = Tokenizer(models.Unigram(pieces, unk_id=unknown, byte_fallback=False))
    tokenizer.normalizer = normalizers.Sequence([
        normalizers.Lowercase(), normalizers.Replace(Regex(PUNCTUATION), ""), normalizers.Replace(Regex(r"\s+"), " "),
        normalizers.Strip(), normalizers.Precompiled(proto.normalizer_spec.precompiled_charsmap),
        normalizers.Replace(Regex(" {2,}"), " ")])
    tokenizer.pre_tokenizer = pre_tokenizers.Metaspace(replacement="▁", prepend_scheme="always", split=True)
    tokenizer.post_processor = processors.TemplateProcessing(
        single="$A </s>", pair="$A $B </s>", special_tokens=[("</s>", end)])
    # Control pieces such as a padding of its own, the end and the unknown.
    tokenizer.add_special_tokens([p.piece for p in proto.pieces if p.type in (2, 3)])
    return tokenizer
