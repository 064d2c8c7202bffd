package dev.vlmstream.streaming;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;

/** Images by http(s): from allowed hosts alone, never from a private network, without following redirects. */
final class HttpImages {
    private static final Duration TIMEOUT = Duration.ofSeconds(30);
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private final List<String> hosts;
    private final long maxBytes;
    private volatile HttpClient client;

    HttpImages(List<String> hosts, long maxBytes) {
        this.hosts = hosts;
        this.maxBytes = maxBytes;
    }

    byte[] get(URI uri) {
        requireAllowed(uri);
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).timeout(TIMEOUT).build();
            HttpResponse<InputStream> response = client().send(request, HttpResponse.BodyHandlers.ofInputStream());
            try (InputStream body = response.body()) {
                if (response.statusCode() != 200) {
                    throw new ImageAccessException(uri + ": answered " + response.statusCode());
                }
                return readLimited(uri, body);
            }
        } catch (IOException e) {
            throw new ImageAccessException(uri + ": " + e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ImageAccessException(uri + ": interrupted");
        }
    }

    private byte[] readLimited(URI uri, InputStream body) throws IOException {
        byte[] bytes = body.readNBytes((int) Math.min(Integer.MAX_VALUE - 8, maxBytes + 1));
        if (bytes.length > maxBytes) {
            throw new ImageAccessException(
                    uri + ": has more than the " + maxBytes + " bytes of vlmstream.images.max-bytes");
        }
        return bytes;
    }

    private void requireAllowed(URI uri) {
        String host = uri.getHost();
        if (host == null || hosts.stream().noneMatch(host::equalsIgnoreCase)) {
            throw new ImageAccessException(
                    uri + ": its host is not one that may be read (vlmstream.images.http-hosts: " + hosts + ")");
        }
        try {
            for (InetAddress address : InetAddress.getAllByName(host)) {
                if (isPrivate(address)) {
                    throw new ImageAccessException(uri + ": " + host + " is an address of a private network");
                }
            }
        } catch (UnknownHostException e) {
            throw new ImageAccessException(uri + ": unknown host " + host);
        }
    }

    static boolean isPrivate(InetAddress address) {
        byte[] raw = address.getAddress();
        return address.isAnyLocalAddress()
                || address.isLoopbackAddress()
                || address.isLinkLocalAddress()
                || address.isSiteLocalAddress()
                || address.isMulticastAddress()
                || (raw.length == 4 ? isSpecial(raw) : isUniqueLocal(raw) || embedsPrivate(raw));
    }

    /** 0/8 this network, 100.64/10 carrier-grade NAT, 240/4 reserved. */
    private static boolean isSpecial(byte[] raw) {
        return raw[0] == 0 || (raw[0] & 0xff) == 100 && (raw[1] & 0xc0) == 64 || (raw[0] & 0xf0) == 0xf0;
    }

    private static boolean isUniqueLocal(byte[] raw) {
        return (raw[0] & 0xfe) == 0xfc;
    }

    /** IPv6 addresses that stand for an IPv4 one: ::a.b.c.d, NAT64 (64:ff9b::/96) and 6to4 (2002::/16). */
    private static boolean embedsPrivate(byte[] raw) {
        byte[] head = Arrays.copyOf(raw, 12);
        if (Arrays.equals(head, new byte[12]) || Arrays.equals(head, NAT64)) {
            return isPrivate(ipv4(raw, 12));
        }
        return raw[0] == 0x20 && raw[1] == 0x02 && isPrivate(ipv4(raw, 2));
    }

    private static InetAddress ipv4(byte[] raw, int from) {
        try {
            return InetAddress.getByAddress(Arrays.copyOfRange(raw, from, from + 4));
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private HttpClient client() {
        HttpClient current = client;
        if (current == null) {
            current = HttpClient.newBuilder()
                    .connectTimeout(TIMEOUT)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .build();
            client = current;
        }
        return current;
    }
}
