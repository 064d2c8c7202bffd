package dev.vlmstream.preprocessing.codec.webp;

/** What a lossless WebP encoder did to the ARGB pixels, undone; named as the format's specification names them. */
sealed interface Vp8lTransform {
    /** The pixels before the encoder's transform, of an image that wide before it. */
    int[] undo(int[] pixels, int width);

    /** Green was subtracted from red and blue. */
    record SubtractGreen() implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int width) {
            for (int i = 0; i < pixels.length; i++) {
                int argb = pixels[i];
                int green = argb >> 8 & 0xff;
                int redBlue = (argb & 0xff00ff) + (green << 16 | green) & 0xff00ff;
                pixels[i] = argb & 0xff00ff00 | redBlue;
            }
            return pixels;
        }
    }

    /** Red and blue were decorrelated, by three multipliers a tile. */
    record CrossColour(int[] tiles, int bits) implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int width) {
            int perRow = Vp8lPixels.tiles(width, bits);
            for (int i = 0; i < pixels.length; i++) {
                int multipliers = tiles[(i / width >> bits) * perRow + (i % width >> bits)];
                int argb = pixels[i];
                byte green = (byte) (argb >> 8);
                int red = (argb >> 16) + delta((byte) multipliers, green) & 0xff;
                int blue = argb + delta((byte) (multipliers >> 8), green);
                blue = blue + delta((byte) (multipliers >> 16), (byte) red) & 0xff;
                pixels[i] = argb & 0xff00ff00 | red << 16 | blue;
            }
            return pixels;
        }

        private static int delta(byte multiplier, byte colour) {
            return multiplier * colour >> 5;
        }
    }

    /** Pixels were replaced by indices into a palette, several to a pixel where the palette is small. */
    record ColourIndexing(int[] palette, int bits) implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int width) {
            int packedWidth = Vp8lPixels.tiles(width, bits);
            int height = pixels.length / packedWidth;
            int depth = 8 >> bits;
            int[] out = new int[width * height];
            for (int y = 0, i = 0; y < height; y++) {
                for (int x = 0; x < width; x++, i++) {
                    int packed = pixels[y * packedWidth + (x >> bits)] >> 8 & 0xff;
                    int index = packed >> (x & (1 << bits) - 1) * depth & (1 << depth) - 1;
                    out[i] = index < palette.length ? palette[index] : 0;
                }
            }
            return out;
        }
    }

    /** Pixels were replaced by their difference from a prediction, of 14 kinds, by tile. */
    record Prediction(int[] tiles, int bits) implements Vp8lTransform {
        @Override
        public int[] undo(int[] pixels, int width) {
            int perRow = Vp8lPixels.tiles(width, bits);
            for (int i = 0; i < pixels.length; i++) {
                int x = i % width;
                int prediction;
                if (i < width) {
                    prediction = x == 0 ? Vp8lPredictor.BLACK : pixels[i - 1];
                } else if (x == 0) {
                    prediction = pixels[i - width];
                } else {
                    int mode = tiles[(i / width >> bits) * perRow + (x >> bits)] >> 8 & 0xf;
                    prediction = Vp8lPredictor.predict(mode, pixels, i, width);
                }
                pixels[i] = Vp8lPredictor.add(pixels[i], prediction);
            }
            return pixels;
        }
    }
}
