package dev.ribwatch.bench.daemon;

import dev.ribwatch.bench.load.Peers;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What Ribwatch is told: the sample's networks and rules, and a network that owns the full tables. That one is open, so
 * that nothing follows from its routes, or closed, so that each of them is an UnexpectedPrefix.
 *
 * @param internet keys of the network that owns the full tables
 * @param networks further networks, before that one
 * @param connections further connections
 * @param policy entries of the policy
 * @param rest further top-level keys
 * @param files text by name, beside the configuration: lists of prefixes
 */
public record RibwatchConfig(
        String internet,
        String networks,
        String connections,
        String policy,
        String rest,
        Map<String, String> files) {
    private static final String ANY_PATH = "match: [{as-path: \"^[0-9]+_\"}]";

    /** The full tables belong to an open network. */
    public static RibwatchConfig open() {
        return ownedBy("open: true");
    }

    /** They belong to a closed one: a leak. */
    public static RibwatchConfig closed() {
        return ownedBy("prefixes: [100.64.0.0/10]\n    more-specifics: true");
    }

    /** They belong to a network with these keys. */
    public static RibwatchConfig ownedBy(String keys) {
        return new RibwatchConfig(keys + "\n    " + ANY_PATH, "", "", "", "", Map.of());
    }

    /** The same, and every rule has something to look for: in the full tables too, where nothing breaks it. */
    public RibwatchConfig withEveryRule() {
        String judged =
                "\n    path: {forbid: [64666], max-length: 64}\n    communities: {forbid: [\"65010:666\"]}";
        return new RibwatchConfig(internet + judged, networks, connections, policy, rest, files)
                .withNetworks("""
                  - name: guarded
                    asns: [65099]
                    prefixes: [203.0.113.0/24, "2001:db8:99::/48"]
                    more-specifics: true
                    origins: [65099]
                    path: {forbid: [3356], max-length: 8, private-as: true, as-set: false}
                    communities: {require: ["65099:1"], forbid: ["65099:2"]}
                    match: [{origin-as: [65099]}]
                """)
                .withConnection("  - {name: guard, type: link, between: [on-prem, guarded]}\n")
                .withPolicy("  providers: [174, 1299, 3356, 6939]\n")
                .with("router-defaults: {max-prefixes: {ipv4-unicast: 2000000}}\n");
    }

    public RibwatchConfig withNetworks(String more) {
        return new RibwatchConfig(internet, networks + more, connections, policy, rest, files);
    }

    public RibwatchConfig withConnection(String more) {
        return new RibwatchConfig(internet, networks, connections + more, policy, rest, files);
    }

    public RibwatchConfig withPolicy(String more) {
        return new RibwatchConfig(internet, networks, connections, policy + more, rest, files);
    }

    public RibwatchConfig with(String keys) {
        return new RibwatchConfig(internet, networks, connections, policy, rest + keys, files);
    }

    public RibwatchConfig withFile(String name, String text) {
        Map<String, String> more = new HashMap<>(files);
        more.put(name, text);
        return new RibwatchConfig(internet, networks, connections, policy, rest, more);
    }

    /** Writes it into the directory of a daemon; the path of the configuration. */
    String write(Daemon.Seat seat, int httpPort) throws IOException {
        for (Map.Entry<String, String> file : files.entrySet()) {
            seat.write(file.getKey(), file.getValue());
        }
        return seat.write("ribwatch.yaml", text(seat, httpPort));
    }

    /** For a replay: the routers are that many neighbours. */
    public String forRecording(int routers) {
        InetSocketAddress address = new InetSocketAddress(InetAddress.getLoopbackAddress(), 1790);
        return text(new Daemon.Seat(address, Path.of("/var/lib/ribwatch"), routers, 90), 9797);
    }

    private String text(Daemon.Seat seat, int httpPort) {
        String routers = IntStream.range(0, seat.sessions())
                .mapToObj(i -> "  - {name: peer%d, address: %s, as: %d, network: on-prem}\n"
                        .formatted(i, Peers.address(i), Peers.as(i)))
                .collect(Collectors.joining());
        return """
                agent:
                  as: %d
                  router-id: 192.0.2.10
                  listen: ["%s:%d"]
                  hold-time: %ds
                  state-directory: %s
                http: {listen: "127.0.0.1:%d"}
                routers:
                %snetworks:
                  - name: azure-prod
                    asns: [12076, 65515]
                    prefixes: [10.32.0.0/16, 10.33.0.0/16, "2001:db8:32::/48"]
                    more-specifics: false
                    match: [{as-path: "^12076(_12076)*(_65515)?$"}]
                  - name: private-cloud
                    asns: [65020]
                    prefixes: [172.20.0.0/18]
                    required: [172.20.0.0/20]
                    more-specifics: {max-length: 29}
                    match:
                      - {at: private-cloud, as-path: "^$"}
                      - {origin-as: [65020, 398656]}
                      - {at: on-prem, as-path: "^12076(_12076)*$"}
                  - name: on-prem
                    asns: [65010, 65011]
                    prefixes: [10.0.0.0/12, "2001:db8:10::/44"]
                    required: [10.1.0.0/16]
                    more-specifics: true
                    default-owner: true
                    match:
                      - {at: on-prem, as-path: "^$"}
                      - {origin-as: [65010, 65011]}
                      - {at: private-cloud, as-path: "^12076(_12076)*$"}
                %s  - name: internet
                    %s
                connections:
                  - {name: on-prem-circuit, type: expressroute, sku: standard, between: [on-prem, azure-prod]}
                  - {name: private-cloud-circuit, type: expressroute, between: [private-cloud, azure-prod]}
                  - {name: reach, type: global-reach, joins: [on-prem-circuit, private-cloud-circuit]}
                  - {name: transit, type: link, between: [on-prem, internet]}
                %s%s%s""".formatted(
                        Daemon.AS,
                        seat.host(),
                        seat.address().getPort(),
                        seat.holdSeconds(),
                        seat.directory(),
                        httpPort,
                        routers,
                        networks,
                        internet,
                        connections,
                        policy.isEmpty() ? "" : "policy:\n" + policy,
                        rest);
    }
}
