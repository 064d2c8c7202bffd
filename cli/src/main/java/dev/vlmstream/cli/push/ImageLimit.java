package dev.vlmstream.cli.push;

/** Up to how many bytes an image travels in the records. */
public final class ImageLimit {
    /** Of the size of what else is in them. */
    public static final int DEFAULT = 1024;

    private ImageLimit() {}
}
