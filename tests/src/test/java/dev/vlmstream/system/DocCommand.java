package dev.vlmstream.system;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A command that a page shows: a line of a block marked {@code sh}, or a whole command within a sentence. A sentence may also
 * name a command ({@code vlmstream push}) or show its shape ({@code vlmstream export RUN}); these are none.
 *
 * @param text on one line, without its comment
 */
record DocCommand(Path page, int line, String text, boolean inBlock) {
    private static final String FENCE = "```";
    private static final String SHELL = FENCE + "sh";
    private static final Pattern SPAN = Pattern.compile("`([^`]+)`");
    private static final Pattern PROGRAM = Pattern.compile(
            "(?:vlmstream|curl|kubectl|helm|podman|docker|pip|python3?|openssl|printf|java|vllm|ollama|llama-server"
                    + "|kafka-[a-z-]+|benchmarks/run|\\./mvnw|deploy/\\S+|tools/\\S+) (.+)");
    /** A word in capitals that is neither an option's nor a variable's name. */
    private static final Pattern PLACEHOLDER = Pattern.compile("(?<![\\w-])[A-Z]+(?![\\w=])");

    /** README.md and all pages of docs. */
    static List<Path> pages() throws IOException {
        List<Path> pages = new ArrayList<>(List.of(Home.DIRECTORY.resolve("README.md")));
        try (var all = Files.list(Home.DIRECTORY.resolve("docs"))) {
            all.filter(page -> page.toString().endsWith(".md")).sorted().forEach(pages::add);
        }
        return pages;
    }

    /** Of a page, those in blocks first: a sentence may name one that would come too early. */
    static List<DocCommand> of(Path page) throws IOException {
        List<DocCommand> commands = new ArrayList<>();
        StringBuilder sentences = new StringBuilder();
        String fence = "";
        List<String> lines = Files.readAllLines(page);
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                fence = fence.isEmpty() ? line : "";
            } else if (fence.equals(SHELL)) {
                int first = i + 1;
                while (line.endsWith("\\")) {
                    i++;
                    line = line.substring(0, line.length() - 1) + lines.get(i).strip();
                }
                commands.add(new DocCommand(page, first, line.replaceFirst("\\s+#.*$", ""), true));
            }
            sentences
                    .append(fence.isEmpty() && !line.startsWith(FENCE) ? line : "")
                    .append('\n');
        }
        Matcher spans = SPAN.matcher(sentences);
        while (spans.find()) {
            String text = spans.group(1).replaceAll("\\s+", " ");
            if (isWhole(text)) {
                int line = (int) sentences.substring(0, spans.start()).lines().count();
                commands.add(new DocCommand(page, line, text, false));
            }
        }
        return commands;
    }

    /** Lines of blocks that do not say what they are: they might be commands. */
    static List<String> unmarked(Path page) throws IOException {
        List<String> unmarked = new ArrayList<>();
        List<String> lines = Files.readAllLines(page);
        boolean inFence = false;
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.startsWith(FENCE)) {
                inFence = !inFence;
            }
            boolean bare = inFence && line.equals(FENCE);
            if (bare || !inFence && line.startsWith("    ")) {
                unmarked.add(page.getFileName() + ", line " + (i + 1));
            }
        }
        return unmarked;
    }

    private static boolean isWhole(String span) {
        if (span.contains("…") || PLACEHOLDER.matcher(span).find()) {
            return false;
        }
        Matcher program = PROGRAM.matcher(span);
        if (!program.matches()) {
            return span.startsWith("./vlmstream ");
        }
        String arguments = program.group(1);
        return span.startsWith("vlmstream ") ? arguments.contains(" --") : arguments.matches(".*[ /].*");
    }

    @Override
    public String toString() {
        return Home.DIRECTORY.relativize(page) + ", line " + line + ": " + text;
    }
}
