/** The stack that a command talks to: the one that runs, a cluster elsewhere, or one of its own. */
package dev.vlmstream.cli.stack;
