/** Parquet, as the Hugging Face hub keeps datasets. */
@NullMarked
package dev.vlmstream.datasets.parquet;

import org.jspecify.annotations.NullMarked;
