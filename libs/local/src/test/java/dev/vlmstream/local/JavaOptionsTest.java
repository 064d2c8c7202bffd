package dev.vlmstream.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.vlmstream.schemas.services.ServiceKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What Java and native libraries are told is the same on one machine, in the command and in images, which no code of ours starts. */
class JavaOptionsTest {
    private static final Path HOME = Path.of("../..").toAbsolutePath().normalize();

    private static String read(String file) throws IOException {
        return Files.readString(HOME.resolve(file));
    }

    @Test
    void optionsOfJava() throws IOException {
        assertThat(read("vlmstream"))
                .contains(JavaCommand.natives())
                .contains(" " + String.join(" ", ClassArchive.IN_PLACE) + ")");
        assertThat(read("deploy/images")).contains(JavaCommand.natives()).contains(ClassArchive.SILENT.get(0));
    }

    @Test
    void freeNativeMemory() throws IOException {
        String trim = JavaCommand.small(64, HOME).stream()
                .filter(option -> option.startsWith("-XX:TrimNativeHeapInterval="))
                .findFirst()
                .orElseThrow();
        assertThat(read("deploy/images")).contains("\n" + trim + "\n");
    }

    @Test
    void language() throws IOException {
        assertThat(read("vlmstream")).contains(JavaCommand.language());
        assertThat(read("benchmarks/run")).contains(JavaCommand.language());
        assertThat(read("deploy/images")).contains("\n" + String.join("\n", JavaCommand.language()) + "\n");
    }

    @Test
    void secondCompiler() throws IOException {
        assertThat(read("vlmstream")).contains(JavaCommand.lateCompiler());
    }

    @Test
    void aLargerPictureIsGivenTheHeapThatItsDecodingTakes() {
        StackConfig plain = StackConfig.of(HOME, HOME);
        assertThat(plain.heapMegabytes(ServiceKind.DECODE)).isEqualTo(ServiceKind.DECODE.heapMegabytes());
        StackConfig large = plain.withLargestImage(200);
        long heap = (long) large.heapMegabytes(ServiceKind.DECODE) << 20;
        assertThat(heap / 3).isGreaterThan(200_000_000L * 4);
        assertThat(large.heapMegabytes(ServiceKind.SCORING)).isEqualTo(ServiceKind.SCORING.heapMegabytes());
    }

    @Test
    void variables() throws IOException {
        String script = read("vlmstream");
        String containerfile = read("deploy/Containerfile");
        assertThat(JavaCommand.environment()).isNotEmpty().allSatisfy((name, value) -> {
            assertThat(script).containsPattern("export .*" + name + "=(\\$\\{" + name + ":-)?\\Q" + value + "\\E\\b");
            assertThat(containerfile).contains("    " + name + "=" + value + " \\\n");
        });
    }
}
