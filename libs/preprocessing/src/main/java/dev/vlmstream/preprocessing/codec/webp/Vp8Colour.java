package dev.vlmstream.preprocessing.codec.webp;

import dev.vlmstream.preprocessing.pixels.RgbImage;

/**
 * From VP8's planes to RGB as libwebp does it by default: chroma interpolated with weights 9, 3, 3, 1 in two rounded
 * steps, then BT.601 in fixed point.
 */
final class Vp8Colour {
    private Vp8Colour() {}

    static byte[] toRgb(Vp8Plane y, Vp8Plane u, Vp8Plane v, int width, int height) {
        byte[] rgb = RgbImage.bytes(width, height);
        int[] rowU = new int[width];
        int[] rowV = new int[width];
        int last = height - 1 >> 1;
        for (int row = 0; row < height; row++) {
            int near = row >> 1;
            int far = Math.max(0, Math.min(last, (row & 1) == 0 ? near - 1 : near + 1));
            interpolate(u, near, far, rowU);
            interpolate(v, near, far, rowV);
            int at = y.at(0, row);
            for (int x = 0, out = 3 * row * width; x < width; x++, out += 3) {
                convert(y.get(at + x), rowU[x], rowV[x], rgb, out);
            }
        }
        return rgb;
    }

    /** A row of chroma at full width, between its nearer and its farther row. */
    private static void interpolate(Vp8Plane plane, int near, int far, int[] out) {
        int n = plane.at(0, near);
        int f = plane.at(0, far);
        int last = out.length - 1 >> 1;
        out[0] = 3 * plane.get(n) + plane.get(f) + 2 >> 2;
        for (int x = 1; x <= last; x++) {
            int nearLeft = plane.get(n + x - 1);
            int nearRight = plane.get(n + x);
            int farLeft = plane.get(f + x - 1);
            int farRight = plane.get(f + x);
            int sum = nearLeft + nearRight + farLeft + farRight + 8;
            out[2 * x - 1] = (sum + 2 * (nearRight + farLeft) >> 3) + nearLeft >> 1;
            out[2 * x] = (sum + 2 * (nearLeft + farRight) >> 3) + nearRight >> 1;
        }
        if ((out.length & 1) == 0) {
            out[out.length - 1] = 3 * plane.get(n + last) + plane.get(f + last) + 2 >> 2;
        }
    }

    private static void convert(int y, int u, int v, byte[] rgb, int out) {
        int luma = y * 19077 >> 8;
        rgb[out] = clip(luma + (v * 26149 >> 8) - 14234);
        rgb[out + 1] = clip(luma - (u * 6419 >> 8) - (v * 13320 >> 8) + 8708);
        rgb[out + 2] = clip(luma + (u * 33050 >> 8) - 17685);
    }

    private static byte clip(int value) {
        return (byte) Math.max(0, Math.min(255, value >> 6));
    }
}
