package dev.vlmstream.cli.report;

import dev.vlmstream.cli.report.results.Section;
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
}
