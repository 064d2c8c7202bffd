package dev.vlmstream.system;

import com.microsoft.playwright.Page;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What axe-core finds in a page, by all rules that it has on by default. */
final class Axe {
    private static final String SCRIPT = script();

    /** One text a violation: the rule, what it asks for, and every element that breaks it. */
    private static final String VIOLATIONS = """
            async () => (await axe.run()).violations.map(({ id, help, nodes }) => `${id}: ${help}\\n`
                + nodes.map((node) => `  ${node.target.join(" ")}  ${node.html}\\n    ${node.failureSummary}`).join("\\n"))""";

    private Axe() {}

    /** The violations in the page as it is now. */
    @SuppressWarnings("unchecked")
    static List<String> violations(Page page) {
        page.evaluate(SCRIPT);
        return (List<String>) page.evaluate(VIOLATIONS);
    }

    private static String script() {
        try (InputStream script = Axe.class.getResourceAsStream("/axe.min.js")) {
            return new String(script.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
