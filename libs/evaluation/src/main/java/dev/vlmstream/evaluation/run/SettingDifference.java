package dev.vlmstream.evaluation.run;

/**
 * A setting in which two runs differ.
 *
 * @param key the setting's
 * @param first its value in the first run, in words; "–" where that has none
 * @param second its value in the second
 */
public record SettingDifference(String key, String first, String second) {}
