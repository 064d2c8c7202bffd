package dev.vlmstream.rest;

/**
 * What keeps the installation from working, whichever run it is about.
 *
 * @param of {@code kafka} or {@code disk}
 * @param text what is wrong and what cures it, in a sentence
 */
public record Trouble(String of, String text) {}
