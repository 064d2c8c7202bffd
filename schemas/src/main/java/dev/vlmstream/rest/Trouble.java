package dev.vlmstream.rest;

/**
 * What keeps the installation from working, or waits for something, whichever run it is about.
 *
 * @param of {@code kafka}, {@code disk}, {@code model} or {@code waiting}
 * @param text what is wrong and what fixes it, in a sentence
 */
public record Trouble(String of, String text) {}
