package dev.vlmstream.decode;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CheckpointsTest {
    private final List<String> served = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private final Checkpoints checkpoints = new Checkpoints(bundle -> {
        String name = bundle.getFileName().toString();
        asked.add(name);
        if (Files.exists(bundle.resolve("broken"))) {
            throw new IllegalStateException("broken");
        }
        served.add(name);
    });

    @TempDir
    private Path directory;

    private Path bundle(String name) throws IOException {
        Path bundle = Files.createDirectories(directory.resolve(name));
        Files.createFile(bundle.resolve("config.json"));
        return bundle;
    }

    @Test
    void eachIsServedOnceInTheOrderOfTheirNames() throws IOException {
        bundle("step-000200");
        bundle("step-000100");
        checkpoints.look(directory);
        checkpoints.look(directory);
        bundle("step-000300");
        checkpoints.look(directory);
        assertThat(asked).containsExactly("step-000100", "step-000200", "step-000300");
    }

    @Test
    void whatIsNotThereYetOrIsNoBundleIsPassedOver() throws IOException {
        checkpoints.look(directory.resolve("later"));
        bundle(".step-000100.new");
        Files.createDirectory(directory.resolve("logs"));
        Files.createFile(directory.resolve("train.log"));
        checkpoints.look(directory);
        assertThat(asked).isEmpty();
    }

    @Test
    void oneOfNoUseHoldsUpNoOtherAndIsTriedAgain() throws IOException {
        Path half = bundle("step-000100");
        Path broken = Files.createFile(half.resolve("broken"));
        bundle("step-000200");
        checkpoints.look(directory);
        assertThat(served).containsExactly("step-000200");
        Files.delete(broken);
        checkpoints.look(directory);
        assertThat(served).containsExactly("step-000200", "step-000100");
    }

    @Test
    void theNameOfAModelThatIsServedIsTaken() throws IOException {
        checkpoints.passOver("emoji-vlm");
        bundle("emoji-vlm");
        checkpoints.look(directory);
        assertThat(asked).isEmpty();
    }
}
