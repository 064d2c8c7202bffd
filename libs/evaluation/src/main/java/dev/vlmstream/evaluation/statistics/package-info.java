/**
 * What may be concluded from counts: intervals of clustered items and of runs that are still running, two models on the
 * same items, correlations, mean recall, several comparisons at once, calibration. Where a figure is undefined it is
 * empty, never 0 or NaN. Each class names its source; tests compare with SciPy and statsmodels.
 */
@NullMarked
package dev.vlmstream.evaluation.statistics;

import org.jspecify.annotations.NullMarked;
