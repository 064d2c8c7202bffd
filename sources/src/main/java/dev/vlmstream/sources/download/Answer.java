package dev.vlmstream.sources.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;

/** What a server answered. To close its body early breaks the connection off. */
public final class Answer {
    private final ClassicHttpResponse response;

    Answer(ClassicHttpResponse response) {
        this.response = response;
    }

    public int status() {
        return response.getCode();
    }

    /** The first header of that name. */
    public Optional<String> header(String name) {
        return Optional.ofNullable(response.getFirstHeader(name)).map(Header::getValue);
    }

    /** @return negative if the server does not say, or no number */
    public long length() {
        return header("Content-Length")
                .filter(text -> text.matches("\\d{1,18}"))
                .map(Long::parseLong)
                .orElse(-1L);
    }

    public InputStream body() throws IOException {
        InputStream content = response.getEntity() == null
                ? InputStream.nullInputStream()
                : response.getEntity().getContent();
        boolean counted = length() >= 0;
        return new FilterInputStream(content) {
            /** Where a length is said, whoever reads sees by himself that the end came too early, and where. */
            @Override
            public int read(byte[] bytes, int from, int most) throws IOException {
                try {
                    return super.read(bytes, from, most);
                } catch (ConnectionClosedException e) {
                    if (counted) {
                        return -1;
                    }
                    throw e;
                }
            }

            @Override
            public void close() throws IOException {
                response.close();
            }
        };
    }
}
