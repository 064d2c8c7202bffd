/** From a dataset to a run: the plan, the manifest, the items on their topic. */
@NullMarked
package dev.vlmstream.cli.push;

import org.jspecify.annotations.NullMarked;
