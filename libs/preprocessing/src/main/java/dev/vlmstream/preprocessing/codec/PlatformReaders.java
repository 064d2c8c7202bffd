package dev.vlmstream.preprocessing.codec;

import java.io.IOException;
import java.util.Iterator;
import javax.imageio.ImageReader;
import javax.imageio.spi.IIORegistry;
import javax.imageio.spi.ImageReaderSpi;

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
}
