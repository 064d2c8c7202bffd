/** Child processes: starting, watching, restarting and ending them. */
package dev.vlmstream.local.process;
