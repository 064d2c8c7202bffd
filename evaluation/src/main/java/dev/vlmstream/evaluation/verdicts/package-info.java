/**
 * Rules that need a model to judge with: an encoder of sentences, or a model that writes. The models are elsewhere; here is
 * what they are given and what is made of what they say.
 */
package dev.vlmstream.evaluation.verdicts;
