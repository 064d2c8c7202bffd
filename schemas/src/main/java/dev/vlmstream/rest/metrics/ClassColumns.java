package dev.vlmstream.rest.metrics;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The recall of every class in columns: a tenth of the size of {@link ClassRow}s, so that a reader who sorts and filters
 * has all classes at once.
 *
 * @param names of the classes, in the order of {@link ClassRow}
 * @param models in the run's order
 */
public record ClassColumns(List<String> names, List<ModelColumns> models) {
    /**
     * One model's numbers, each list as long as {@code names}.
     *
     * @param n items of the class that the model's primary rule judged
     * @param low lower end of the 95 % Wilson interval to four digits; null for n = 0
     * @param high its upper end
     */
    public record ModelColumns(
            String model, List<Long> n, List<Long> correct, List<@Nullable Double> low, List<@Nullable Double> high) {}
}
