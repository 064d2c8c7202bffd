/** Sentence encoders in sentence-transformers' layout: a graph from tokens to states, and how these become one vector. */
package dev.vlmstream.inference.sentence;
