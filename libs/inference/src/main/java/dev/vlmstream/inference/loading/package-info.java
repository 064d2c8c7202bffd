/** From a directory to a model that answers: bundles are found, known by their family, checked and loaded. */
@NullMarked
package dev.vlmstream.inference.loading;

import org.jspecify.annotations.NullMarked;
