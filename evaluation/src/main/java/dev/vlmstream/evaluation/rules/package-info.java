/** The rules by which an answer is right, each a pure function of answer and reference. */
package dev.vlmstream.evaluation.rules;
