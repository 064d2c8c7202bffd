package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import java.util.List;

/** Text and tables as HTML. */
final class Html {
    private static final String GROUP = ", ";

    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String table(TextTable table) {
        StringBuilder html = new StringBuilder("<div class=\"table\"><table><thead>");
        html.append(isGrouped(table) ? groupedHeader(table) : row(table, table.header(), "th"))
                .append("</thead><tbody>\n");
        table.rows().forEach(row -> html.append(row(table, row, "td")).append('\n'));
        return html.append("</tbody></table></div>\n").toString();
    }

    /** Whether every column but the first is called {@code GROUP, NAME}, and some have a group in common. */
    private static boolean isGrouped(TextTable table) {
        List<String> names = table.header().subList(1, table.header().size());
        return names.size() > 1
                && names.stream().allMatch(name -> name.contains(GROUP))
                && names.stream().map(Html::group).distinct().count() < names.size();
    }

    /** Groups above the names of their columns. */
    private static String groupedHeader(TextTable table) {
        List<String> header = table.header();
        StringBuilder groups = new StringBuilder("<tr><th rowspan=\"2\">" + text(header.get(0)) + "</th>");
        StringBuilder names = new StringBuilder("<tr>");
        for (int i = 1; i < header.size(); ) {
            int end = i;
            while (end < header.size() && group(header.get(end)).equals(group(header.get(i)))) {
                names.append("<th class=\"number\">")
                        .append(text(
                                header.get(end).substring(group(header.get(i)).length() + GROUP.length())))
                        .append("</th>");
                end++;
            }
            groups.append("<th colspan=\"%d\" class=\"group\">%s</th>".formatted(end - i, text(group(header.get(i)))));
            i = end;
        }
        return groups.append("</tr>").append(names).append("</tr>").toString();
    }

    private static String group(String name) {
        return name.substring(0, Math.max(0, name.indexOf(GROUP)));
    }

    private static String row(TextTable table, List<String> cells, String tag) {
        StringBuilder html = new StringBuilder("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append('<').append(tag).append(table.isToTheRight(i) ? " class=\"number\">" : ">");
            html.append(lines(cells.get(i))).append("</").append(tag).append('>');
        }
        return html.append("</tr>").toString();
    }

    /** The first line of each paragraph of a cell, and smaller what stands below it. */
    private static String lines(String cell) {
        StringBuilder html = new StringBuilder();
        for (String paragraph : cell.split("\n\n")) {
            String[] lines = paragraph.split("\n");
            html.append(html.isEmpty() ? "" : "<hr>").append(text(lines[0]));
            for (int i = 1; i < lines.length; i++) {
                html.append("<small>").append(text(lines[i])).append("</small>");
            }
        }
        return html.toString();
    }
}
