package dev.vlmstream.cli.push;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.vlmstream.cli.Invocation;
import dev.vlmstream.cli.command.Installation;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A folder of a thousand photos as it comes from telephones, cameras, two computers and a search on the web. */
class AuditTest {
    private static final byte[] HEIC = "\0\0\0\u0018ftypheic\0\0\0\0mif1heic".getBytes(StandardCharsets.ISO_8859_1);

    @TempDir
    static Path directory;

    private static Path photos;
    private static int made;

    @BeforeAll
    static void makeFolder() throws IOException {
        photos = directory.resolve("photos");
        photos("Cat", 150);
        photos("cat", 60);
        photos("dog", 240);
        photos("bird", 200);
        photos("horse", 190);
        files("dog", 20, ".heic", HEIC);
        files("phone", 120, ".HEIC", HEIC);
        files("phone", 2, ".mov", new byte[8]);
        for (int i = 0; i < 12; i++) {
            Path cut = photos.resolve(String.format("bird/%04d.jpg", 10 * i + 1));
            byte[] whole = Files.readAllBytes(cut);
            Files.write(cut, Arrays.copyOf(whole, whole.length * 2 / 3));
        }
        files("horse", 3, ".png", new byte[0]);
        files("horse", 2, ".jpg", "<!DOCTYPE html><html>404</html>".getBytes(StandardCharsets.UTF_8));
        Files.write(photos.resolve("horse/telephone.jpg"), HEIC);
        for (int i = 0; i < 4; i++) {
            Files.copy(photos.resolve("dog/0003.jpg"), photos.resolve("dog/0003 (" + (i + 1) + ").jpg"));
        }
        Files.copy(photos.resolve("dog/0004.jpg"), photos.resolve("cat/not a cat.jpg"));
        Files.createDirectories(photos.resolve("owl"));
        for (String folder : new String[] {"", "Cat", "cat", "dog", "owl"}) {
            Files.write(photos.resolve(folder).resolve(".DS_Store"), new byte[16]);
        }
        Files.write(photos.resolve("bird/Thumbs.db"), new byte[16]);
        Files.write(photos.resolve("bird/._0001.jpg"), new byte[16]);
        Files.createDirectories(photos.resolve("horse/originals"));
        for (int i = 0; i < 6; i++) {
            Files.write(photos.resolve("horse/originals/" + i + ".jpg"), photo());
        }
        Path elsewhere = Files.write(directory.resolve("elsewhere.jpg"), photo());
        Files.createSymbolicLink(photos.resolve("dog/link.jpg"), elsewhere);
        Files.createSymbolicLink(photos.resolve("dog/gone.jpg"), directory.resolve("gone.jpg"));
        Files.write(photos.resolve("cover.jpg"), photo());
        Files.writeString(photos.resolve("readme.txt"), "photos of animals");
    }

    private static void photos(String folder, int count) throws IOException {
        Files.createDirectories(photos.resolve(folder));
        for (int i = 0; i < count; i++) {
            Files.write(photos.resolve(String.format("%s/%04d.jpg", folder, i)), photo());
        }
    }

    private static void files(String folder, int count, String ending, byte[] bytes) throws IOException {
        Files.createDirectories(photos.resolve(folder));
        for (int i = 0; i < count; i++) {
            Files.write(photos.resolve(String.format("%s/IMG_%04d%s", folder, i, ending)), bytes);
        }
    }

    /** Each is another picture. */
    private static byte[] photo() throws IOException {
        Random random = new Random(made++);
        BufferedImage image = new BufferedImage(24, 24, BufferedImage.TYPE_INT_RGB);
        for (int i = 0; i < 24 * 24; i++) {
            image.setRGB(i % 24, i / 24, random.nextInt(1 << 24));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, "jpeg", bytes);
        return bytes.toByteArray();
    }

