/** Options that several commands share. */
package dev.vlmstream.cli.options;
