package dev.ribwatch.agent.lab;

import java.net.InetSocketAddress;

/**
 * Where an edge router sits.
 *
 * @param name its name in the agent's configuration
 * @param address its own loopback address, from which it connects
 * @param as its AS
 * @param listener where the agent listens
 * @param listenerAs the agent's AS
 */
record Seat(String name, String address, long as, InetSocketAddress listener, long listenerAs) {
    boolean internal() {
        return as == listenerAs;
    }

    int port() {
        return listener.getPort();
    }

    String agent() {
        return listener.getAddress().getHostAddress();
    }
}
