package dev.vlmstream.streaming.health;

/**
 * What a GPU says of itself, all processes together; what it does not tell is NaN.
 *
 * @param utilisation how much of the time something was computed, 0 to 1
 */
record GpuReading(double usedBytes, double totalBytes, double utilisation) {
    static final GpuReading UNKNOWN = new GpuReading(Double.NaN, Double.NaN, Double.NaN);
}
