/** CSV and TSV with a header, images as files or as base64 in the cells. */
@NullMarked
package dev.vlmstream.datasets.csv;

import org.jspecify.annotations.NullMarked;
