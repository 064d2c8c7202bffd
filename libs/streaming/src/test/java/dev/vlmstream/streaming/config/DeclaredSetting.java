package dev.vlmstream.streaming.config;

import com.sun.source.doctree.DocCommentTree;
import com.sun.source.doctree.DocTree;
import com.sun.source.doctree.LiteralTree;
import com.sun.source.doctree.TextTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.util.DocTrees;
import com.sun.source.util.JavacTask;
import com.sun.source.util.TreePathScanner;
import io.smallrye.config.common.utils.StringUtil;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/**
 * A setting of {@link StreamConfig}, as its source declares it: comments are in no class file.
 *
 * @param type Java's, as it is written there
 * @param standard what it is if nothing sets it
 * @param meaning its comment, in Markdown
 */
record DeclaredSetting(String key, String type, Optional<String> standard, String meaning) {
    private static final Path SOURCE =
            Path.of("src/main/java", StreamConfig.class.getName().replace('.', '/') + ".java");

    /** All of them, those of groups after the others. */
    static List<DeclaredSetting> all() throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager files = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task =
                    (JavacTask) compiler.getTask(null, files, null, null, null, files.getJavaFileObjects(SOURCE));
            Declarations declarations = new Declarations(DocTrees.instance(task));
            declarations.scan(task.parse(), "vlmstream");
            return declarations.settings;
        }
    }

    /** The variable of the environment that sets it; none where names are part of the key, which a variable cannot spell. */
    Optional<String> variable() {
        return type.startsWith("Map") ? Optional.empty() : Optional.of(variable(key));
    }

    /** By SmallRye's rule. */
    static String variable(String key) {
        return StringUtil.replaceNonAlphanumericByUnderscores(key).toUpperCase(Locale.ROOT);
    }

    private static final class Declarations extends TreePathScanner<Void, String> {
        private final DocTrees docs;
        private final List<DeclaredSetting> settings = new ArrayList<>();

        Declarations(DocTrees docs) {
            this.docs = docs;
        }

        /** A group is called as its type is: {@code Images images()}. */
        @Override
        public Void visitClass(ClassTree type, String prefix) {
            String name = type.getSimpleName().toString();
            boolean root = name.equals(StreamConfig.class.getSimpleName());
            return super.visitClass(type, root ? prefix : prefix + "." + StringUtil.skewer(name));
        }

        @Override
        public Void visitMethod(MethodTree method, String prefix) {
            String name = method.getName().toString();
            String type = method.getReturnType().toString();
            if (method.getBody() == null && !type.equalsIgnoreCase(name)) {
                String key = prefix + "." + StringUtil.skewer(name);
                settings.add(new DeclaredSetting(key, type, standard(method), comment(key)));
            }
            return null;
        }

        private static Optional<String> standard(MethodTree method) {
            return method.getModifiers().getAnnotations().stream()
                    .filter(annotation ->
                            annotation.getAnnotationType().toString().equals("WithDefault"))
                    .map(annotation -> (com.sun.source.tree.LiteralTree)
                            annotation.getArguments().get(0))
                    .map(value -> value.getValue().toString())
                    .findFirst();
        }

        private String comment(String key) {
            DocCommentTree comment = docs.getDocCommentTree(getCurrentPath());
            if (comment == null) {
                throw new AssertionError(key + " has no comment in " + SOURCE);
            }
            return comment.getFullBody().stream()
                    .map(Declarations::markdown)
                    .collect(Collectors.joining())
                    .replaceAll("\\s+", " ");
        }

        private static String markdown(DocTree part) {
            return part instanceof LiteralTree code
                    ? "`" + code.getBody().getBody() + "`"
                    : ((TextTree) part).getBody();
        }
    }
}
