/** Single answers: what was asked and said, what rules and judges made of it, and what failed. */
package dev.vlmstream.rest.items;
