package dev.vlmstream.streaming.images;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.NetworkInterface;
import java.net.SocketException;
import java.net.UnknownHostException;
import java.util.HexFormat;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressTest {
    /** The first and the last address of each prefix, and its neighbours where those are public. */
    @ParameterizedTest
    @CsvSource(textBlock = """
            0.0.0.0, 0.255.255.255, , 1.0.0.0
            10.0.0.0, 10.255.255.255, 9.255.255.255, 11.0.0.0
            100.64.0.0, 100.127.255.255, 100.63.255.255, 100.128.0.0
            127.0.0.0, 127.255.255.255, 126.255.255.255, 128.0.0.0
            168.63.129.16, 168.63.129.16, 168.63.129.15, 168.63.129.17
            169.254.0.0, 169.254.255.255, 169.253.255.255, 169.255.0.0
            172.16.0.0, 172.31.255.255, 172.15.255.255, 172.32.0.0
            192.0.0.0, 192.0.0.255, 191.255.255.255, 192.0.1.0
            192.0.2.0, 192.0.2.255, 192.0.1.255, 192.0.3.0
            192.88.99.0, 192.88.99.255, 192.88.98.255, 192.88.100.0
            192.168.0.0, 192.168.255.255, 192.167.255.255, 192.169.0.0
            198.18.0.0, 198.19.255.255, 198.17.255.255, 198.20.0.0
            198.51.100.0, 198.51.100.255, 198.51.99.255, 198.51.101.0
            203.0.113.0, 203.0.113.255, 203.0.112.255, 203.0.114.0
            224.0.0.0, 239.255.255.255, 223.255.255.255,
            240.0.0.0, 255.255.255.255, ,
            ::, ::1, ,
            64:ff9b:1::, 64:ff9b:1:ffff:ffff:ffff:ffff:ffff, 64:ff9b:0:ffff::1, 64:ff9b:2::
            100::, 100::ffff:ffff:ffff:ffff, ff:ffff::1, 100:0:0:2::
            100:0:0:1::, 100:0:0:1:ffff:ffff:ffff:ffff, , 100:0:0:2::
            2001::, 2001:1ff:ffff:ffff:ffff:ffff:ffff:ffff, 2000:ffff::1, 2001:200::
            2001:db8::, 2001:db8:ffff:ffff:ffff:ffff:ffff:ffff, 2001:db7:ffff::1, 2001:db9::
            3fff::, 3fff:fff:ffff:ffff:ffff:ffff:ffff:ffff, 3ffe:ffff::1, 3fff:1000::
            5f00::, 5f00:ffff:ffff:ffff:ffff:ffff:ffff:ffff, 5eff:ffff::1, 5f01::
            fc00::, fdff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fbff:ffff::1, fe00::
            fe80::, febf:ffff:ffff:ffff:ffff:ffff:ffff:ffff, fe7f:ffff::1,
            fec0::, feff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ,
            ff00::, ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff, ,
            """)
    void aPrefixEndsWhereItEnds(String first, String last, String before, String after) throws UnknownHostException {
        assertThat(whyNot(first)).as(first).isNotNull();
        assertThat(whyNot(last)).as(last).isNotNull();
        for (String neighbour : new String[] {before, after}) {
            assertThat(neighbour == null ? null : whyNot(neighbour))
                    .as(neighbour)
                    .isNull();
        }
    }

    @ParameterizedTest
    @CsvSource(textBlock = """
            ::127.0.0.1, ::8.8.8.8
            64:ff9b::192.168.0.1, 64:ff9b::8.8.8.8
            2002:7f00:1::, 2002:808:808::
            2002:c0a8:1::1, 2606:4700::1111
            """)
    void whatStandsForAnIpv4AddressIsAsPublicAsThat(String within, String open) throws UnknownHostException {
        assertThat(whyNot(within)).isNotNull();
        assertThat(whyNot(open)).isNull();
    }

    /** Java makes an IPv4 address of it where it can; a name server's answer it leaves as it came. */
    @Test
    void anIpv4AddressThatIsMappedStaysWhatItIs() throws UnknownHostException {
        String mapped = "0".repeat(20) + "ffff";
        assertThat(PublicAddress.whyNotPublic(asItCame(mapped + "0a000001"))).isEqualTo("it lies in 10.0.0.0/8");
        assertThat(PublicAddress.whyNotPublic(asItCame(mapped + "08080808"))).isNull();
    }

    @Test
    void everyAddressOfThisMachineIsRefused() throws SocketException {
        List<InetAddress> own = NetworkInterface.networkInterfaces()
                .flatMap(NetworkInterface::inetAddresses)
                .toList();
        assertThat(own).isNotEmpty();
        assertThat(own)
                .allSatisfy(address ->
                        assertThat(PublicAddress.whyNotPublic(address)).isEqualTo("it is this machine's own"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.0.0.1", "192.0.2.77", "[fe80::7]"})
    void aHostIsRefusedWithTheReason(String host) {
        assertThatThrownBy(() -> PublicAddress.all(host))
                .isInstanceOf(ImageAccessException.class)
                .hasMessageStartingWith(host + " has an address that is not public: it lies in ");
    }

    private static InetAddress asItCame(String digits) throws UnknownHostException {
        return Inet6Address.getByAddress(null, HexFormat.of().parseHex(digits), -1);
    }

    private static String whyNot(String address) throws UnknownHostException {
        return PublicAddress.whyNotPublic(InetAddress.getByName(address));
    }
}
