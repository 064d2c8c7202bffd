package dev.vlmstream.datasets.sources.download;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;
import org.apache.hc.client5.http.classic.methods.HttpUriRequestBase;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.ConnectionClosedException;
import org.apache.hc.core5.http.Header;

/** What a server answered. To close its body early breaks the connection off. */
public final class Response {
    private final HttpUriRequestBase request;
    private final ClassicHttpResponse response;

    Response(HttpUriRequestBase request, ClassicHttpResponse response) {
        this.request = request;
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
        return new Body(content, length() >= 0);
    }

    private final class Body extends FilterInputStream {
        private final boolean counted;
        private volatile boolean ended;

        Body(InputStream content, boolean counted) {
            super(content);
            this.counted = counted;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        /** Where a length is said, whoever reads sees by himself that the end came too early, and where. */
        @Override
        public int read(byte[] bytes, int from, int most) throws IOException {
            try {
                int count = super.read(bytes, from, most);
                ended |= count < 0;
                return count;
            } catch (ConnectionClosedException e) {
                if (counted) {
                    return -1;
                }
                throw e;
            }
        }

        /** By another thread, too, while one reads. The response's own way is to read what is still to come. */
        @Override
        public void close() throws IOException {
            if (ended) {
                response.close();
            } else {
                request.cancel();
            }
        }
    }
}
