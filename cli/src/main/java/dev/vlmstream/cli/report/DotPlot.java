package dev.vlmstream.cli.report;

import dev.vlmstream.evaluation.metrics.Interval;
import java.util.List;
import java.util.Locale;

/** Rates from 0 to 100 % as dots with their 95 % intervals, drawn as SVG. */
final class DotPlot {
    private static final int LEFT = 300;
    private static final int WIDTH = 460;
    private static final int ROW = 26;

    private DotPlot() {}

    static String svg(Gap gap) {
        List<Line> lines = gap.lines();
        int height = ROW * lines.size() + 30;
        StringBuilder svg = new StringBuilder(String.format(
                Locale.ROOT,
                "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                LEFT + WIDTH + 70,
                height,
                Html.text("accuracy of " + gap.model() + " on " + gap.dataset())));
        for (int percent = 0; percent <= 100; percent += 20) {
            svg.append(String.format(
                    Locale.ROOT,
                    "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"0\" y2=\"%2$d\"/>"
                            + "<text class=\"tick\" x=\"%1$.1f\" y=\"%3$d\">%4$d %%</text>",
                    x(percent / 100.0),
                    height - 22,
                    height - 6,
                    percent));
        }
        for (int i = 0; i < lines.size(); i++) {
            svg.append(row(gap, lines.get(i), ROW * i + ROW / 2));
        }
        return svg.append("</svg>").toString();
    }

    private static String row(Gap gap, Line line, int y) {
        boolean own = line.model().equals(gap.model());
        String name = own ? line.setting() : line.model() + ", " + line.setting();
        String label =
                String.format("<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>", LEFT - 12, y + 4, Html.text(name));
        return label
                + line.rate()
                        .interval()
                        .map(interval -> dot(line.rate(), interval, own, y))
                        .orElse(undefined(y));
    }

    private static String undefined(int y) {
        return String.format("<text class=\"value\" x=\"%d\" y=\"%d\">%s</text>", LEFT + 8, y + 4, Rate.UNDEFINED);
    }

    private static String dot(Rate rate, Interval interval, boolean own, int y) {
        return String.format(
                Locale.ROOT,
                "<g class=\"%s\"><line x1=\"%.1f\" x2=\"%.1f\" y1=\"%5$d\" y2=\"%5$d\"/><circle cx=\"%.1f\" cy=\"%d\" r=\"5\"/></g>"
                        + "<text class=\"value\" x=\"%.1f\" y=\"%d\">%s</text>",
                own ? "own" : "other",
                x(interval.low()),
                x(interval.high()),
                x(rate.percent() / 100),
                y,
                x(interval.high()) + 8,
                y + 4,
                Html.text(rate.accuracyText()));
    }

    private static double x(double fraction) {
        return LEFT + WIDTH * fraction;
    }
}
