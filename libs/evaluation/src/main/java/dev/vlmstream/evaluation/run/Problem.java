package dev.vlmstream.evaluation.run;

/**
 * What is wrong with one setting.
 *
 * @param key as whoever gave the setting wrote it, or the setting's own where it is missing
 * @param message names the key, the value and the fix
 */
public record Problem(String key, String message) {}
