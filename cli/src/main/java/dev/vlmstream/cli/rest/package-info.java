/** The scoring service's REST interface, seen from the command. */
package dev.vlmstream.cli.rest;
