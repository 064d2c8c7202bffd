package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.Rate;
import dev.vlmstream.cli.report.results.Section;
import dev.vlmstream.evaluation.metrics.Interval;
import dev.vlmstream.rest.metrics.GapTable.GapRow;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;

/** A report as HTML: head, contents, sections; what few look at is folded. */
final class ReportPage {
    /** A page with fewer sections is seen at a glance. */
    private static final int LONG = 4;

    private final Report report;
    private final StringBuilder html = new StringBuilder();

    ReportPage(Report report) {
        this.report = report;
    }

    String html() {
        html.append("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                + "<meta name=\"viewport\" content=\"width=device-width\"><title>VLM Stream report</title>\n<style>"
                + css("palette.css") + css("report.css")
                + "</style></head><body>\n<header><h1>VLM Stream report</h1>\n");
        html.append("<p class=\"made\">").append(Html.text(report.made())).append("</p></header>\n<main>\n");
        report.notes()
                .forEach(note -> html.append("<p class=\"note\">")
                        .append(Html.text(note))
                        .append("</p>\n"));
        if (report.sections().size() >= LONG) {
            contents();
        }
        report.sections().forEach(this::section);
        return html.append("</main></body></html>\n").toString();
    }

    private void contents() {
        html.append("<nav aria-label=\"Contents\"><ul>");
        for (Section section : report.sections()) {
            html.append("<li><a href=\"#%s\">%s</a></li>".formatted(id(section), Html.text(section.title())));
        }
        html.append("</ul></nav>\n");
    }

    private void section(Section section) {
        String title = "<h2>" + Html.text(section.title()) + "</h2>";
        html.append("<section id=\"").append(id(section)).append("\">");
        html.append(section.folded() ? "<details><summary>" + title + "</summary>\n" : title + "\n");
        if (!section.note().isEmpty()) {
            html.append("<p>").append(Html.text(section.note())).append("</p>\n");
        }
        if (section.title().equals(Gap.TITLE)) {
            report.gaps().forEach(this::picture);
        }
        html.append(Html.table(section.title(), section.table().filled()))
                .append(section.folded() ? "</details>" : "")
                .append("</section>\n");
    }

    private void picture(Gap gap) {
        html.append("<figure tabindex=\"0\"><figcaption>")
                .append(Html.text(gap.caption()))
                .append("</figcaption>")
                .append(DotPlot.svg(gap))
                .append("</figure>\n");
    }

    private static String id(Section section) {
        return section.title()
                .toLowerCase(Locale.ROOT)
                .replaceAll("[^a-z0-9]+", "-")
                .replaceAll("^-|-$", "");
    }

    private static String css(String file) {
        try (InputStream css = ReportPage.class.getResourceAsStream(file)) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Rates from 0 to 100 % as dots with their 95 % intervals, drawn as SVG: a heading for each model, below it its rows. */
    private static final class DotPlot {
        private static final int WIDTH = 440;
        private static final int RIGHT = 170;
        private static final int ROW = 24;
        private static final int HEADING = 28;
        private static final int TOP = 22;
        /** At least as wide as a character of a name is on average. */
        private static final int CHARACTER = 7;

        private final Gap gap;
        /** Where 0 % is; the rows' names stand left of it. */
        private final int left;

        private final StringBuilder marks = new StringBuilder();
        private int y = TOP;

        private DotPlot(Gap gap) {
            this.gap = gap;
            this.left = 24
                    + CHARACTER
                            * gap.rows().stream()
                                    .mapToInt(row -> row.setting().length())
                                    .max()
                                    .orElse(0);
        }

        static String svg(Gap gap) {
            DotPlot plot = new DotPlot(gap);
            gap.rows().stream().map(GapRow::base).distinct().forEach(plot::model);
            return plot.drawn();
        }

        private void model(String base) {
            y += HEADING;
            marks.append(String.format(
                    "<text class=\"heading\" x=\"8\" y=\"%d\">%s</text><g %s>",
                    y - 6, Html.text(base), gap.colours().attributes(base)));
            for (GapRow row : gap.rows()) {
                if (row.base().equals(base)) {
                    Gap.rate(row).interval().ifPresent(interval -> row(row, interval));
                    y += ROW;
                }
            }
            marks.append("</g>");
        }

        private void row(GapRow row, Interval interval) {
            Rate rate = Gap.rate(row);
            int middle = y + ROW / 2;
            marks.append(String.format(
                    Locale.ROOT,
                    "<text class=\"name\" x=\"%d\" y=\"%d\">%s</text>"
                            + "<line x1=\"%.1f\" x2=\"%.1f\" y1=\"%6$d\" y2=\"%6$d\"/>%7$s"
                            + "<text class=\"value\" x=\"%8$d\" y=\"%2$d\">%9$s (%10$s)</text>",
                    left - 14,
                    middle + 4,
                    Html.text(row.setting()),
                    x(interval.low()),
                    x(interval.high()),
                    middle,
                    gap.colours().dot(row.base(), x(rate.percent() / 100), middle, row.optimistic()),
                    left + WIDTH + 12,
                    Html.text(rate.accuracyText()),
                    Html.text(rate.intervalText())));
        }

        private String drawn() {
            StringBuilder svg = new StringBuilder(String.format(
                    "<svg viewBox=\"0 0 %d %d\" role=\"img\" aria-label=\"%s\">",
                    left + WIDTH + RIGHT,
                    y + 6,
                    Html.text("accuracies on " + gap.dataset() + "; the table below has the numbers")));
            for (int percent = 0; percent <= 100; percent += 20) {
                svg.append(String.format(
                        Locale.ROOT,
                        "<line class=\"grid\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>"
                                + "<text class=\"tick\" x=\"%1$.1f\" y=\"12\">%4$d %%</text>",
                        x(percent / 100.0),
                        TOP - 4,
                        y,
                        percent));
            }
            gap.rows().stream()
                    .filter(gap::isReference)
                    .findFirst()
                    .ifPresent(row -> svg.append(String.format(
                            Locale.ROOT,
                            "<line class=\"reference\" x1=\"%1$.1f\" x2=\"%1$.1f\" y1=\"%2$d\" y2=\"%3$d\"/>",
                            x(row.accuracy()),
                            TOP - 4,
                            y)));
            return svg.append(marks).append("</svg>").toString();
        }

        private double x(double fraction) {
            return left + WIDTH * fraction;
        }
    }
}
