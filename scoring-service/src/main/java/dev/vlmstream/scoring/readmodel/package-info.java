/** The read model of all runs, kept up to date by following the topics. */
@NullMarked
package dev.vlmstream.scoring.readmodel;

import org.jspecify.annotations.NullMarked;
