package dev.ribwatch.exporter.client;

import dev.ribwatch.config.ReceiverAddresses;
import dev.ribwatch.config.value.Prefix;
import java.net.InetAddress;
import java.net.URI;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Where requests may go. Receivers are named in the configuration, so their private addresses are fine; what is never a
 * receiver is refused, and clear text may not leave the machine unless the operator lets it.
 */
public final class Permitted {
    private Permitted() {}

    /** What is wrong with this URL by itself, or null. */
    public static @Nullable String problem(URI url) {
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

    /** The name or address in this URL, without brackets. */
    static String host(URI url) {
        String host = url.getHost();
        return host.startsWith("[") ? host.substring(1, host.length() - 1) : host;
    }

    /** What is wrong with where a request to this URL leads now, or null. */
    static @Nullable String problem(InetAddress[] addresses, URI url, boolean insecure) {
        boolean clear = !insecure && url.getScheme().equalsIgnoreCase("http");
        for (InetAddress address : addresses) {
            if (ReceiverAddresses.refuses(Prefix.ofAddress(address.getAddress()))) {
                return "the URL leads to an address that cannot be a receiver's";
            }
            if (clear && !address.isLoopbackAddress()) {
                return "http is allowed to this machine only; use https, or insecure: true";
            }
        }
        return null;
    }
}
