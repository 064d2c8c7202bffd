/** {@code vlmstream models}: which bundles are there, whether they are usable and exact, and fetching one. */
package dev.vlmstream.cli.models;
