package dev.vlmstream.containers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.apache.kafka.common.security.auth.AuthenticateCallbackHandler;

/** A jar with a class for Kafka's login, as companies and clouds have them. */
final class LoginPlugin {
    static final String NAME = "company.Login";
    private static final String SOURCE = """
            package company;

            public class Login implements org.apache.kafka.common.security.auth.AuthenticateCallbackHandler {
                @Override
                public void configure(
                        java.util.Map<String, ?> settings,
                        String mechanism,
                        java.util.List<javax.security.auth.login.AppConfigurationEntry> entries) {}

                @Override
                public void handle(javax.security.auth.callback.Callback[] callbacks) {}

                @Override
                public void close() {}
            }
            """;

    private LoginPlugin() {}

    /** Writes it into a directory that everybody may read. */
    static void make(Path directory) throws IOException {
        JavaFileObject source =
                new SimpleJavaFileObject(URI.create("string:///company/Login.java"), JavaFileObject.Kind.SOURCE) {
                    @Override
                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                        return SOURCE;
                    }
                };
        String kafka = AuthenticateCallbackHandler.class
                .getProtectionDomain()
                .getCodeSource()
                .getLocation()
                .getPath();
        List<String> options = List.of("-d", directory.toString(), "--release", "17", "-cp", kafka);
        assertThat(ToolProvider.getSystemJavaCompiler()
                        .getTask(null, null, null, options, null, List.of(source))
                        .call())
                .isTrue();
        try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(directory.resolve("login.jar")))) {
            jar.putNextEntry(new JarEntry("company/Login.class"));
            Files.copy(directory.resolve("company/Login.class"), jar);
        }
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
}
