/** Judges answers by models: reads scores, in which answer and label lie side by side, and writes verdicts. */
@NullMarked
package dev.vlmstream.judge;

import org.jspecify.annotations.NullMarked;
