package dev.vlmstream.rest.trainings;

import java.util.List;

/**
 * What became of a model while it was trained.
 *
 * @param training as the runs' tag {@code training} names it
 * @param points those without a step first, which are what it is compared with; then by step, and of one step the older run first
 */
public record TrainingCurve(String training, List<TrainingPoint> points) {}
