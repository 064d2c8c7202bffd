/**
 * The science of an evaluation, as pure functions: {@link dev.vlmstream.evaluation.Task tasks} and their {@link
 * dev.vlmstream.evaluation.Questions questions}; below, the draw of the choices ({@code sampling}), what a rule is and what
 * it judges ({@code judging}), the rules by which an answer is right and their list ({@code rules}), counts and intervals
 * ({@code metrics}), what may be concluded from them ({@code statistics}), and the same rules over lines of a file ({@code
 * files}).
 *
 * <p>Protocol: Zhang et al., "Why are Visually-Grounded Language Models Bad at Image Classification?", NeurIPS 2024,
 * arXiv 2405.18415. Nothing here knows of Kafka, files or models.
 */
@NullMarked
package dev.vlmstream.evaluation;

import org.jspecify.annotations.NullMarked;
