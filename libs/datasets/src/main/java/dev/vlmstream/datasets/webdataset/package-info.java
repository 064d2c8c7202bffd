/** WebDataset: samples as members of tar shards. */
@NullMarked
package dev.vlmstream.datasets.webdataset;

import org.jspecify.annotations.NullMarked;
