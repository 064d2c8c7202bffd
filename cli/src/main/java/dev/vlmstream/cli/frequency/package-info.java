/** How often names of classes occur in a corpus. */
package dev.vlmstream.cli.frequency;
