/**
 * What a model that judges is given and what is made of what it writes. The models are elsewhere, and so are the rules that
 * they apply.
 */
@NullMarked
package dev.vlmstream.evaluation.verdicts;

import org.jspecify.annotations.NullMarked;
