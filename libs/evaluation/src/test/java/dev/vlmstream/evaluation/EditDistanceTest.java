package dev.vlmstream.evaluation;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class EditDistanceTest {
    private final Random random = new Random(11);

    /** The table, row by row. */
    private static int byTable(int[] a, int[] b) {
        int[] row = new int[b.length + 1];
        for (int j = 0; j <= b.length; j++) {
            row[j] = j;
        }
        for (int i = 1; i <= a.length; i++) {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.length; j++) {
                int substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
                diagonal = row[j];
                row[j] = Math.min(substituted, 1 + Math.min(row[j], row[j - 1]));
            }
        }
        return row[b.length];
    }

    private int[] text(int length, int letters) {
        return random.ints(length, 0, letters).toArray();
    }

    @Test
    void itIsWhatTheTableSays() {
        for (int i = 0; i < 20_000; i++) {
            int letters = 1 + random.nextInt(30);
            int[] a = text(random.nextInt(i % 20 == 0 ? 300 : 20), letters);
            int[] b = text(random.nextInt(i % 20 == 0 ? 300 : 20), letters);
            assertThat(EditDistance.between(a, b)).isEqualTo(byTable(a, b));
        }
    }

    @Test
    void itIsWhatTheTableSaysWhereAFewLettersOfALongTextAreChanged() {
        for (int length : new int[] {63, 64, 65, 127, 128, 129, 1000}) {
            for (int i = 0; i < 20; i++) {
                int[] a = text(length, 4);
                int[] b = a.clone();
                for (int change = 0; change < i; change++) {
                    b[random.nextInt(length)] = random.nextInt(4);
                }
                assertThat(EditDistance.between(a, b)).isEqualTo(byTable(a, b));
            }
        }
    }

    @Test
    void longTextsAreNotTooLong() {
        int[] a = text(50_000, 0x10ffff);
        int[] b = a.clone();
        for (int i = 0; i < 50_000; i += 10) {
            b[i] = -1;
        }
        assertThat(EditDistance.between(a, b)).isEqualTo(5_000);
        assertThat(EditDistance.between(a, new int[0])).isEqualTo(50_000);
    }
}
