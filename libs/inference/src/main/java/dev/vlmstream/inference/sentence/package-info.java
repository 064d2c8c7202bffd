/** Sentence encoders in sentence-transformers' layout: a graph from tokens to states, and how these become one vector. */
@NullMarked
package dev.vlmstream.inference.sentence;

import org.jspecify.annotations.NullMarked;
