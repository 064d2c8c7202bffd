package dev.vlmstream.benchmarks.measure;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/** Lets sides take turns, A B A B …, so that a machine that grows slower or is disturbed hits all of them. */
public final class Interleaved {
    private Interleaved() {}

    /**
     * @param unit what a side does a second
     * @param progress told of every round
     * @return the sides' rates, in the order of the sides
     */
    public static List<Rates> measure(List<Side> sides, int rounds, String unit, Consumer<String> progress) {
        List<List<Double>> samples = new ArrayList<>();
        sides.forEach(side -> samples.add(new ArrayList<>()));
        for (int round = 0; round < rounds; round++) {
            for (int i = 0; i < sides.size(); i++) {
                double rate = sides.get(i).round().perSecond();
                samples.get(i).add(rate);
                progress.accept(String.format(
                        Locale.ROOT,
                        "round %d: %s %.1f %s",
                        round + 1,
                        sides.get(i).name(),
                        rate,
                        unit));
            }
        }
        List<Rates> rates = new ArrayList<>();
        for (int i = 0; i < sides.size(); i++) {
            rates.add(new Rates(sides.get(i).name(), unit, samples.get(i)));
        }
        return rates;
    }
}
