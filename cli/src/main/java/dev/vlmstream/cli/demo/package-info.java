/** The acts of the demo: what it pushes, and the training of its second one. */
@NullMarked
package dev.vlmstream.cli.demo;

import org.jspecify.annotations.NullMarked;
