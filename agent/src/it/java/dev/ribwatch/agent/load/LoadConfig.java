package dev.ribwatch.agent.load;

import dev.ribwatch.agent.lab.Address;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The agent's configuration under load: many routers of one on-premises network, two networks of which one is a cloud. */
final class LoadConfig {
    static final long EDGE_AS = 65010;

    private final InetSocketAddress bgp;
    private final InetSocketAddress http = Address.free();
    private final int holdSeconds;
    private final List<String> routers = new ArrayList<>();

    LoadConfig(int holdSeconds) throws IOException {
        this("127.0.0.1", holdSeconds);
    }

    /** @param address where it listens for routers */
    LoadConfig(String address, int holdSeconds) throws IOException {
        this.bgp = Address.free(address);
        this.holdSeconds = holdSeconds;
    }

    InetSocketAddress bgp() {
        return bgp;
    }

    InetSocketAddress http() {
        return http;
    }

    Messages.Offer offer() {
        return Messages.Offer.plain(holdSeconds);
    }

    /**
     * @param keys further keys of the router's entry, each with a comma and a space before it
     */
    LoadConfig router(String name, String address, String keys) {
        routers.add("  - {name: %s, address: %s, as: %d, network: on-prem%s}\n".formatted(name, address, EDGE_AS, keys));
        return this;
    }

    /** Routers {@code r0} and so on at {@link #address}. */
    LoadConfig routers(int count) {
        for (int i = 0; i < count; i++) {
            router("r" + i, address(i), "");
        }
        return this;
    }

    /** The address of router number so and so: 127.1.0.1 and following. */
    static String address(int number) {
        return "127.1.%d.%d".formatted(number / 250, 1 + number % 250);
    }

    String yaml(Path directory) {
        return TEXT.formatted(
                bgp.getAddress().getHostAddress(),
                bgp.getPort(),
                holdSeconds,
                directory,
                http.getAddress().getHostAddress(),
                http.getPort(),
                String.join("", routers));
    }

    private static final String TEXT =
            """
            agent: {as: 65000, router-id: 192.0.2.10, listen: ["%s:%d"], hold-time: %ds, state-directory: %s}
            http: {listen: "%s:%d"}
            router-defaults: {families: [ipv4-unicast], down-grace: 1s}
            routers:
            %s
            networks:
              - name: on-prem
                asns: [65010]
                prefixes: [10.0.0.0/12]
                required: []
                more-specifics: true
                match: [{at: on-prem, as-path: "^$"}]
              - name: transit
                asns: [64500]
                open: true
                match: [{as-path: "^64500"}]
            connections:
              - {name: upstream, type: link, between: [on-prem, transit]}
            policy:
              rules:
                ViewPartial: {for: 0s}
                SessionDown: {keep-firing-for: 0s}
            """;
}
