/** An installation's topics in a cluster: to look at, to create, and to leave. */
@NullMarked
package dev.vlmstream.cli.topics;

import org.jspecify.annotations.NullMarked;
