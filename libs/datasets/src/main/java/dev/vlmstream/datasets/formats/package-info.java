/** The formats of datasets and of corpora, told apart by their content. Parquet, which reads pages itself, has a package of its own. */
@NullMarked
package dev.vlmstream.datasets.formats;

import org.jspecify.annotations.NullMarked;
