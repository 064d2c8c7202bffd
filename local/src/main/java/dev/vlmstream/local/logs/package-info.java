/** The log of each process: written in files of bounded size, and read from its end. */
package dev.vlmstream.local.logs;
