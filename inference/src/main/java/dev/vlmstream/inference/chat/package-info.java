/** A bundle's own chat template. */
package dev.vlmstream.inference.chat;
