/** From a dataset, wherever it lies, to a run: the file that describes it, the plan, the manifest, the items on their topic. */
@NullMarked
package dev.vlmstream.cli.push;

import org.jspecify.annotations.NullMarked;
