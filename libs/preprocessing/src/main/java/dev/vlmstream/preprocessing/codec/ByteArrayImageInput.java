package dev.vlmstream.preprocessing.codec;

import javax.imageio.stream.ImageInputStreamImpl;

/** A file in memory for the platform's readers, which remembers whether a reader wanted more than there is. */
public final class ByteArrayImageInput extends ImageInputStreamImpl {
    private final byte[] bytes;
    private boolean ranOut;

    public ByteArrayImageInput(byte[] bytes) {
        this.bytes = bytes;
    }

    /** Whether a read found nothing left. */
    public boolean ranOut() {
        return ranOut;
    }

    @Override
    public int read() {
        bitOffset = 0;
        if (streamPos >= bytes.length) {
            ranOut = true;
            return -1;
        }
        return bytes[(int) streamPos++] & 0xff;
    }

    @Override
    public int read(byte[] into, int offset, int length) {
        bitOffset = 0;
        if (length == 0) {
            return 0;
        }
        if (streamPos >= bytes.length) {
            ranOut = true;
            return -1;
        }
        int n = (int) Math.min(length, bytes.length - streamPos);
        System.arraycopy(bytes, (int) streamPos, into, offset, n);
        streamPos += n;
        return n;
    }

    @Override
    public long length() {
        return bytes.length;
    }
}
