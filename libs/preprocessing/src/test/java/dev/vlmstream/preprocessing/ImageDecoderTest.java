package dev.vlmstream.preprocessing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ImageDecoderTest {
    private static byte[] file(String name) {
        return Goldens.bytes(Goldens.SHIPPED.resolve("preprocess-open").resolve(name));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat_420.jpg", "cat_progressive.jpg", "cat_gray.jpg", "astronaut_rgba.png", "astronaut_palette.png",
                "astronaut.gif", "coffee_lossy.webp", "coffee_lossless.webp", "coffee.bmp", "coffee.tiff"
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
                "coffee.tiff"
            })
    void damagedBytesNeverEscapeAsAnotherException(String name) {
        byte[] whole = file(name);
        Random random = new Random(7);

        for (int round = 0; round < 60; round++) {
            byte[] damaged = whole.clone();
            for (int i = 0; i < 4; i++) {
                damaged[random.nextInt(round % 2 == 0 ? 200 : damaged.length)] = (byte) random.nextInt();
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
