/** The scoring service's REST interface, seen from the command. */
@NullMarked
package dev.vlmstream.cli.rest;

import org.jspecify.annotations.NullMarked;
