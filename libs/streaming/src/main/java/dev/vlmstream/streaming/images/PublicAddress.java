package dev.vlmstream.streaming.images;

import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Where a host is, if that is on the public network: not in a private one, nor on this machine. */
public final class PublicAddress {
    /**
     * The prefixes that IANA's registries of special-purpose addresses (iana-ipv4-special-registry, iana-ipv6-special-registry) do not
     * call globally reachable, and those that its registries of address space have for multicast and for nothing (240/4, fec0::/10).
     */
    private static final List<Prefix> SPECIAL = Stream.of(
                    "0.0.0.0/8", // this network
                    "10.0.0.0/8", // private
                    "100.64.0.0/10", // carrier-grade NAT
                    "127.0.0.0/8", // loopback
                    "168.63.129.16/32", // public by its number, but within Azure each machine's own platform
                    "169.254.0.0/16", // link-local, metadata of clouds
                    "172.16.0.0/12", // private
                    "192.0.0.0/24", // protocols
                    "192.0.2.0/24", // documentation
                    "192.88.99.0/24", // 6to4 relays
                    "192.168.0.0/16", // private
                    "198.18.0.0/15", // benchmarks
                    "198.51.100.0/24", // documentation
                    "203.0.113.0/24", // documentation
                    "224.0.0.0/4", // multicast
                    "240.0.0.0/4", // reserved, broadcast
                    "::/128", // unspecified
                    "::1/128", // loopback
                    "64:ff9b:1::/48", // local translation to IPv4
                    "100::/64", // discard
                    "100:0:0:1::/64", // dummy
                    "2001::/23", // protocols, Teredo
                    "2001:db8::/32", // documentation
                    "3fff::/20", // documentation
                    "5f00::/16", // segment routing
                    "fc00::/7", // unique local
                    "fe80::/10", // link-local
                    "fec0::/10", // site-local
                    "ff00::/8") // multicast
            .map(Prefix::of)
            .toList();
    /** IPv6 prefixes, in hexadecimal, behind which an IPv4 address stands: ::/96, ::ffff:0:0/96, 64:ff9b::/96, 2002::/16. */
    private static final List<String> BEFORE_IPV4 =
            List.of("0".repeat(24), "0".repeat(20) + "ffff", "0064ff9b" + "0".repeat(16), "2002");

    private PublicAddress() {}

    /** Addresses that begin with the same bits, written {@code ADDRESS/BITS}. */
    private record Prefix(String text, byte[] address, int bits) {
        static Prefix of(String text) {
            String[] parts = text.split("/");
            try {
                return new Prefix(text, InetAddress.getByName(parts[0]).getAddress(), Integer.parseInt(parts[1]));
            } catch (UnknownHostException e) {
                throw new IllegalStateException(text + " begins with an address", e);
            }
        }

        boolean holds(byte[] other) {
            if (other.length != address.length) {
                return false;
            }
            for (int bit = 0; bit < bits; bit++) {
                if (((other[bit / 8] ^ address[bit / 8]) & 0x80 >> bit % 8) != 0) {
                    return false;
                }
            }
            return true;
        }
    }

    /** @throws ImageAccessException if there is none, or one of the host's addresses is not public */
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
     * @throws ImageAccessException if one is not public
     */
    public static InetAddress[] all(String host) throws UnknownHostException {
        InetAddress[] all = InetAddress.getAllByName(host);
        for (InetAddress address : all) {
            String why = whyNotPublic(address);
            if (why != null) {
                throw new ImageAccessException(host + " has an address that is not public: " + why);
            }
        }
        return all;
    }

    /** Null if it is public. */
    static @Nullable String whyNotPublic(InetAddress address) {
        if (isOfThisMachine(address)) {
            return "it is this machine's own";
        }
        byte[] raw = address.getAddress();
        for (Prefix prefix : SPECIAL) {
            if (prefix.holds(raw)) {
                return "it lies in " + prefix.text();
            }
        }
        return raw.length == 4 ? null : embedded(raw);
    }

    private static @Nullable String embedded(byte[] raw) {
        String digits = HexFormat.of().formatHex(raw);
        for (String prefix : BEFORE_IPV4) {
            if (digits.startsWith(prefix)) {
                int from = prefix.length();
                return whyNotPublic(address(HexFormat.of().parseHex(digits.substring(from, from + 8))));
            }
        }
        return null;
    }

    private static InetAddress address(byte[] raw) {
        try {
            return InetAddress.getByAddress(raw);
        } catch (UnknownHostException e) {
            throw new IllegalStateException("four bytes are an address", e);
        }
    }

    private static boolean isOfThisMachine(InetAddress address) {
        try {
            return NetworkInterface.getByInetAddress(address) != null;
        } catch (SocketException e) {
            throw new ImageAccessException("this machine's network interfaces cannot be listed: " + e.getMessage());
        }
    }
}
