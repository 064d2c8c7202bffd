package dev.vlmstream.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static byte[] file(String name) {
        Path open = Goldens.SHIPPED.resolve("preprocess-open").resolve(name);
        return Goldens.bytes(
                Files.exists(open) ? open : Goldens.SHIPPED.resolve("foreign").resolve(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat_420.jpg",
                "cat_progressive.jpg",
                "cat_gray.jpg",
                "astronaut_rgba.png",
                "astronaut_palette.png",
                "astronaut.gif",
                "coffee_lossy.webp",
                "coffee_lossless.webp",
                "coffee.bmp",
                "coffee.tiff",
                "netpbm.pbm",
                "netpbm.pgm",
                "netpbm.ppm",
                "netpbm_100_plain.ppm",
                "netpbm_plain.pbm",
                "magick_16.pgm",
                "netpbm_map.tga",
                "netpbm_rgb_runs.tga",
                "pillow_la_runs.tga",
                "hand_15.tga",
                "pillow_png.ico",
                "pillow_p.ico",
                "magick.ico"
            })
    void refusesFilesCutAnywhereInTheirPixels(String name) {
        byte[] whole = file(name);

        for (int tenth = 1; tenth < 10; tenth++) {
            byte[] cut = Arrays.copyOf(whole, whole.length * tenth / 10);

            assertThatThrownBy(() -> ImageDecoder.decode(cut, name, ImageLimits.DEFAULT))
                    .as("%s of %s bytes", cut.length, whole.length)
                    .isInstanceOf(ImageException.class)
                    .hasMessageStartingWith(name + ": ");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat_420.jpg",
                "astronaut_rgba.png",
                "astronaut.gif",
                "coffee_lossy.webp",
                "coffee_lossless.webp",
                "coffee.bmp",
                "coffee.tiff",
                "netpbm.ppm",
                "netpbm_plain.ppm",
                "netpbm.pbm",
                "magick_16.pgm",
                "netpbm_map.tga",
                "netpbm_rgb_runs.tga",
                "pillow_png.ico",
                "pillow_p.ico"
            })
    void damagedBytesNeverEscapeAsAnotherException(String name) {
        byte[] whole = file(name);
        Random random = new Random(7);

        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 4; i++) {
                damaged[random.nextInt(round % 2 == 0 ? Math.min(200, damaged.length) : damaged.length)] =
                        (byte) random.nextInt();
            }
            assertDecodedOrRefused(damaged, name);
        }
    }

    private static void assertDecodedOrRefused(byte[] encoded, String name) {
        try {
            assertThat(ImageDecoder.decode(encoded, name, new ImageLimits(4_000_000, 1 << 20)))
                    .isNotNull();
        } catch (ImageException e) {
            assertThat(e.name()).isEqualTo(name);
            assertThat(e.reason()).isNotBlank();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat_420.jpg",
                "astronaut_rgba.png",
                "astronaut.gif",
                "coffee_lossy.webp",
                "coffee_lossless.webp",
                "coffee.bmp",
                "coffee.tiff"
            })
    void refusesMorePixelsThanAllowedOfEveryFormat(String name) {
        assertThatThrownBy(() -> ImageDecoder.decode(file(name), name, new ImageLimits(5000, 1 << 20)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("pixels, more than the 5000 of vlmstream.images.max-pixels");
    }

    @ParameterizedTest
    @ValueSource(strings = {"netpbm.ppm", "netpbm_plain.pbm", "pillow_p_runs.tga", "pillow_bmp.ico"})
    void refusesMorePixelsThanAllowedOfSmallPicturesToo(String name) {
        assertThatThrownBy(() -> ImageDecoder.decode(file(name), name, new ImageLimits(400, 1 << 20)))
                .isInstanceOf(ImageException.class)
                .hasMessageContaining("pixels, more than the 400 of vlmstream.images.max-pixels");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "P6 2 2 0 ............ | the pnm's header says that 0 is its most light",
                "P6 2 2 70000 ............ | the pnm's header lacks a number from 0 to 65535",
                "P6 2 -2 255 ............ | the pnm's header lacks a number from 0 to 2147483647",
                "P5 99999999999 2 255 .... | the pnm's header lacks a number from 0 to 2147483647",
                "P5 0 2 255 .... | pnm header says 0 × 2 pixels",
                "P3 1 1 255 1 2 | cut off: a pnm of 1 × 1 pixels has at least 16 bytes, not 14",
                "P3 1 1 255     1 2 | PNM file is truncated: it ends before its last sample",
                "P3 1 1 255 1 2 256 | damaged PNM file: a sample is no number from 0 to 255",
                "P2 1 1 255 0x7f | damaged PNM file: a sample is no number from 0 to 255",
                "P1 2 1 12 | damaged PNM file: a sample is no number from 0 to 1"
            })
    void samplesAndSizesOfPlainTextAreWhatTheyMayBe(String text, String reason) {
        assertThatThrownBy(() ->
                        ImageDecoder.decode(text.getBytes(StandardCharsets.US_ASCII), "x.ppm", ImageLimits.DEFAULT))
                .isInstanceOf(ImageException.class)
                .hasMessage("x.ppm: " + reason);
    }

    /** Netpbm's own reading: a comment may stand anywhere in a header, and ends what is before it. */
    @Test
    void commentsMayStandWhereverWhiteSpaceMay() {
        byte[] file = "P2\n#a\n#b\n2#c\r\n 1\t#d 9\n255#e\n7 # f\n\n255".getBytes(StandardCharsets.US_ASCII);
        assertThat(ImageDecoder.decode(file, "x.pgm", ImageLimits.DEFAULT).rgb())
                .containsExactly(7, 7, 7, -1, -1, -1);
    }

    /** Such as scanners write: the file is whole. */
    @Test
    void whatIsNotDecodedIsNotCalledDamaged() {
        byte[] jpeg = file("coffee.tiff").clone();
        ByteBuffer tags = ByteBuffer.wrap(jpeg).order(ByteOrder.LITTLE_ENDIAN);
        int entry = tags.getInt(4) + 2;
        while (tags.getShort(entry) != 259) {
            entry += 12;
        }
        tags.putShort(entry + 8, (short) 7);
        assertThatThrownBy(() -> ImageDecoder.decode(jpeg, "scan.tiff", ImageLimits.DEFAULT))
                .isInstanceOf(ImageException.class)
                .hasMessage("scan.tiff: unsupported TIFF file: compression 7 (JPEG); none, LZW, deflate and PackBits"
                        + " are read");
    }

    @Test
    void refusesMoreBytesThanAllowed() {
        assertThatThrownBy(() -> ImageDecoder.decode(new byte[11], "big.png", new ImageLimits(10, 10)))
                .isInstanceOf(ImageException.class)
                .hasMessage("big.png: 11 bytes, above the limit of 10");
    }

    @Test
    void refusesLimitsThatCannotBeKept() {
        assertThatThrownBy(() -> new ImageLimits(0, 1)).hasMessageContaining("0 pixels");
        assertThatThrownBy(() -> new ImageLimits(1, 0)).hasMessageContaining("maxBytes");
    }
}
