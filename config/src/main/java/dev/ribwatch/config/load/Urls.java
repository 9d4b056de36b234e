package dev.ribwatch.config.load;

import dev.ribwatch.config.ReceiverAddresses;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Which URLs alerts may be sent to: HTTPS, or HTTP to this machine or where that is allowed. What a name resolves to is judged when it is
 * resolved; addresses that stand in the URL itself are judged here.
 */
final class Urls {
    private static final List<Prefix> LOOPBACK = List.of(Prefix.parse("127.0.0.0/8"), Prefix.parse("::1"));

    private Urls() {}

    /**
     * Why nothing may be sent to this URL, or null. Never repeats the URL, which may hold a secret.
     *
     * @param insecure whether clear text may leave this machine
     */
    static @Nullable String refusal(URI url, boolean insecure) {
        String scheme = url.getScheme() == null ? "" : url.getScheme().toLowerCase(Locale.ROOT);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            return "a URL begins with https://, or with http:// for a loopback address";
        }
        if (url.getRawUserInfo() != null) {
            return "a URL holds no user and password";
        }
        if (url.getRawFragment() != null) {
            return "a URL for requests has no fragment";
        }
        if (url.getHost() == null) {
            return "a URL names a host";
        }
        if (url.getPort() == 0 || url.getPort() > 65_535) {
            return "port out of range 1 to 65535";
        }
        return host(url.getHost(), scheme.equals("http") && !insecure);
    }

    private static @Nullable String host(String host, boolean plain) {
        boolean bracketed = host.startsWith("[");
        boolean name = !bracketed && host.chars().anyMatch(c -> c != '.' && (c < '0' || c > '9'));
        boolean loopback = host.equalsIgnoreCase("localhost");
        if (!name) {
            Prefix address;
            try {
                address = Prefix.parse(bracketed ? host.substring(1, host.length() - 1) : host);
            } catch (IllegalArgumentException e) {
                return String.valueOf(e.getMessage());
            }
            if (bracketed != (address.family() == Family.IPV6_UNICAST)) {
                return "a URL has IPv6 addresses in brackets, and no others";
            }
            if (ReceiverAddresses.refuses(address)) {
                return "no receiver has the address " + address.address();
            }
            loopback = LOOPBACK.stream().anyMatch(range -> range.contains(address));
        }
        return plain && !loopback
                ? "http:// is for loopback addresses; use https://, or insecure: true in a network you trust"
                : null;
    }
}
