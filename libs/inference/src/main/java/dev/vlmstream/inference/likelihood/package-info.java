/**
 * Probabilities of class names after a prefix: the prefix is computed once, the names' common beginnings once, all branches
 * of a tree of names in batches.
 */
@NullMarked
package dev.vlmstream.inference.likelihood;

import org.jspecify.annotations.NullMarked;
