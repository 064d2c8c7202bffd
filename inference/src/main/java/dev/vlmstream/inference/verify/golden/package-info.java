/** What the reference implementation recorded for a bundle, how near to it is near enough, and what came of comparing. */
package dev.vlmstream.inference.verify.golden;
