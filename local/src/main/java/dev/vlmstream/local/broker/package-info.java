/** The broker's own process: one node, broker and controller in one, reachable from this machine only. */
package dev.vlmstream.local.broker;
