package dev.vlmstream.ingest.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.ingest.ItemIntake;
import jakarta.ws.rs.WebApplicationException;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonLinesTest {
    private final List<String> refused = new ArrayList<>();

    private JsonLines lines(InputStream body, int maxLine, long maxBody) {
        return new JsonLines(
                body, new MemoryBudget(), maxLine, maxBody, (line, error) -> refused.add(line + " " + error));
    }

    private static List<String> all(JsonLines lines) throws Exception {
        List<String> all = new ArrayList<>();
        List<ItemIntake.Line> batch = lines.next();
        while (!batch.isEmpty()) {
            batch.forEach(line -> all.add(line.number() + ":" + new String(line.json(), UTF_8)));
            batch = lines.next();
        }
        return all;
    }

    /** This many bytes come at once. */
    private static InputStream inPieces(String body, int most) {
        return new ByteArrayInputStream(body.getBytes(UTF_8)) {
            @Override
            public synchronized int read(byte[] to, int offset, int length) {
                return super.read(to, offset, Math.min(most, length));
            }

            @Override
            public synchronized int available() {
                return 0;
            }
        };
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 5, 1000})
    void linesAreNumberedHoweverTheyCome(int most) throws Exception {
        JsonLines lines = lines(inPieces("a\n\n \t\r\nbb\r\n12345678\n1234567890\nc", most), 8, 1000);
        assertThat(all(lines)).containsExactly("1:a", "4:bb\r", "5:12345678", "7:c");
        assertThat(refused).singleElement().asString().startsWith("6 longer than the 8 bytes");
        assertThat(lines.count()).isEqualTo(7);
    }

    @Test
    void aLastLineThatIsTooLongIsRefused() throws Exception {
        JsonLines lines = lines(inPieces("a\n123456789", 4), 8, 1000);
        assertThat(all(lines)).containsExactly("1:a");
        assertThat(refused).hasSize(1);
        assertThat(lines.count()).isEqualTo(2);
    }

    @Test
    void noneIsNone() throws Exception {
        assertThat(all(lines(inPieces("", 9), 8, 1000))).isEmpty();
        assertThat(all(lines(inPieces("\n\n", 9), 8, 1000))).isEmpty();
    }

    @Test
    void aLargerBodyIsRefusedWithThePlaceWhereToGoOn() throws Exception {
        JsonLines lines = lines(inPieces("a\nb\nc\nd\n", 4), 8, 7);
        assertThat(lines.next()).hasSize(2);
        assertThatThrownBy(lines::next)
                .isInstanceOf(WebApplicationException.class)
                .hasMessageContaining("from line 3 on");
    }

    @Test
    void manyLinesComeSomeAtATime() throws Exception {
        JsonLines lines = lines(new ByteArrayInputStream("x\n".repeat(1000).getBytes(UTF_8)), 8, 10_000);
        assertThat(lines.next()).hasSize(64);
        assertThat(all(lines)).hasSize(936);
    }

    @Test
    void whatBreaksOffIsToldAfterTheLinesBefore() throws Exception {
        InputStream body = new InputStream() {
            private int at;

            @Override
            public int read() throws IOException {
                if (at == 5) {
                    throw new IOException("reset");
                }
                return "a\nb\nc".charAt(at++);
            }

            @Override
            public int read(byte[] to, int offset, int length) throws IOException {
                to[offset] = (byte) read();
                return 1;
            }
        };
        JsonLines lines = lines(body, 8, 1000);
        assertThat(lines.next()).hasSize(1);
        assertThat(lines.next()).hasSize(1);
        assertThatThrownBy(lines::next).isInstanceOf(IOException.class);
        assertThat(lines.count()).isEqualTo(2);
    }

    @Test
    void aPaceIsKeptByAllTogether() throws Exception {
        RateLimiter pace = new RateLimiter(100);
        long since = System.nanoTime();
        for (int i = 0; i < 21; i++) {
            pace.await();
        }
        assertThat(System.nanoTime() - since).isGreaterThanOrEqualTo(200_000_000);
        RateLimiter none = new RateLimiter(0);
        for (int i = 0; i < 1_000_000; i++) {
            none.await();
        }
    }
}
