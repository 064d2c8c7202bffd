import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Prints how large the code is and how it hangs together, as a table in Markdown. Needs what {@code ./mvnw test-compile} leaves.
 *
 * <pre>
 * java tools/structure/Structure.java             # of main Java
 * java tools/structure/Structure.java --circles   # also the ties within each circle of packages
 * java tools/structure/Structure.java --single    # also each class that a single class of its package uses
 * java tools/structure/Structure.java --loaded    # also what five pictures, zero shot, load: starts a stack
 * java tools/structure/Structure.java --module evaluation   # only the modules whose path contains that
 * </pre>
 *
 * A class here is a file: nested classes count as their outermost one. A class uses another if its class file names it. What is
 * loaded is counted over the command, broker and services that push five pictures of the demo to its CLIP.
 */
class Structure {
    /** One source file of a module. {@code module} is the module's path below the root. */
    record Source(String module, String name, int lines, int code, int imports) {
        boolean isClass() {
            return !name.endsWith("package-info");
        }

        String home() {
            return module + " " + name.substring(0, name.lastIndexOf('.'));
        }
    }

    private static final Path ROOT = Path.of("").toAbsolutePath();
    private static final Pattern DEPENDENCY = Pattern.compile("\\s+(\\S+)\\s+->\\s+(\\S+)\\s+.*");
    private static final Pattern LOADED = Pattern.compile(".*\\[class,load *\\] (dev\\.vlmstream\\.\\S+) source:.*");

    public static void main(String[] arguments) throws IOException, InterruptedException {
        List<String> options = List.of(arguments);
        int at = options.indexOf("--module");
        String only = at < 0 ? "" : options.get(at + 1);
        List<Path> modules = modules();
        List<Source> sources = new ArrayList<>();
        for (Path module : modules) {
            sources.addAll(sources(module));
        }
        // The same name twice would be two classes of one: no two modules of ours have that.
        Map<String, Source> byName = sources.stream().collect(Collectors.toMap(Source::name, source -> source));
        Map<String, Set<String>> uses = uses(modules, byName.keySet());
        Map<String, Set<String>> ties = new TreeMap<>();
        uses.forEach((user, used) -> used.forEach(name -> {
            if (!byName.get(user).home().equals(byName.get(name).home())) {
                ties.computeIfAbsent(byName.get(user).home(), key -> new TreeSet<>()).add(byName.get(name).home());
            }
        }));
        List<Set<String>> circles = circles(ties);
        circles.removeIf(circle -> circle.stream().noneMatch(home -> home.split(" ")[0].contains(only)));
        Map<String, String> single = single(uses, byName);
        single.keySet().removeIf(name -> !byName.get(name).module().contains(only));
        sizes(sources.stream().filter(source -> source.module().contains(only)).toList());
        row("packages in circles", circles.stream().mapToInt(Set::size).sum() + perModule(circles));
        row("classes that one class of their package uses, and no other",
                single.size() + " (" + single.keySet().stream().mapToInt(name -> byName.get(name).lines()).sum() + " lines)");
        if (options.contains("--loaded")) {
            row("classes loaded, five pictures zero shot", loaded(byName.keySet()));
        }
        if (options.contains("--circles")) {
            circles.forEach(circle -> print(circle, uses, byName));
        }
        if (options.contains("--single")) {
            single.forEach((name, user) -> System.out.println(name + " <- " + user + " " + byName.get(name).lines()));
        }
    }

    private static void sizes(List<Source> sources) throws IOException {
        List<Source> classes = sources.stream().filter(Source::isClass).toList();
        int lines = sources.stream().mapToInt(Source::lines).sum();
        System.out.println("| | |\n|---|---|");
        row("lines", lines);
        row("files", sources.size());
        row("files without package-info", classes.size());
        row("modules", sources.stream().map(Source::module).distinct().count());
        row("modules in the default build", Pattern.compile("<module>")
                .matcher(Files.readString(ROOT.resolve("pom.xml")).replaceAll("(?s)<profiles>.*</profiles>", ""))
                .results().count());
        row("packages", sources.stream().map(Source::home).distinct().count());
        row("lines a file: median, mean", median(classes.stream().map(Source::lines)) + ", "
                + String.format(Locale.ROOT, "%.0f", classes.stream().mapToInt(Source::lines).average().orElse(0)));
        row("lines of code a file: median", median(classes.stream().map(Source::code)));
        row("files of ten lines of code or fewer", classes.stream().filter(source -> source.code() <= 10).count());
        row("lines that are imports", String.format(Locale.ROOT, "%.1f %%",
                100.0 * sources.stream().mapToInt(Source::imports).sum() / lines));
        try (Stream<Path> top = Files.list(ROOT)) {
            row("folders at the top", top.filter(Files::isDirectory)
                    .map(folder -> folder.getFileName().toString())
                    .filter(name -> !name.startsWith(".") && !name.equals("target") && !name.equals("shared"))
                    .count());
        }
    }

