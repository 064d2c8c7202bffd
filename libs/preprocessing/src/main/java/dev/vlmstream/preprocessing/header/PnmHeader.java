package dev.vlmstream.preprocessing.header;

/**
 * Netpbm's bitmaps, greymaps and pixmaps: PBM, PGM and PPM, plain (P1 to P3) and raw (P4 to P6).
 *
 * @param kind the digit of the magic number
 * @param most the value of full light; 1 in a bitmap
 * @param data where the samples begin
 */
public record PnmHeader(int kind, int width, int height, int most, int data) {
    private static final int MOST = 65_535;

    /** "P6" alone begins many texts; a number or a comment follows in an image. */
    static boolean begins(HeaderBytes bytes) {
        if (bytes.length() < 4 || !bytes.has(0, "P") || !PnmNumbers.isBlank(bytes.u8(2))) {
            return false;
        }
        int next = bytes.u8(3);
        return bytes.u8(1) >= '1'
                && bytes.u8(1) <= '6'
                && (next >= '0' && next <= '9' || next == '#' || PnmNumbers.isBlank(next));
    }

    /** @throws InvalidImageException if the file is cut off before its header's end, or has no numbers there */
    public static PnmHeader read(byte[] file) {
        return read(new HeaderBytes(file));
    }

    static PnmHeader read(HeaderBytes bytes) {
        int kind = bytes.u8(1) - '0';
        PnmNumbers numbers = new PnmNumbers(bytes.bytes(), 2);
        int width = next(numbers, Integer.MAX_VALUE);
        int height = next(numbers, Integer.MAX_VALUE);
        int most = kind % 3 == 1 ? 1 : next(numbers, MOST);
        if (most == 0) {
            throw new InvalidImageException("the pnm's header says that 0 is its most light");
        }
        return new PnmHeader(kind, width, height, most, numbers.at());
    }

    private static int next(PnmNumbers numbers, int most) {
        int number = numbers.next(most);
        if (numbers.ended()) {
            throw new InvalidImageException("the pnm's header is cut off");
        }
        if (number < 0) {
            throw new InvalidImageException("the pnm's header lacks a number from 0 to " + most);
        }
        return number;
    }

    public boolean isBitmap() {
        return kind % 3 == 1;
    }

    /** Whether its samples are written as digits. */
    public boolean isPlain() {
        return kind <= 3;
    }

    /** Samples of a pixel. */
    public int samples() {
        return kind % 3 == 0 ? 3 : 1;
    }

    /** Bytes of a raw file's row; a bitmap has eight pixels in one. */
    public long rowBytes() {
        long samples = (long) width * samples();
        return isBitmap() ? (samples + 7) / 8 : most > 255 ? 2 * samples : samples;
    }

    ImageHeader image() {
        long samples = ImageHeader.times(samples(), width, height);
        long plain = isBitmap() ? samples : 2 * samples - 1;
        long least = data + (isPlain() ? plain : ImageHeader.times(rowBytes(), height));
        return new ImageHeader(ImageFormat.PNM, width, height, ImageHeader.times(3, width, height), least);
    }
}
