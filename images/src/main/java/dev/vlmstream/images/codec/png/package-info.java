/** PNG of every colour type and depth. */
package dev.vlmstream.images.codec.png;
