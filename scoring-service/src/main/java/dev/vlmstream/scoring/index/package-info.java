/**
 * What is kept of each score so that runs of millions of items can be listed, compared and summed up in little memory:
 * sorted lists and append-only logs on disk. All of it is scratch, made again from the topics at every start; nothing on
 * disk outlives a process, so nothing torn can be believed.
 */
@NullMarked
package dev.vlmstream.scoring.index;

import org.jspecify.annotations.NullMarked;
