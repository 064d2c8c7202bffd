/** What the reference implementation recorded for a bundle, how near to it is near enough, and what came of comparing. */
@NullMarked
package dev.vlmstream.inference.verify.golden;

import org.jspecify.annotations.NullMarked;
