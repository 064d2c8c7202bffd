package dev.vlmstream.rest;

/**
 * The colour that a model has in every view.
 *
 * @param hue a place in the palette, from 0
 * @param round how many models had this colour before: they differ in the shape of marks, and in how lines are dashed
 */
public record ModelColour(String model, int hue, int round) {}
