package dev.vlmstream.cli.report;

import dev.vlmstream.cli.output.TextTable;
import java.util.List;

/** Text and tables as HTML. */
final class Html {
    private Html() {}

    static String text(String text) {
        return text.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replace("\"", "&quot;");
    }

    static String table(TextTable table) {
        StringBuilder html = new StringBuilder("<div class=\"table\"><table><thead>");
        html.append(row(table, table.header(), "th")).append("</thead><tbody>\n");
        table.rows().forEach(row -> html.append(row(table, row, "td")).append('\n'));
        return html.append("</tbody></table></div>\n").toString();
    }

    private static String row(TextTable table, List<String> cells, String tag) {
        StringBuilder html = new StringBuilder("<tr>");
        for (int i = 0; i < cells.size(); i++) {
            html.append('<').append(tag).append(table.isToTheRight(i) ? " class=\"number\">" : ">");
            html.append(text(cells.get(i))).append("</").append(tag).append('>');
        }
        return html.append("</tr>").toString();
    }
}
