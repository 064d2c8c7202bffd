/** Judges answers by models: reads scores, in which answer and label lie side by side, and writes verdicts. */
package dev.vlmstream.judge;
