/** The stack that a command talks to: the one that runs, a cluster elsewhere, or one of its own. */
@NullMarked
package dev.vlmstream.cli.stack;

import org.jspecify.annotations.NullMarked;
