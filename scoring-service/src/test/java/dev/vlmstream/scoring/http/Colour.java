package dev.vlmstream.scoring.http;

import static java.lang.Math.abs;
import static java.lang.Math.atan2;
import static java.lang.Math.cbrt;
import static java.lang.Math.cos;
import static java.lang.Math.exp;
import static java.lang.Math.hypot;
import static java.lang.Math.pow;
import static java.lang.Math.sin;
import static java.lang.Math.sqrt;
import static java.lang.Math.toDegrees;
import static java.lang.Math.toRadians;

/** A colour of a screen, in linear sRGB. */
record Colour(double red, double green, double blue) {
    /**
     * Eyes, as matrices on linear sRGB: G. M. Machado, M. M. Oliveira and L. A. F. Fernandes, "A Physiologically-based Model for
     * Simulation of Color Vision Deficiency", IEEE TVCG 15(6), 2009, at severity 1.0.
     */
    enum Eye {
        TRICHROMAT(1, 0, 0, 0, 1, 0, 0, 0, 1),
        PROTANOPE(0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998),
        DEUTERANOPE(0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881),
        TRITANOPE(1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900);

        private final double[] matrix;

        Eye(double... matrix) {
            this.matrix = matrix;
        }
    }

    /** CIE 1976 L*a*b* under D65. */
    record Lab(double lightness, double a, double b) {}

    static Colour of(int rgb) {
        return new Colour(linear(rgb >> 16 & 255), linear(rgb >> 8 & 255), linear(rgb & 255));
    }

    private static double linear(int value) {
        double share = value / 255.0;
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4);
    }

    Colour seenBy(Eye eye) {
        double[] m = eye.matrix;
        return new Colour(
                inside(m[0] * red + m[1] * green + m[2] * blue),
                inside(m[3] * red + m[4] * green + m[5] * blue),
                inside(m[6] * red + m[7] * green + m[8] * blue));
    }

    private static double inside(double value) {
        return Math.max(0, Math.min(1, value));
    }

    Lab lab() {
        double x = f((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / 0.95047);
        double y = f(0.2126729 * red + 0.7151522 * green + 0.0721750 * blue);
        double z = f((0.0193339 * red + 0.1191920 * green + 0.9503041 * blue) / 1.08883);
        return new Lab(116 * y - 16, 500 * (x - y), 200 * (y - z));
    }

    private static double f(double t) {
        return t > 216.0 / 24389 ? cbrt(t) : (24389.0 / 27 * t + 16) / 116;
    }

    /**
     * CIEDE2000, as in G. Sharma, W. Wu and E. N. Dalal, "The CIEDE2000 color-difference formula: Implementation notes,
     * supplementary test data, and mathematical observations", Color Research and Application 30(1), 2005.
     */
    static double difference(Lab one, Lab two) {
        double meanChroma = (hypot(one.a, one.b) + hypot(two.a, two.b)) / 2;
        double g = 0.5 * (1 - sqrt(pow(meanChroma, 7) / (pow(meanChroma, 7) + pow(25, 7))));
        double a1 = one.a * (1 + g);
        double a2 = two.a * (1 + g);
        double chroma1 = hypot(a1, one.b);
        double chroma2 = hypot(a2, two.b);
        double hue1 = hue(a1, one.b);
        double hue2 = hue(a2, two.b);
        boolean grey = chroma1 * chroma2 == 0;
        double turn = grey ? 0 : hue2 - hue1;
        turn += turn > 180 ? -360 : turn < -180 ? 360 : 0;
        double lightness = (one.lightness + two.lightness) / 2;
        double chroma = (chroma1 + chroma2) / 2;
        double hue = grey ? hue1 + hue2 : (hue1 + hue2) / 2;
        if (!grey && abs(hue1 - hue2) > 180) {
            hue += hue1 + hue2 < 360 ? 180 : -180;
        }
        double t = 1
                - 0.17 * cosine(hue - 30)
                + 0.24 * cosine(2 * hue)
                + 0.32 * cosine(3 * hue + 6)
                - 0.20 * cosine(4 * hue - 63);
        double fromGrey = pow(lightness - 50, 2);
        double ofLightness = (two.lightness - one.lightness) / (1 + 0.015 * fromGrey / sqrt(20 + fromGrey));
        double ofChroma = (chroma2 - chroma1) / (1 + 0.045 * chroma);
        double ofHue = 2 * sqrt(chroma1 * chroma2) * sin(toRadians(turn / 2)) / (1 + 0.015 * chroma * t);
        double rotation = -sin(toRadians(60 * exp(-pow((hue - 275) / 25, 2))))
                * 2
                * sqrt(pow(chroma, 7) / (pow(chroma, 7) + pow(25, 7)));
        return sqrt(ofLightness * ofLightness + ofChroma * ofChroma + ofHue * ofHue + rotation * ofChroma * ofHue);
    }

    private static double hue(double a, double b) {
        return a == 0 && b == 0 ? 0 : (toDegrees(atan2(b, a)) + 360) % 360;
    }

    private static double cosine(double degrees) {
        return cos(toRadians(degrees));
    }
}
