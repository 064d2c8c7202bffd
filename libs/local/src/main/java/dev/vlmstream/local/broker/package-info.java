/** The broker's own process: one node, broker and controller in one, reachable from this machine only. */
@NullMarked
package dev.vlmstream.local.broker;

import org.jspecify.annotations.NullMarked;
