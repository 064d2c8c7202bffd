/** Rules by which other people's programs judge benchmarks, each as the program has it. Task files name them. */
@NullMarked
package dev.vlmstream.evaluation.rules.benchmarks;

import org.jspecify.annotations.NullMarked;
