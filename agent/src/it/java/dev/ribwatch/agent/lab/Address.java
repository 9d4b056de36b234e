package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Addresses and ports of the lab. */
public final class Address {
    private Address() {}

    /** An address from its literal form; no name is ever looked up. */
    public static InetAddress ip(String literal) {
        try {
            return InetAddress.getByName(literal);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** A port on the first loopback address that nobody listens on now. */
    public static InetSocketAddress free() throws IOException {
        return free("127.0.0.1");
    }

    /** A port on this address that nobody listens on now. */
    public static InetSocketAddress free(String address) throws IOException {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(ip(address), 0));
            return new InetSocketAddress(ip(address), socket.getLocalPort());
        }
    }

    /** A prefix in one form, whatever form its address came in. */
    static String prefix(String text) {
        int slash = text.indexOf('/');
        return ip(text.substring(0, slash)).getHostAddress() + text.substring(slash);
    }
}
