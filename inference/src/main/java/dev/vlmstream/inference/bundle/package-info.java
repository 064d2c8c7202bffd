/** What lies in a bundle's directory, which family it belongs to, and what is wrong with it. */
package dev.vlmstream.inference.bundle;
