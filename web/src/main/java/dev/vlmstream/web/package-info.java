/** What services that are asked over HTTP share: who may do what, and the body of an error. */
@NullMarked
package dev.vlmstream.web;

import org.jspecify.annotations.NullMarked;
