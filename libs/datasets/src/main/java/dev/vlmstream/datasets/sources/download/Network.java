package dev.vlmstream.datasets.sources.download;

import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.function.Predicate;

/**
 * What may be reached.
 *
 * @param allows whether files may be fetched from an address of http or https, be it that of a redirect
 * @param lookUp where a host is: what it answers is connected to, and nothing else
 */
public record Network(Predicate<URI> allows, LookUp lookUp) {
    /** Everything: for a command that somebody starts who could as well use another. */
    public static final Network ANY = new Network(address -> true, InetAddress::getAllByName);

    /** Finds the addresses of a host. */
    @FunctionalInterface
    public interface LookUp {
        /**
         * @throws UnknownHostException if there is none
         * @throws DownloadException if one must not be connected to
         */
        InetAddress[] addresses(String host) throws UnknownHostException;
    }
}
