package dev.vlmstream.scoring.http.live;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.rest.items.ItemLine;
import dev.vlmstream.schemas.Status;
import dev.vlmstream.scoring.runs.ScoreEntry;
import dev.vlmstream.scoring.runs.ViewOfARun;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** When the newest answers are read, and which; the reader is the test. */
class AnswerTailTest extends ViewOfARun {
    private static final long SECOND = TimeUnit.SECONDS.toNanos(1);

    private final Queue<Runnable> reader = new ArrayDeque<>();
    private final List<Integer> read = new ArrayList<>();
    private final AnswerTail tail = new AnswerTail("r", this::lines, 0);
    private long offset;

    @Test
    void whoComesGetsTheNewestAndThenAFewOfEachSecond() {
        come(100);
        assertThat(turn(0)).isNull();
        assertThat(turn(0).whole().answers()).hasSize(AnswerTail.MOST);
        assertThat(turn(0).whole().arrived()).isEqualTo(100);

        come(1840);
        AnswerTail.Turn second = after(SECOND);
        assertThat(second.news().arrived()).isEqualTo(1840);
        assertThat(second.news().seconds()).isEqualTo(1.0);
        assertThat(second.news().answers()).hasSize(AnswerTail.EACH);
        assertThat(second.kept())
                .hasSize(AnswerTail.MOST)
                .startsWith(second.news().answers().get(0));
        assertThat(read).containsExactly(AnswerTail.MOST, AnswerTail.EACH);
    }

    @Test
    void nothingIsReadTwiceASecondNorWithoutNews() {
        come(3);
        turn(0);
        come(3);
        turn(SECOND / 2);
        assertThat(read).as("within the second").hasSize(1);
        after(SECOND);
        after(2 * SECOND);
        assertThat(read).as("nothing new in the second one").hasSize(2);
    }

    @Test
    void aReadThatFailsIsTriedAgain() {
        AnswerTail failing = new AnswerTail(
                "r",
                entries -> {
                    read.add(entries.size());
                    throw new IllegalStateException("no broker");
                },
                0);
        come(1);
        failing.newest(view, 0, Runnable::run);
        assertThat(failing.newest(view, SECOND, Runnable::run)).isNull();
        assertThat(read).hasSize(2);
    }

    @Test
    void aTailIsLeftWhenNobodyAsks() {
        turn(SECOND);
        assertThat(tail.isLeft(3 * SECOND)).isFalse();
        assertThat(tail.isLeft(7 * SECOND)).isTrue();
    }

    private void come(int answers) {
        IntStream.range(0, answers)
                .forEach(i -> add(view, score("" + offset, "m", Status.ANSWERED, true, ++offset), offset));
    }

    /** What is known now; what is to be read is read then. */
    private AnswerTail.Turn turn(long now) {
        AnswerTail.Turn known = tail.newest(view, now, reader::add);
        while (!reader.isEmpty()) {
            reader.remove().run();
        }
        return known;
    }

    private AnswerTail.Turn after(long now) {
        turn(now);
        return turn(now);
    }

    private List<ItemLine> lines(List<ScoreEntry> entries) {
        read.add(entries.size());
        return entries.stream().map(AnswerTailTest::line).toList();
    }

    private static ItemLine line(ScoreEntry entry) {
        ItemLine.Builder line = new ItemLine.Builder();
        line.run = "r";
        line.item = entry.item();
        line.model = entry.model();
        line.task = "open-world";
        line.answer = "cat";
        line.status = "answered";
        line.digest = "d";
        return line.build();
    }
}
