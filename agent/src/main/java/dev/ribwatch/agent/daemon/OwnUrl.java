package dev.ribwatch.agent.daemon;

import dev.ribwatch.config.HttpConfig;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;

/** Where people find our own page, for links. */
final class OwnUrl {
    private OwnUrl() {}

    /**
     * @param port that is bound
     * @param host this machine's name, for a listener on all addresses
     */
    static String of(HttpConfig config, int port, String host) {
        InetAddress address = config.listen().getAddress();
        String shown = address.isAnyLocalAddress() ? host : text(address);
        return (config.tls() == null ? "http://" : "https://") + authority(shown, port);
    }

    /** As people and URLs write it. */
    static String text(InetSocketAddress address) {
        return authority(text(address.getAddress()), address.getPort());
    }

    private static String text(InetAddress address) {
        return address.getHostAddress().replaceAll("%.*", "");
    }

    private static String authority(String host, int port) {
        return (host.indexOf(':') < 0 ? host : "[" + host + "]") + ":" + port;
    }

    /** This machine's name; {@code localhost} if it has none that may stand in a link. May ask the name service. */
    static String hostName() {
        try {
            String name = InetAddress.getLocalHost().getCanonicalHostName();
            return isHostName(name) ? name : "localhost";
        } catch (UnknownHostException e) {
            return "localhost";
        }
    }

    static boolean isHostName(String name) {
        return name.length() <= 253 && name.matches("[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?");
    }
}
