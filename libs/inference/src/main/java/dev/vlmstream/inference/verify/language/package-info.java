/** A vision-language model beside its recorded cases: image features, logits, answers, beams, likelihoods, hidden states. */
@NullMarked
package dev.vlmstream.inference.verify.language;

import org.jspecify.annotations.NullMarked;
