/** Datasets of questions that are being made: what their events mean, and how far they are. */
@NullMarked
package dev.vlmstream.wikiqa;

import org.jspecify.annotations.NullMarked;
