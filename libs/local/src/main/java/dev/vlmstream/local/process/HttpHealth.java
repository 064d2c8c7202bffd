package dev.vlmstream.local.process;

import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/**
 * Asks a health endpoint of a service.
 *
 * @param port of its management
 * @param kind the end of its path: live, ready
 * @param timeoutMillis for the connection, and for the answer
 */
record HttpHealth(int port, String kind, int timeoutMillis) implements Liveness {
    private static final int MOST_BYTES = 64 * 1024;

    @Override
    public HealthAnswer ask() {
        try {
            HttpURLConnection connection =
                    (HttpURLConnection) URI.create("http://127.0.0.1:" + port + "/q/health/" + kind)
                            .toURL()
                            .openConnection();
            connection.setConnectTimeout(timeoutMillis);
            connection.setReadTimeout(timeoutMillis);
            try {
                int status = connection.getResponseCode();
                return status == HttpURLConnection.HTTP_OK ? HealthAnswer.UP : HealthAnswer.down(body(connection));
            } finally {
                connection.disconnect();
            }
        } catch (IOException e) {
            return HealthAnswer.SILENT;
        }
    }

    private static String body(HttpURLConnection connection) throws IOException {
        try (InputStream in = connection.getErrorStream()) {
            return in == null ? "" : new String(in.readNBytes(MOST_BYTES), StandardCharsets.UTF_8);
        }
    }
}
