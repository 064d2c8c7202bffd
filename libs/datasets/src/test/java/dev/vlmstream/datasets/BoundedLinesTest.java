package dev.vlmstream.datasets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BoundedLinesTest {
    private static List<String> lines(String text) throws IOException {
        BoundedLines lines = new BoundedLines(new StringReader(text));
        List<String> all = new ArrayList<>();
        for (String line = lines.next(); line != null; line = lines.next()) {
            all.add(line);
        }
        return all;
    }

    @Test
    void linesEndWhereTheyAlwaysDid() throws IOException {
        Random random = new Random(11);
        for (int i = 0; i < 5_000; i++) {
            StringBuilder text = new StringBuilder(i % 100 == 0 ? "x".repeat((1 << 16) - 5) : "");
            random.ints(random.nextInt(20), 0, 4).forEach(c -> text.append("\n\rab".charAt(c)));
            assertThat(lines(text.toString()))
                    .isEqualTo(new BufferedReader(new StringReader(text.toString()))
                            .lines()
                            .toList());
        }
    }

    @Test
    void whatHasNoLineEndIsReadNoFurtherThanALineMayBe() throws IOException {
        BoundedLines lines = new BoundedLines(new Reader() {
            @Override
            public int read(char[] chars, int from, int length) {
                java.util.Arrays.fill(chars, from, from + length, ' ');
                return length;
            }

            @Override
            public void close() {}
        });
        assertThatThrownBy(lines::next)
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("line 1 has more than 33554432 characters");
    }
}
