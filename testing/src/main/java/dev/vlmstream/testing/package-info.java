/** What tests of several modules need: a real broker. */
package dev.vlmstream.testing;
