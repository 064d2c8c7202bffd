/** Texts that models are trained on, in the files in which people have them. */
package dev.vlmstream.datasets.corpus;
