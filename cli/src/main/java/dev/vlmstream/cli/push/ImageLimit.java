package dev.vlmstream.cli.push;

/** Up to how many bytes an image travels inline. */
public final class ImageLimit {
    /** 1 MiB: topics carry questions, not archives. */
    public static final long DEFAULT = 1 << 20;

    private ImageLimit() {}
}
