/** The draw of the labels that a closed-world question offers, equal to CPython's to the last choice. */
package dev.vlmstream.evaluation.sampling;
