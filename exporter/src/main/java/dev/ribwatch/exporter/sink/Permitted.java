package dev.ribwatch.exporter.sink;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where requests may go. Receivers are named in the configuration, so their private addresses are fine; what is never a
 * receiver is a cloud's metadata service, a link-local, multicast or unspecified address, and clear text may not leave
 * the machine.
 */
final class Permitted {
    private Permitted() {}

    /** What is wrong with this URL by itself, or null. */
    static @Nullable String problem(URI url) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            return "the URL must begin with https:// or http://";
        }
        if (url.getRawUserInfo() != null) {
            return "a user or password in the URL is not allowed";
        }
        if (url.getHost() == null || url.getHost().isEmpty()) {
            return "the URL names no host";
        }
        return null;
    }

    /**
     * What is wrong with where this URL leads now, or null. Looks the name up; the runtime's cache of addresses makes the
     * request that follows go to what was looked at.
     *
     * @throws UnknownHostException if the name has no address
     */
    static @Nullable String problemNow(URI url) throws UnknownHostException {
        String host = url.getHost();
        if (host.startsWith("[")) {
            host = host.substring(1, host.length() - 1);
        }
        boolean clear = url.getScheme().equalsIgnoreCase("http");
        for (InetAddress address : InetAddress.getAllByName(host)) {
            InetAddress real = embedded(address);
            if (real.isAnyLocalAddress() || real.isMulticastAddress() || real.isLinkLocalAddress()) {
                return "the URL leads to an address that cannot be a receiver's";
            }
            if (clear && !real.isLoopbackAddress()) {
                return "http is allowed to this machine only; use https";
            }
        }
        return null;
    }

    /** The IPv4 address within a mapped, compatible, translated or 6to4 one, else the address itself. */
    private static InetAddress embedded(InetAddress address) throws UnknownHostException {
        if (!(address instanceof Inet6Address)) {
            return address; // a mapped one arrives as IPv4 already
        }
        byte[] octets = address.getAddress();
        boolean zeros = true;
        for (int i = 0; i < 12; i++) {
            zeros &= octets[i] == 0;
        }
        boolean loopbackOrUnspecified = zeros && octets[12] == 0 && octets[13] == 0 && octets[14] == 0;
        byte[] translation = {0, 0x64, (byte) 0xff, (byte) 0x9b, 0, 0, 0, 0, 0, 0, 0, 0};
        if (zeros && !loopbackOrUnspecified || Arrays.equals(octets, 0, 12, translation, 0, 12)) {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, 12, 16));
        }
        if (octets[0] == 0x20 && octets[1] == 0x02) {
            return InetAddress.getByAddress(Arrays.copyOfRange(octets, 2, 6));
        }
        return address;
    }
}
