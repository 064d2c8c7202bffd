package dev.vlmstream.streaming.images;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** Where a host is, if that is no private network. */
public final class PublicAddress {
    private static final byte[] NAT64 = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};

    private PublicAddress() {}

    /** @throws ImageAccessException if there is none, or one of the host's addresses is private */
    static InetAddress of(String host) {
        try {
            return all(host)[0];
        } catch (UnknownHostException e) {
            throw new ImageAccessException("unknown host " + host);
        }
    }

    /**
     * All addresses of a host.
     *
     * @throws UnknownHostException if there is none
     * @throws ImageAccessException if one is private
     */
    public static InetAddress[] all(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        if (Arrays.stream(all).anyMatch(PublicAddress::isPrivate)) {
            throw new ImageAccessException(host + " is an address of a private network");
        }
        return all;
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
}
