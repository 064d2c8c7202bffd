package dev.vlmstream.scoring.http.live;

import io.restassured.RestAssured;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.charset.StandardCharsets;

/** Reads Server-Sent Events as a browser does. */
final class EventStream implements AutoCloseable {
    private final HttpURLConnection connection;
    private final BufferedReader lines;
    private String data;

    EventStream(String path) throws IOException {
        connection = (HttpURLConnection) URI.create("http://localhost:" + RestAssured.port + path)
                .toURL()
                .openConnection();
        connection.setReadTimeout(20_000);
        connection.setRequestProperty("Accept", "text/event-stream");
        lines = new BufferedReader(new InputStreamReader(connection.getInputStream(), StandardCharsets.UTF_8));
    }

    /** The name of the next event; its data is kept. */
    String next() throws IOException {
        String name = null;
        data = null;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (line.startsWith("event:")) {
                name = line.substring(6).strip();
            } else if (line.startsWith("data:")) {
                data = line.substring(5);
            } else if (line.isEmpty() && name != null) {
                return name;
            }
        }
        throw new IOException("the events ended");
    }

    /** The data of the next event of that name. */
    String until(String name) throws IOException {
        while (!next().equals(name)) {
            // Other events may come before.
        }
        return data;
    }

    /** Of the event that was read last. */
    String data() {
        return data;
    }

    @Override
    public void close() {
        connection.disconnect();
    }
}
