package dev.vlmstream.datasets.formats;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.github.luben.zstd.Zstd;
import dev.vlmstream.datasets.Dataset;
import dev.vlmstream.datasets.DatasetException;
import dev.vlmstream.datasets.DatasetItem;
import dev.vlmstream.datasets.ReadOptions;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WebDatasetFormatTest {
    private static final byte[] IMAGE = {1, 2, 3};

    @TempDir
    Path folder;

    @Test
    void membersOfOneKeyAreASample() throws Exception {
        Dataset dataset = read(new TarFile()
                .add("./a/1.jpg", IMAGE)
                .add("a/1.cls", "1\n")
                .add("a/1.json", "{\"artist\": \"me\", \"split\": \"test\"}")
                .add("a/1.seg.npy", IMAGE)
                .add("a/2.cls", "0")
                .add("a/2.webp", IMAGE)
                .add("__meta__.json", "{}")
                .add("a/.hidden.jpg", IMAGE)
                .add("README", "no ending"));
        assertThat(dataset.items()).hasSize(2);
        DatasetItem first = dataset.items().get(0);
        assertThat(first.imageName()).isEqualTo("a/1.jpg");
        assertThat(first.label()).isEqualTo("1");
        assertThat(first.labelIndex()).isEqualTo(1);
        assertThat(first.split()).isEqualTo("test");
        assertThat(first.extra()).containsEntry("artist", "me");
        assertThat(first.place()).isEqualTo("sample 'a/1' of set.tar");
        assertThat(first.image()).hasToString(folder.resolve("set.tar") + ", member ./a/1.jpg");
        assertThat(first.image().bytes()).isEqualTo(IMAGE);
        assertThat(dataset.items().get(1).imageName()).isEqualTo("a/2.webp");
        assertThat(dataset.classes()).containsExactly("0", "1");
    }

    @Test
    void anIndexIsNamedByTheClassListBesideTheShards() throws Exception {
        Files.writeString(folder.resolve("classnames.txt"), "ant\nbee");
        Dataset dataset = read(new TarFile().add("1.jpg", IMAGE).add("1.cls", "1"));
        assertThat(dataset.items().get(0).label()).isEqualTo("bee");
        assertThat(dataset.listed()).isTrue();
        assertThat(failure(new TarFile().add("1.jpg", IMAGE).add("1.cls", "2").bytes()))
                .hasMessageContaining("label '2' is not among the 2 class names");
    }

    @Test
    void aQuestionIsInTheTextOrTheJson() throws Exception {
        Dataset dataset = read(new TarFile()
                .add("1.jpg", IMAGE)
                .add("1.json", "{\"question\": \"Which?\", \"answer\": [\"an ant\", \"ant\"]}")
                .add("2.jpg", IMAGE)
                .add("2.txt", "What?")
                .add("2.json", "{\"answer\": \"a bee\"}"));
        assertThat(dataset.items()).extracting(DatasetItem::text).containsExactly("Which?", "What?");
        assertThat(dataset.items().get(0).answers()).containsExactly("an ant", "ant");
        assertThat(dataset.items().get(1).label()).isEqualTo("a bee");
    }

    @Test
    void aCaptionBesideAClassIsNoQuestion() throws Exception {
        Dataset dataset =
                read(new TarFile().add("1.jpg", IMAGE).add("1.txt", "a photo").add("1.cls", "ant"));
        assertThat(dataset.items().get(0).text()).isNull();
        assertThat(dataset.items().get(0).extra()).containsEntry("txt", "a photo");
    }

    @Test
    void ofSeveralImagesOneIsChosenByItsEnding() throws Exception {
        TarFile tar =
                new TarFile().add("1.jpg", IMAGE).add("1.png", new byte[] {9}).add("1.cls", "ant");
        assertThat(failure(tar.bytes()))
                .hasMessageContaining("each of the columns jpg, png could be the image")
                .hasMessageContaining("--map image=jpg or --map image=png");
        DatasetItem item = Datasets.read(folder.resolve("set.tar"), ReadOptions.ALL.withColumns(Map.of("image", "png")))
                .items()
                .get(0);
        assertThat(item.imageName()).isEqualTo("1.png");
        assertThat(item.image().bytes()).containsExactly(9);
    }

    @Test
    void longNamesAreReadInBothForms() throws Exception {
        String key = "x".repeat(150) + "/1";
        Dataset dataset = read(new TarFile()
                .header("././@LongLink", 'L', String.format("%011o\0", key.length() + 5))
                .content((key + ".jpg\0").getBytes(StandardCharsets.UTF_8))
                .add("cut.jpg", IMAGE)
                .header("PaxHeader", 'x', String.format("%011o\0", 167))
                .content(("167 path=" + key + ".cls\n\n").getBytes(StandardCharsets.UTF_8))
                .add("cut.cls", "ant"));
        assertThat(dataset.items()).extracting(DatasetItem::imageName).containsExactly(key + ".jpg");
        assertThat(dataset.items().get(0).label()).isEqualTo("ant");
    }

    @Test
    void namesThatLeadOutAreNamesOnly() throws Exception {
        Dataset dataset = read(new TarFile().add("../../evil.jpg", IMAGE).add("../../evil.cls", "ant"));
        assertThat(dataset.items().get(0).image().bytes()).isEqualTo(IMAGE);
        assertThat(dataset.notices())
                .singleElement()
                .asString()
                .contains("members have names that lead out of the archive, such as '../../evil.jpg'");
        try (var files = Files.list(folder)) {
            assertThat(files).containsExactly(folder.resolve("set.tar"));
        }
    }

    @Test
    void aHeaderThatClaimsMoreThanThereIsIsNotBelieved() throws Exception {
        byte[] lying = new TarFile()
                .add("1.jpg", IMAGE)
                .header("2.jpg", '0', "120000000000")
                .unfinished();
        assertThat(failure(lying))
                .hasMessageContaining(
                        "set.tar: cannot read the archive: member '2.jpg' says it has 10737418240 bytes, but"
                                + " of the archive only 0 are left");
        assertThat(failure(gzip(lying))).hasMessageContaining("member '2.jpg' says it has 10737418240 bytes");
        assertThat(failure(new TarFile().header("long", 'L', "120000000000").unfinished()))
                .hasMessageContaining("a name of 10737418240 bytes");
    }

    @Test
    void whatIsCutOffIsToldWithItsFile() throws Exception {
        byte[] tar =
                new TarFile().add("1.jpg", new byte[50_000]).add("1.cls", "ant").bytes();
        assertThat(failure(Arrays.copyOf(tar, 20_000))).hasMessageContaining("only 19488 are left; it is cut off");
        assertThat(failure(Arrays.copyOf(tar, 51_000))).hasMessageContaining("the archive is cut off at byte 51000");
        byte[] noise = new byte[50_000];
        new Random(7).nextBytes(noise);
        byte[] mixed = new TarFile().add("1.jpg", noise).add("1.cls", "ant").bytes();
        byte[] packed = gzip(mixed);
        assertThat(failure(Arrays.copyOf(packed, packed.length / 2)))
                .hasMessageContaining("set.tar: cannot read the archive: Unexpected end of ZLIB input stream");
        byte[] zstd = Zstd.compress(mixed);
        assertThat(failure(Arrays.copyOf(zstd, zstd.length / 2))).hasMessageContaining("cannot read the archive: ");
        tar[512 + 50_176 + 3] ^= 1;
        assertThat(failure(tar)).hasMessageContaining("there is no tar header at byte 50688; the archive is damaged");
    }

    @Test
    void anEndThatIsMissingOrInTheMiddleIsTold() throws Exception {
        TarFile tar = new TarFile().add("1.cls", "ant").add("1.jpg", IMAGE);
        // As of a download that was cut off behind the first image, and within its padding.
        for (int cut : List.of(0, 100)) {
            byte[] unfinished = tar.unfinished();
            Path shard = Files.write(folder.resolve("set.tar"), Arrays.copyOf(unfinished, unfinished.length - cut));
            Dataset dataset = Datasets.read(shard, ReadOptions.ALL);
            assertThat(dataset.items()).hasSize(1);
            assertThat(dataset.notices())
                    .contains(shard + ": it ends without the empty blocks that end an archive; it may be cut off");
        }
        byte[] one = tar.bytes();
        byte[] two = Arrays.copyOf(one, 2 * one.length);
        System.arraycopy(one, 0, two, one.length, one.length);
        assertThat(failure(two))
                .hasMessageContaining("another archive begins at byte 3072: those that were joined into one file");
        assertThat(failure(gzip(two))).hasMessageContaining("another archive begins at byte 3072");
    }

    @Test
    void whatUnpacksToAnImpossibleSizeIsRefused() throws Exception {
        byte[] header = new TarFile().header("1.bin", '0', "077777777777").unfinished();
        assertThat(failure(gzip(header))).hasMessageContaining("member '1.bin' says it has 8589934591 bytes");
    }

    @Test
    void badSamplesAreNamedAndCanBeSkipped() throws Exception {
        TarFile tar = new TarFile()
                .add("1.jpg", IMAGE)
                .add("1.json", "{oops")
                .add("2.jpg", IMAGE)
                .add("2.cls", "ant")
                .add("3.cls", "ant");
        assertThat(failure(tar.bytes()).problems())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("sample '1' of set.tar: its .json is invalid JSON");
        Dataset dataset = Datasets.read(folder.resolve("set.tar"), ReadOptions.ALL.withSkipBad(2));
        assertThat(dataset.items()).hasSize(1);
        assertThat(dataset.notices())
                .hasSize(3)
                .contains("sample '3' of set.tar: missing 'image' (or 'text' for a question without an image)");
    }

    @Test
    void whatIsNoUtf8IsNoClassAndNoName() throws Exception {
        TarFile tar = new TarFile(StandardCharsets.ISO_8859_1)
                .add("1.jpg", IMAGE)
                .add("1.cls", "Bär".getBytes(StandardCharsets.ISO_8859_1))
                .add("Bär.jpg", IMAGE)
                .add("Bär.cls", "ant")
                .add("Bör.jpg", IMAGE)
                .add("Bör.cls", "bee");
        assertThat(failure(tar.bytes()).problems())
                .containsExactly(
                        "sample '1' of set.tar: its .cls is not UTF-8 text; save it as UTF-8",
                        "sample 'B\ufffdr' of set.tar: its name is not UTF-8; give its files such names, and pack them"
                                + " again");
    }

    @Test
    void aByteOrderMarkIsNoPartOfAClass() throws Exception {
        byte[] tar = new TarFile().add("1.jpg", IMAGE).add("1.cls", "\ufeffant").bytes();
        Files.write(folder.resolve("set.tar"), tar);
        assertThat(Datasets.read(folder.resolve("set.tar"), ReadOptions.ALL).items())
                .extracting(DatasetItem::label)
                .containsExactly("ant");
    }

    @Test
    void anArchiveThatIsPackedOtherwiseIsToldHow() throws Exception {
        assertThat(failure("BZh91AY&SY".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessageEndingWith(
                        "set.tar: it is compressed with bzip2; unpack it, or compress it with gzip or zstd");
        assertThat(failure("\u00fd7zXZ\0\0".getBytes(StandardCharsets.ISO_8859_1)))
                .hasMessageContaining("it is compressed with xz");
    }

    @Test
    void membersThatDoNotFollowOneAnotherAreToldWithTheCure() throws Exception {
        byte[] tar = new TarFile()
                .add("1.jpg", IMAGE)
                .add("2.jpg", IMAGE)
                .add("1.cls", "ant")
                .add("2.cls", "bee")
                .bytes();
        assertThat(failure(tar))
                .hasMessageContaining("4 problems", "sample '1' of set.tar: missing 'label'")
                .hasMessageContaining("have to follow one another, as with tar --sort=name");
    }

    @Test
    void shardsOfAFolderAndNumberedOnesAreOneDataset() throws Exception {
        for (int i = 8; i < 11; i++) {
            Files.write(
                    folder.resolve(String.format("set-%02d.tar", i)),
                    new TarFile().add(i + ".jpg", IMAGE).add(i + ".cls", "ant").bytes());
        }
        Files.writeString(folder.resolve("README.md"), "none");
        List<String> names = List.of("8.jpg", "9.jpg", "10.jpg");
        for (Path path : List.of(folder, folder.resolve("set-{08..10}.tar"))) {
            assertThat(Datasets.read(path, ReadOptions.ALL).items())
                    .extracting(DatasetItem::imageName)
                    .containsExactlyElementsOf(names);
        }
        assertThat(catchThrowableOfType(
                        DatasetException.class,
                        () -> Datasets.read(folder.resolve("set-{08..11}.tar"), ReadOptions.ALL)))
                .hasMessageEndingWith("set-11.tar: no such file or folder");
        assertThat(Datasets.exists(folder.resolve("set-{08..10}.tar"))).isTrue();
        assertThat(Datasets.exists(folder.resolve("set-{08..11}.tar"))).isFalse();
    }

    /** The order of braces, and of CLIP_benchmark. */
    @Test
    void shardsAreReadInTheOrderOfTheirNumbers() throws Exception {
        for (int i : new int[] {10, 9, 2, 0}) {
            shard("", i, "ant");
        }
        assertThat(Datasets.read(folder, ReadOptions.ALL).items())
                .extracting(DatasetItem::imageName)
                .containsExactly("0.jpg", "2.jpg", "9.jpg", "10.jpg");
    }

    @Test
    void foldersOfShardsAreSplits() throws Exception {
        shard("test", 0, "1");
        shard("train", 0, "0");
        shard("train", 1, "1");
        Files.writeString(folder.resolve("classnames.txt"), "ant\nbee");
        Dataset test = Datasets.read(folder, ReadOptions.ofSplit("test"));
        assertThat(test.items()).extracting(DatasetItem::label).containsExactly("bee");
        assertThat(test.items()).extracting(DatasetItem::split).containsExactly("test");
        // The other split's items of the same name do not count.
        assertThat(test.items().get(0).itemId())
                .isEqualTo(Datasets.read(folder.resolve("test"), ReadOptions.ALL)
                        .items()
                        .get(0)
                        .itemId());
        assertThat(refusal(ReadOptions.ALL))
                .hasMessageContaining("has the splits test, train; say which one to read, as in --split test");
        assertThat(refusal(ReadOptions.ofSplit("val"))).hasMessageContaining("there is no split 'val'");
    }

    @Test
    void aShardThatIsMissingIsToldByTheirCount() throws Exception {
        shard("", 0, "ant");
        shard("", 2, "ant");
        Files.writeString(folder.resolve("nshards.txt"), "3\n");
        assertThat(refusal(ReadOptions.ALL)).hasMessageContaining("it has 2 of the 3 shards that nshards.txt counts");
        shard("", 1, "ant");
        assertThat(Datasets.read(folder, ReadOptions.ALL).items()).hasSize(3);
    }

    private void shard(String split, int number, String label) throws IOException {
        Path shards = Files.createDirectories(folder.resolve(split));
        Files.write(
                shards.resolve(number + ".tar"),
                new TarFile()
                        .add(number + ".jpg", IMAGE)
                        .add(number + ".cls", label)
                        .bytes());
    }

    private DatasetException refusal(ReadOptions options) {
        return catchThrowableOfType(DatasetException.class, () -> Datasets.read(folder, options));
    }

    private Dataset read(TarFile tar) throws Exception {
        return Datasets.read(Files.write(folder.resolve("set.tar"), tar.bytes()), ReadOptions.ALL);
    }

    private DatasetException failure(byte[] archive) throws IOException {
        Path file = Files.write(folder.resolve("set.tar"), archive);
        return catchThrowableOfType(DatasetException.class, () -> Datasets.read(file, ReadOptions.ALL));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}
