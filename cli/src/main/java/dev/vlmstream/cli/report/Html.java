package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Text and tables as HTML. */
final class Html {
    private static final String GROUP = ", ";

    /** A longer cell gets more than the width of its longest word. */
    private static final int SENTENCE = 24;

    private static final Pattern BREAKABLE = Pattern.compile("[^\\p{L}\\p{N},;.]");

    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    /** @param name what the table is of, for those who hear it */
    static String table(String name, TextTable table) {
        // It can be scrolled sideways, so it can be reached by keyboard.
        StringBuilder html = new StringBuilder("<div class=\"table\" role=\"region\" tabindex=\"0\" aria-label=\""
                + text(name) + ": table\"><table><thead>");
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
            html.append('<').append(tag).append(kind(table, i, cells.get(i))).append('>');
            html.append(lines(cells.get(i))).append("</").append(tag).append('>');
        }
        return html.append("</tr>").toString();
    }

    /** Numbers stay in one line, sentences get room. */
    private static String kind(TextTable table, int column, String cell) {
        if (table.isToTheRight(column)) {
            return " class=\"number\"";
        }
        return cell.length() > SENTENCE ? " class=\"sentence\"" : "";
    }

    /** Wrapped at blanks alone: browsers would also break a name at its hyphens and slashes. */
    private static String words(String line) {
        return Arrays.stream(line.split(" "))
                .map(word -> BREAKABLE.matcher(word).find() ? "<span>" + text(word) + "</span>" : text(word))
                .collect(Collectors.joining(" "));
    }

    /** The first line of each paragraph of a cell, and smaller what stands below it. */
    private static String lines(String cell) {
        StringBuilder html = new StringBuilder();
        for (String paragraph : cell.split("\n\n")) {
            String[] lines = paragraph.split("\n");
            html.append(html.isEmpty() ? "" : "<hr>").append(words(lines[0]));
            for (int i = 1; i < lines.length; i++) {
                html.append("<small>").append(words(lines[i])).append("</small>");
            }
        }
        return html.toString();
    }
}
