/**
 * What a replica knows of each run: sums in memory, single scores and verdicts in the index. Texts and images stay in the
 * topics.
 */
@NullMarked
package dev.vlmstream.scoring.runs;

import org.jspecify.annotations.NullMarked;
