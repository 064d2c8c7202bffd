/** Datasets of questions that are being made. */
@NullMarked
package dev.vlmstream.rest.makings;

import org.jspecify.annotations.NullMarked;
