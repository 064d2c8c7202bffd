package dev.vlmstream.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import dev.vlmstream.preprocessing.header.PixelLimit;
import dev.vlmstream.preprocessing.pixels.RgbImage;
import dev.vlmstream.preprocessing.processing.ImageProcessor;
import dev.vlmstream.preprocessing.processing.VisionInput;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/** What small files may ask for is refused on their headers, or costs no more than the picture they show. */
class HostileImagesTest {
    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    private static final long MEBIBYTE = 1 << 20;
    /** As the services have it on one machine. */
    private static final ImageLimits LIMITS =
            new ImageLimits(new PixelLimit(100_000_000, 384 * MEBIBYTE), 32 * MEBIBYTE);

    private static RgbImage decode(byte[] file) {
        return ImageDecoder.decode(file, "item", LIMITS);
    }

    private static void assertRefused(byte[] file, String reason) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> decode(file))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining(reason);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(8 * MEBIBYTE);
    }

    private static void assertCheap(byte[] file) {
        long before = THREADS.getCurrentThreadAllocatedBytes();
        RgbImage image = decode(file);
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(8 * MEBIBYTE);
        assertThat(image.width()).isEqualTo(8);
        assertThat(image.height()).isEqualTo(8);
    }

    @Test
    void aSmallPngOfManyPixelsIsRefusedWithNeedLimitAndCure() {
        byte[] bomb = HostileImages.blackPng(9990, 9990);

        assertThat(bomb).hasSizeLessThan(13_000);
        assertRefused(
                bomb,
                "item: 9990 × 9990 pixels take 285 MiB of heap, more than the 128 MiB that one picture may take of a heap"
                        + " of 384 MiB: scale the picture down, or give the services that decode more heap"
                        + " (\"vlmstream up --max-megapixels 100\" on one machine, else -Xmx)");
    }

    @Test
    void aBlankPictureOfACameraIsRead() {
        assertThat(decode(HostileImages.blackPng(4000, 3000)).width()).isEqualTo(4000);
    }

    @Test
    void tagsThatAllClaimTheSameBytesAreNotRead() {
        byte[] bomb = HostileImages.tiffWithOverlappingTags(16_000);

        assertThat(bomb).hasSizeLessThan(200_000);
        assertCheap(bomb);
    }

    @Test
    void colourProfilesAreNotInflated() {
        assertCheap(HostileImages.pngWithProfile(100_000_000));
    }

    @Test
    void imageDataThatGoesOnIsRefused() {
        assertRefused(HostileImages.pngWithSurplus(100_000_000), "continues after its last row");
    }

    @Test
    void stripsThatOverlapAreRefused() {
        assertCheap(HostileImages.tiff(0, 8, 64));
        assertRefused(HostileImages.tiff(0, 1, 10_000), "overlap");
    }

    @Test
    void jpegsOfManyScansAreRefused() {
        byte[] photo = Goldens.bytes(Goldens.SHIPPED.resolve("preprocess-open").resolve("cat_progressive.jpg"));

        assertThat(decode(HostileImages.jpegWithScans(photo, 1)).width()).isPositive();
        assertRefused(HostileImages.jpegWithScans(photo, 200), "more than 100 scans");
    }

    @Test
    void aFrameBeyondItsScreenCountsAsItsSize() {
        assertRefused(HostileImages.gifWithFrame(60_000, 60_000), "60000 × 60000 pixels, more than the 100000000");
    }

    @Test
    void filesTooShortForTheirPixelsAreRefusedBeforeMemoryIsTaken() {
        assertRefused(HostileImages.bmpWithoutPixels(5000, 5000), "cut off: a bmp of 5000 × 5000 pixels");
        byte[] png = HostileImages.blackPng(6000, 6000);
        png[24] = 8;
        png[25] = 2;
        assertRefused(png, "cut off: a png of 6000 × 6000 pixels has at least 104651 bytes");
        for (String kind : new String[] {"P1", "P2", "P3", "P4", "P5", "P6"}) {
            String header = kind + "\n5000 5000\n" + (kind.matches("P[14]") ? "" : "255\n");
            assertRefused(header.getBytes(StandardCharsets.US_ASCII), "cut off: a pnm of 5000 × 5000 pixels");
        }
        assertRefused(HostileImages.tgaWithoutPixels(5000, 5000, false), "cut off: a tga of 5000 × 5000 pixels");
        assertRefused(HostileImages.tgaWithoutPixels(5000, 5000, true), "cut off: a tga of 5000 × 5000 pixels");
    }

    @Test
    void anIconIsAsLargeAsItsPictureAndNotAsItsEntry() {
        byte[] large = HostileImages.blackPng(9990, 9990);

        assertRefused(HostileImages.icon(large, large.length), "9990 × 9990 pixels take 285 MiB of heap");
        byte[] small = HostileImages.pngWithProfile(1000);
        assertCheap(HostileImages.icon(small, small.length));
        assertRefused(HostileImages.icon(small, small.length + 1), "cut off: an ico of 8 × 8 pixels");
        assertRefused(HostileImages.icon(small, 1 << 30), "of heap, more than the 128 MiB");
        assertRefused(HostileImages.icon(small, Integer.MAX_VALUE), "the ico's picture is said to lie at byte 22");
    }

    @Test
    void aThinPictureMayNotTakeMoreForItsResizeThanForItself() {
        ImageProcessor processor = ImageProcessor.load(
                Path.of("src/test/resources/image/pipelines/siglip_224/preprocessor_config.json"), LIMITS);
        byte[] thin = HostileImages.blackPng(1, 1_000_000);

        assertThat(decode(thin).height()).isEqualTo(1_000_000);
        long before = THREADS.getCurrentThreadAllocatedBytes();
        assertThatThrownBy(() -> processor.input(thin, "thin"))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("thin: 1 × 1000000 pixels take")
                .hasMessageContaining("of heap, more than the 128 MiB");
        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(8 * MEBIBYTE);
    }

    @Test
    void largePicturesComeOneAfterTheOther() throws Exception {
        ImageProcessor processor =
                ImageProcessor.load(Path.of("src/test/resources/image/pipelines/siglip_224/preprocessor_config.json"));
        long pixels = ImageLimits.DEFAULT.pixels().room() / 3 * 8 / 10;
        byte[] large = HostileImages.blackPng(8000, (int) Math.min(pixels, 80_000_000) / 8000);
        ExecutorService three = Executors.newFixedThreadPool(3);
        try {
            Callable<VisionInput> task = () -> processor.input(large, "large");
            for (Future<VisionInput> done : three.invokeAll(Collections.nCopies(3, task))) {
                assertThat(done.get().pixelValues()).isNotEmpty();
            }
        } finally {
            three.shutdown();
        }
    }
}
