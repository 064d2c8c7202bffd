/** {@code vlmstream models}: which bundles are there, whether they are usable and exact, and fetching one. */
@NullMarked
package dev.vlmstream.cli.models;

import org.jspecify.annotations.NullMarked;
