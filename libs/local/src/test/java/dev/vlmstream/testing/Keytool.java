package dev.vlmstream.testing;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Java's keytool, for certificates of tests' own. */
public final class Keytool {
    private static final String NAMES = "SAN=dns:localhost,ip:127.0.0.1";

    private Keytool() {}

    /** Makes a key of this machine's, with a certificate of its own. */
    public static void generate(Path store, String password, String alias) throws IOException, InterruptedException {
        String[] key = {"-genkeypair", "-keyalg", "RSA", "-alias", alias, "-dname", "CN=localhost", "-ext", NAMES};
        run(store, password, key);
    }

    /**
     * Runs it on a PKCS12 key store.
     *
     * @param arguments command and options
     * @throws IllegalStateException with what it said, if it failed
     */
    public static void run(Path store, String password, String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
        command.addAll(List.of(arguments));
        command.addAll(List.of("-storetype", "PKCS12", "-storepass", password, "-keystore", store.toString()));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        if (process.waitFor() != 0) {
            throw new IllegalStateException(said);
        }
    }
}