    /** Directories with a pom.xml and main Java. */
    private static List<Path> modules() throws IOException {
        List<Path> found = new ArrayList<>();
        Files.walkFileTree(ROOT, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                String name = directory.getFileName().toString();
                if (name.equals("target") || name.equals("src") || name.startsWith(".") || name.equals("node_modules")) {
                    return FileVisitResult.SKIP_SUBTREE;
                }
                if (Files.exists(directory.resolve("pom.xml")) && Files.isDirectory(directory.resolve("src/main/java"))) {
                    found.add(ROOT.relativize(directory));
                }
                return FileVisitResult.CONTINUE;
            }
        });
        found.removeIf(module -> module.startsWith("examples") || module.startsWith("tests"));
        found.sort(null);
        return found;
    }

    private static List<Source> sources(Path module) throws IOException {
        Path root = ROOT.resolve(module).resolve("src/main/java");
        List<Source> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                String name = root.relativize(file).toString().replace('/', '.').replaceFirst("\\.java$", "");
                List<String> lines = Files.readAllLines(file);
                int imports = (int) lines.stream().filter(line -> line.startsWith("import ")).count();
                found.add(new Source(module.toString(), name, lines.size(), code(lines), imports));
            }
        }
        return found;
    }

    /** Lines that are neither empty nor a comment, an import or the package's name. */
    private static int code(List<String> lines) {
        return (int) lines.stream()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("//") && !line.startsWith("/*") && !line.startsWith("*"))
                .filter(line -> !line.startsWith("import ") && !line.startsWith("package "))
                .count();
    }

    /** Which of our classes each one names, by jdeps. */
    private static Map<String, Set<String>> uses(List<Path> modules, Set<String> ours) {
        List<String> arguments = new ArrayList<>(List.of("-verbose:class", "-filter:none"));
        for (Path module : modules) {
            Path classes = ROOT.resolve(module).resolve("target/classes");
            if (Files.isDirectory(classes)) {
                arguments.add(classes.toString());
            } else {
                System.err.println(module + " is not compiled, so nobody uses its classes here: run ./mvnw test-compile");
            }
        }
        StringWriter output = new StringWriter();
        PrintWriter writer = new PrintWriter(output);
        ToolProvider.findFirst("jdeps").orElseThrow().run(writer, writer, arguments.toArray(String[]::new));
        Map<String, Set<String>> uses = new TreeMap<>();
        String user = "";
        // "   user  (place)" on a line of its own, then "      -> used  place" on lines that follow, or both on one.
        for (String line : output.toString().lines().toList()) {
            Matcher both = DEPENDENCY.matcher(line);
            String used = "";
            if (both.matches()) {
                user = outermost(both.group(1));
                used = outermost(both.group(2));
            } else if (line.strip().startsWith("->")) {
                used = outermost(line.strip().split("\\s+")[1]);
            } else if (line.startsWith("   ") && !line.isBlank()) {
                user = outermost(line.strip().split("\\s+")[0]);
            }
            if (ours.contains(user) && ours.contains(used) && !user.equals(used)) {
                uses.computeIfAbsent(user, key -> new TreeSet<>()).add(used);
            }
        }
        return uses;
    }

    private static String outermost(String name) {
        int nested = name.indexOf('$');
        return nested < 0 ? name : name.substring(0, nested);
    }

    /** Classes that exactly one class uses, which lies in the same package; with that class. */
    private static Map<String, String> single(Map<String, Set<String>> uses, Map<String, Source> sources) {
        Map<String, Set<String>> users = new TreeMap<>();
        uses.forEach((user, used) -> used.forEach(name -> users.computeIfAbsent(name, key -> new TreeSet<>()).add(user)));
        Map<String, String> single = new TreeMap<>();
        users.forEach((name, all) -> {
            String user = all.iterator().next();
            if (all.size() == 1 && sources.get(user).home().equals(sources.get(name).home())) {
                single.put(name, user);
            }
        });
        return single;
    }

    /** Tarjan's strongly connected components of more than one node. */
    private static List<Set<String>> circles(Map<String, Set<String>> ties) {
        List<Set<String>> found = new ArrayList<>();
        Map<String, Integer> index = new HashMap<>();
        Map<String, Integer> low = new HashMap<>();
        Deque<String> stack = new ArrayDeque<>();
        ties.keySet().forEach(node -> visit(node, ties, index, low, stack, found));
        return found;
    }

    private static int visit(String node, Map<String, Set<String>> ties, Map<String, Integer> index, Map<String, Integer> low,
            Deque<String> stack, List<Set<String>> found) {
        if (index.containsKey(node)) {
            return stack.contains(node) ? index.get(node) : Integer.MAX_VALUE;
        }
        index.put(node, index.size());
        low.put(node, index.get(node));
        stack.push(node);
        for (String next : ties.getOrDefault(node, Set.of())) {
            low.merge(node, visit(next, ties, index, low, stack, found), Math::min);
        }
        if (low.get(node).equals(index.get(node))) {
            Set<String> circle = new TreeSet<>();
            while (circle.add(stack.peek()) && !stack.pop().equals(node)) {}
            if (circle.size() > 1) {
                found.add(circle);
            }
        }
        return low.get(node);
    }

    private static String perModule(List<Set<String>> circles) {
        Map<String, Long> counts = circles.stream().flatMap(Set::stream)
                .collect(Collectors.groupingBy(home -> home.split(" ")[0], TreeMap::new, Collectors.counting()));
        return counts.isEmpty() ? "" : counts.entrySet().stream()
                .map(entry -> entry.getKey() + " " + entry.getValue()).collect(Collectors.joining(", ", " (", ")"));
    }

    private static void print(Set<String> circle, Map<String, Set<String>> uses, Map<String, Source> sources) {
        System.out.println("\ncircle: " + String.join(", ", circle));
        Map<String, Set<String>> ties = new TreeMap<>();
        uses.forEach((user, used) -> used.forEach(name -> {
            String from = sources.get(user).home();
            String to = sources.get(name).home();
            if (!from.equals(to) && circle.contains(from) && circle.contains(to)) {
                ties.computeIfAbsent(from + " -> " + to, key -> new TreeSet<>()).add(simple(user) + " → " + simple(name));
            }
        }));
        ties.forEach((tie, all) -> System.out.println("  " + tie + " (" + all.size() + "): "
                + all.stream().limit(8).collect(Collectors.joining("; "))));
    }

    private static String simple(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    /** Pushes five of the demo's pictures to its CLIP on a stack of its own, and counts what its Java processes load. */
    private static String loaded(Set<String> ours) throws IOException, InterruptedException {
        Path work = Files.createTempDirectory("structure");
        ProcessBuilder push = new ProcessBuilder("./vlmstream", "push", "demo/data/emoji/emoji.jsonl", "--task", "zero-shot",
                "--models", "emoji-clip", "--models-dir", "demo/models", "--split", "valid", "--limit", "5", "--wait", "--run", "five",
                "--data", work.resolve("data").toString())
                .redirectErrorStream(true)
                .redirectOutput(work.resolve("output.txt").toFile());
        push.environment().put("JAVA_TOOL_OPTIONS", "-Xlog:class+load:file=" + work + "/%p.log:tags");
        if (push.start().waitFor() != 0) {
            return "the run failed: see " + work;
        }
        Set<String> loaded = new TreeSet<>();
        try (Stream<Path> logs = Files.list(work)) {
            for (Path log : logs.filter(file -> file.toString().endsWith(".log")).toList()) {
                try (Stream<String> lines = Files.lines(log)) {
                    lines.map(LOADED::matcher).filter(Matcher::matches).map(line -> outermost(line.group(1)))
                            .filter(ours::contains).forEach(loaded::add);
                }
            }
        }
        try (Stream<Path> files = Files.walk(work)) {
            files.sorted(Comparator.reverseOrder()).forEach(file -> file.toFile().delete());
        }
        return loaded.size() + " of " + ours.stream().filter(name -> !name.endsWith("package-info")).count();
    }

    private static int median(Stream<Integer> numbers) {
        List<Integer> sorted = numbers.sorted().toList();
        return sorted.isEmpty() ? 0 : sorted.get(sorted.size() / 2);
    }

    private static void row(String name, Object value) {
        System.out.println("| " + name + " | " + value + " |");
    }
}
