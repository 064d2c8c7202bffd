/** What lies in a bundle's directory, which family it belongs to, and what is wrong with it. */
@NullMarked
package dev.vlmstream.inference.bundle;

import org.jspecify.annotations.NullMarked;
