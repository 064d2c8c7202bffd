package dev.vlmstream.preprocessing.codec;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;
import javax.imageio.stream.ImageInputStreamImpl;

/** The Java platform's own image readers, whatever plug-ins are registered before them. */
public final class PlatformReaders {
    private PlatformReaders() {}

    public static ImageReader create(String provider) {
        Iterator<ImageReaderSpi> providers =
                IIORegistry.getDefaultInstance().getServiceProviders(ImageReaderSpi.class, false);
        while (providers.hasNext()) {
            ImageReaderSpi candidate = providers.next();
            if (candidate.getClass().getName().equals(provider)) {
                try {
                    return candidate.createReaderInstance();
                } catch (IOException e) {
                    throw new IllegalStateException("this Java platform's reader does not start: " + provider, e);
                }
            }
        }
        throw new IllegalStateException(
                "this Java platform has no " + provider + ": use a JDK or image with the module java.desktop");
    }

    /** A file in memory for the platform's readers, which remembers whether a reader wanted more than there is. */
    public static final class ByteArrayImageInput extends ImageInputStreamImpl {
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
}
