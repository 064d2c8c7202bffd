/**
 * Datasets as people have them: files of JSON lines and image folders ({@link dev.vlmstream.datasets.formats.Datasets}), and single
 * JSON items as they are pushed ({@link dev.vlmstream.datasets.JsonItems}).
 */
@NullMarked
package dev.vlmstream.datasets;

import org.jspecify.annotations.NullMarked;
