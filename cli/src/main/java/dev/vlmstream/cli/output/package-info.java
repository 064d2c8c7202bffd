/** Tables, progress and JSON, for people and for scripts. */
package dev.vlmstream.cli.output;
