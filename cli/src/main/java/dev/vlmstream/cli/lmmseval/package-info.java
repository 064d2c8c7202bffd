/**
 * What people take to tools around lmms-eval: files as lmms-eval 0.7.2 itself writes them, one directory per model, with samples
 * and aggregated results.
 */
@NullMarked
package dev.vlmstream.cli.lmmseval;

import org.jspecify.annotations.NullMarked;