    @Test
    void aDirtyFolderIsToldAsItIs() {
        Invocation audit = Invocation.of("push", photos, "--audit", "--data", directory.resolve("data"));
        assertThat(audit.out().replace(directory + "/", "")).isEqualTo("""
                audit of photos: 852 items taken, 147 left out that should be items, 11 left out that should not
                class  taken  damaged  left out  of these
                Cat      150        0         0
                bird     200       12         0
                cat       61        0         0
                dog      245        0        21  20 .heic, which is not read; 1 link that leads nowhere, or no regular file
                horse    196        6         6  6 in a folder of the class's folder
                phone      0        0       120  120 .heic, which is not read
                owl        0        0         0

                left out, but should be items                count  such as
                .heic, which is not read                       140  dog/IMG_0000.heic
                link that leads nowhere, or no regular file      1  dog/gone.jpg
                in a folder of the class's folder                6  horse/originals/0.jpg

                left out, and not items          count  such as
                class folder without an image        1  owl
                of macOS, Windows or a NAS           6  Cat/.DS_Store
                no image: .mov                       2  phone/IMG_0000.mov
                image outside the class folders      1  cover.jpg
                no image: .txt                       1  readme.txt

                damaged, or of a format that is not read: taken, but each counts as failed  count  such as
                JPEG file is truncated                                                         12  bird/0001.jpg
                HTML, not an image                                                              2  horse/IMG_0000.jpg
                the image is empty                                                              3  horse/IMG_0000.png
                HEIC is not read                                                                1  horse/telephone.jpg

                two names of one class? 'Cat' and 'cat' differ only in case or spaces: an answer that names one also names the other
                classes without an item: phone; their names are offered to models all the same
                the bytes of another image of the class: 4, such as dog/0003 (2).jpg = dog/0003 (1).jpg
                the bytes of an image of another class: 1, such as dog/0004.jpg = cat/not a cat.jpg
                links that lead out of the folder: 1, taken, such as dog/link.jpg → elsewhere.jpg
                items digest 3894d84b6326470f136ad1f7a079cc7f9ae9867638c2cd5a6ecd42ae1843f758 of 852 items (the run carries it, and its report)
                """);
        assertThat(audit.status()).isNotZero();
        assertThat(audit.err().replace(directory + "/", ""))
                .contains(
                        "photos: 4 problems",
                        "dog: 20 images left out: .heic, which is not read, such as dog/IMG_0000.heic\n",
                        "dog: 1 image left out: link that leads nowhere, or no regular file, such as dog/gone.jpg",
                        "horse: 6 images left out: in a folder of the class's folder, such as horse/originals/0.jpg",
                        "phone: 120 images left out: .heic, which is not read, such as phone/IMG_0000.HEIC; nothing of this"
                                + " class is left",
                        "convert them first, as with ImageMagick: magick mogrify -format jpg photos/*/*.HEIC photos/*/*.heic (on",
                        "--skip-bad 147 leaves out what cannot be used");
    }

    @Test
    void whatPushSaysOfADatasetTheAuditSaysToo() throws Exception {
        Path folder = Files.createDirectories(directory.resolve("tabled/img")).getParent();
        Files.write(folder.resolve("img/1.jpg"), photo());
        Files.writeString(folder.resolve("data.csv"), "picture,class\nimg/1.jpg,ant\n");
        Invocation audit = Invocation.of("push", folder, "--audit");
        assertThat(audit.status()).as(audit.err()).isZero();
        assertThat(audit.err())
                .contains(
                        "read by data.csv, which names the folder's images",
                        "taken by their usual names: image=picture");
    }

    /** Without a broker or a model; the digest is that of the run which a push makes of the same folder. */
    @Test
    void whatIsLeftOutByLeaveIsNoPartOfTheRun() throws Exception {
        Invocation audit = Invocation.of(
                "push", photos, "--audit", "--skip-bad", 147, "--json", "--data", directory.resolve("data"));
        assertThat(audit.status()).as(audit.err()).isZero();
        assertThat(audit.err()).contains("nothing was pushed");
        JsonNode told = audit.json();
        Invocation manifest = Invocation.of(
                "push",
                photos,
                "--audit",
                "--skip-bad",
                147,
                "--dry-run",
                "--json",
                "--data",
                directory.resolve("data"),
                "--models-dir",
                Installation.home().resolve("demo/models"),
                "--models",
                "emoji-clip");
        assertThat(manifest.status()).as(manifest.err()).isZero();
        assertThat(manifest.jsonLines().get(0)).isEqualTo(told);
        JsonNode run = manifest.jsonLines().get(1);
        assertThat(run.path("items")).isEqualTo(told.path("items"));
        assertThat(run.path("itemsDigest").asText())
                .isEqualTo(told.path("itemsDigest").asText())
                .hasSize(64);
        JsonNode first = Invocation.of("push", photos, "--audit", "--skip-bad", 147, "--limit", 9, "--json")
                .json();
        assertThat(first.path("items").asInt()).isEqualTo(9);
        assertThat(first.path("itemsDigest")).isNotEqualTo(told.path("itemsDigest"));
    }
}
