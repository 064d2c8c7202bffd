package dev.vlmstream.cli.report;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/**
 * The numbers that the study published (Zhang et al., NeurIPS 2024, arXiv 2405.18415), from {@code published.csv}. A model or
 * data set is recognised by the letters and digits of its name: {@code llava-1.5-7b-hf} is LLaVA1.5-7B.
 */
public final class Published {
    static final String SOURCE = "Zhang et al., NeurIPS 2024, arXiv 2405.18415";
    private static final List<Entry> ENTRIES = read();

    private Published() {}

    private record Entry(String dataset, String setting, String model, double percent) {
        private static Entry of(String line) {
            String[] cells = line.split(",");
            return new Entry(cells[0], cells[1], cells[2], Double.parseDouble(cells[3]));
        }

        private boolean fits(String dataset, String setting, String model) {
            return this.setting.equals(setting)
                    && plain(model).contains(this.model)
                    && (plain(dataset).startsWith(this.dataset)
                            || plain(dataset).startsWith("stanford" + this.dataset));
        }
    }

    /** In percent; empty where the study has no such number. */
    static OptionalDouble percent(String dataset, String setting, String model) {
        return ENTRIES.stream()
                .filter(entry -> entry.fits(dataset, setting, model))
                .mapToDouble(Entry::percent)
                .findFirst();
    }

    private static String plain(String name) {
        return name.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    }

    private static List<Entry> read() {
        try (BufferedReader reader = new BufferedReader(
                new InputStreamReader(Published.class.getResourceAsStream("published.csv"), StandardCharsets.UTF_8))) {
            return reader.lines()
                    .filter(line -> !line.startsWith("#") && !line.startsWith("dataset,"))
                    .map(Entry::of)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
