/** From a directory to a model that answers: bundles are found, known by their family, checked and loaded. */
package dev.vlmstream.inference.loading;
