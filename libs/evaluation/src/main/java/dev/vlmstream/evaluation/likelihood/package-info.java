/** Class likelihood after calibration (Zhang et al. 2024, published script): how much of a class's score is its name's. */
@NullMarked
package dev.vlmstream.evaluation.likelihood;

import org.jspecify.annotations.NullMarked;
