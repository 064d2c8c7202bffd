package dev.vlmstream.inference.remote.api;

import dev.vlmstream.inference.bundle.BundleException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.function.UnaryOperator;

/** Where an API key is kept: never in the model's own directory, which is copied about and hashed. */
public sealed interface KeySource {

    /** @throws BundleException if there is no key; the message names the place, never a key */
    ApiKey read(UnaryOperator<String> environment);

    /** As the operator names it. */
    String name();

    record Variable(String name) implements KeySource {
        @Override
        public ApiKey read(UnaryOperator<String> environment) {
            String value = environment.apply(name);
            if (value == null || value.isBlank()) {
                throw new BundleException("no API key: the environment variable " + name
                        + " is not set; export it, or name a file with api_key_file in config.json");
            }
            return ApiKey.of(value, toString());
        }

        @Override
        public String toString() {
            return "the environment variable " + name;
        }
    }

    record KeyFile(Path file) implements KeySource {
        public KeyFile {
            file = file.toAbsolutePath().normalize();
        }

        @Override
        public String name() {
            return file.toString();
        }

        @Override
        public ApiKey read(UnaryOperator<String> environment) {
            try {
                return ApiKey.of(Files.readString(file), file.toString());
            } catch (IOException e) {
                throw new BundleException("no API key: " + file + " (api_key_file in config.json) cannot be read: "
                        + e.getClass().getSimpleName() + "; write the key into it");
            }
        }

        @Override
        public String toString() {
            return "the file " + file;
        }
    }
}
