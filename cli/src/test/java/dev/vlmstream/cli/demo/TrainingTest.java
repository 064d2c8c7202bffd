package dev.vlmstream.cli.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.CommandFailure;
import dev.vlmstream.cli.demo.RemedyOptions.Python;
import dev.vlmstream.cli.demo.Training.TrainedStep;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A process that trains, played by a shell. */
class TrainingTest {
    @TempDir
    private Path directory;

    private Path interpreter(String script) throws IOException {
        Path file = Files.writeString(directory.resolve("python"), "#!/bin/sh\n" + script + "\n");
        assertThat(file.toFile().setExecutable(true)).isTrue();
        return file;
    }

    private Training training(String script) throws IOException {
        return Training.start(
                new Python(interpreter(script).toString()), List.of("projector"), directory.resolve("train.log"), 1);
    }

    @Test
    void itsLinesComeOneByOne() throws Exception {
        String lines = "echo '{\"step\": 0, \"steps\": 20, \"items\": 600}'\n"
                + "echo a word of some library >&2\n"
                + "echo '{\"step\": 10, \"loss\": 1.5, \"bundle\": \"checkpoints/emoji-000010\"}'";
        try (Training training = training(lines)) {
            assertThat(training.next()).contains(new TrainedStep(0, 20L, null, null));
            assertThat(training.next()).contains(new TrainedStep(10, null, 1.5, "checkpoints/emoji-000010"));
            assertThat(training.next()).isEmpty();
        }
        assertThat(directory.resolve("train.log")).content().contains("a word of some library");
    }

    @Test
    void oneThatFailsSaysWhatItSaid() throws Exception {
        try (Training training = training("echo 'train: the bundle is no LLaVA' >&2; exit 1")) {
            assertThatThrownBy(training::next)
                    .isInstanceOf(CommandFailure.class)
                    .hasMessageContaining("ended with status 1: train: the bundle is no LLaVA")
                    .hasMessageContaining("train.log");
        }
    }

    @Test
    void oneThatIsGivenUpEnds() throws Exception {
        Path pid = directory.resolve("pid");
        try (Training training =
                training("echo $$ > " + pid + "; echo '{\"step\": 0, \"steps\": 1}'; exec sleep 600")) {
            training.next();
        }
        long process = Long.parseLong(Files.readString(pid).strip());
        assertThat(ProcessHandle.of(process).filter(ProcessHandle::isAlive)).isEmpty();
    }

    @Test
    void withoutPythonOrItsPackagesItIsToldAtOnceWithTheCure() throws IOException {
        Path none = directory.resolve("none");
        assertThatThrownBy(() -> Python.forTraining(none.toString()))
                .isInstanceOf(CommandFailure.class)
                .hasMessageContaining(none + " cannot be used (it cannot be started)")
                .hasMessageContaining("pip install -r tools/train/requirements.txt");
        Path poor = interpreter("echo torch onnx");
        Invocation demo = Invocation.of("demo", "--remedy", "--python", poor, "--data", directory.resolve("data"));
        assertThat(demo.status()).isEqualTo(1);
        assertThat(demo.err())
                .hasLineCount(1)
                .contains(poor + " has no torch, onnx: " + poor + " -m pip install -r tools/train/requirements.txt");
        assertThat(directory.resolve("data")).doesNotExist();
        assertThat(Python.forTraining(interpreter("echo").toString()).command()).endsWith("python");
    }

    @Test
    void thereMustBeSomethingToTrain() {
        assertThat(Invocation.of("demo", "--remedy", "--epochs", "0").err())
                .contains("--epochs: \"0\" is not a whole number of 1 or more");
    }
}
