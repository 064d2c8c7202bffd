/** Does this build on this machine give what the reference implementation recorded for a bundle? */
package dev.vlmstream.inference.verify;
