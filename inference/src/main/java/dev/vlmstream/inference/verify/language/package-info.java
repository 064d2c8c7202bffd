/** A vision-language model beside its recorded cases: image features, logits, answers, beams, likelihoods, hidden states. */
package dev.vlmstream.inference.verify.language;
