package dev.vlmstream.inference;

/**
 * What a decoder's last layer makes of a prompt, after the final norm; image tokens are positions like all others.
 *
 * @param last {@code [width]}, at the prompt's last position
 * @param mean {@code [width]}, over all positions of the prompt
 * @param given {@code [position asked for][width]}
 */
public record HiddenStates(float[] last, float[] mean, float[][] given) {}
