/** Features that models wrote, read back from their topic. */
@NullMarked
package dev.vlmstream.cli.features;

import org.jspecify.annotations.NullMarked;
