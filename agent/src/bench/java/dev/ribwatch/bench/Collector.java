package dev.ribwatch.bench;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A daemon that takes the load: how it is started, how many routes it says it holds, what it costs. */
abstract class Collector implements AutoCloseable {
    static final int AS = 64_512;
    static final int FIRST_PEER_AS = 64_501;

    final InetSocketAddress address;
    final Path directory;
    private final Process process;

    Collector(InetSocketAddress address, Path directory, ProcessBuilder command) throws IOException {
        this.address = address;
        this.directory = directory;
        this.process = command.redirectErrorStream(true)
                .redirectOutput(directory.resolve("out").toFile())
                .start();
    }

    abstract long routes() throws IOException, InterruptedException;

    static String peerAddress(int session) {
        return "127.0.0." + (2 + session);
    }

    boolean isAlive() {
        return process.isAlive();
    }

    /** User and system seconds. */
    double cpuSeconds() throws IOException {
        String stat = Files.readString(Path.of("/proc", Long.toString(process.pid()), "stat"));
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / 100.0;
    }

    /** {@code VmHWM} or {@code VmRSS}, octets. */
    long memory(String field) throws IOException {
        for (String line : Files.readAllLines(Path.of("/proc", Long.toString(process.pid()), "status"))) {
            if (line.startsWith(field + ":")) {
                return Long.parseLong(line.replaceAll("\\D", "")) * 1024;
            }
        }
        throw new IOException("no " + field);
    }

    @Override
    public void close() throws IOException {
        process.destroy();
        try {
            if (!process.waitFor(10, java.util.concurrent.TimeUnit.SECONDS)) {
                process.destroyForcibly().waitFor();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** BIRD 2: imports all, exports nothing, a plain pair of tables a peer. */
    static final class Bird extends Collector {
        Bird(InetSocketAddress address, Path directory, int sessions) throws IOException {
            super(address, directory, new ProcessBuilder(
                    "bird", "-f", "-c", config(address, directory, sessions).toString(),
                    "-s", directory.resolve("ctl").toString(), "-P", directory.resolve("pid").toString()));
        }

        private static Path config(InetSocketAddress address, Path directory, int sessions) throws IOException {
            StringBuilder text = new StringBuilder("router id 127.0.0.1;\nprotocol device {}\n");
            for (int i = 0; i < sessions; i++) {
                text.append("ipv4 table p4_%1$d; ipv6 table p6_%1$d;\n".formatted(i));
                text.append("""
                        protocol bgp peer%1$d { local %2$s port %3$d as %4$d; neighbor %5$s as %6$d; multihop; passive;
                          hold time 180;
                          ipv4 { table p4_%1$d; import all; export none; import keep filtered off; };
                          ipv6 { table p6_%1$d; import all; export none; import keep filtered off; }; }
                        """
                        .formatted(
                                i,
                                address.getAddress().getHostAddress(),
                                address.getPort(),
                                AS,
                                peerAddress(i),
                                FIRST_PEER_AS + i));
            }
            return Files.writeString(directory.resolve("bird.conf"), text);
        }

        @Override
        long routes() throws IOException, InterruptedException {
            Process client = new ProcessBuilder(
                            "birdc", "-s", directory.resolve("ctl").toString(), "show", "protocols", "all")
                    .redirectErrorStream(true)
                    .start();
            String output = new String(client.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            client.waitFor();
            return sum(Pattern.compile("Routes:\\s+(\\d+)"), output);
        }
    }

    /** Ribwatch as systemd would start it, policy on: the sample's networks, and an open one that owns the tables. */
    static final class Ribwatch extends Collector {
        private static final HttpClient CLIENT = HttpClient.newHttpClient();
        private final int httpPort;

        Ribwatch(InetSocketAddress address, int httpPort, Path launcher, Path directory, int sessions)
                throws IOException {
            super(address, directory, new ProcessBuilder(
                    launcher.toString(), "run", "-c", config(address, httpPort, directory, sessions).toString()));
            this.httpPort = httpPort;
        }

        private static Path config(InetSocketAddress address, int httpPort, Path directory, int sessions)
                throws IOException {
            StringBuilder text = new StringBuilder("""
                    agent:
                      as: %d
                      router-id: 192.0.2.10
                      listen: ["%s:%d"]
                      hold-time: 180s
                      state-directory: %s
                    http: {listen: "127.0.0.1:%d"}
                    routers:
                    """
                    .formatted(AS, address.getAddress().getHostAddress(), address.getPort(), directory, httpPort));
            List<String> neighbors = new ArrayList<>();
            for (int i = 0; i < sessions; i++) {
                text.append("  - {name: peer%d, address: %s, as: %d, network: on-prem}\n"
                        .formatted(i, peerAddress(i), FIRST_PEER_AS + i));
                neighbors.add(Integer.toString(FIRST_PEER_AS + i));
            }
            text.append("""
                    networks:
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
                      - name: internet
                        open: true
                        match: [{as-path: "^[0-9]+_"}]
                    connections:
                      - {name: on-prem-circuit, type: expressroute, sku: standard, between: [on-prem, azure-prod]}
                      - {name: private-cloud-circuit, type: expressroute, between: [private-cloud, azure-prod]}
                      - {name: reach, type: global-reach, joins: [on-prem-circuit, private-cloud-circuit]}
                      - {name: transit, type: link, between: [on-prem, internet]}
                    """);
            return Files.writeString(directory.resolve("ribwatch.yaml"), text);
        }

        @Override
        long routes() throws IOException, InterruptedException {
            return sum(Pattern.compile("(?m)^ribwatch_routes\\{[^}]*} (\\S+)$"), metrics());
        }

        /** The value of an unlabelled metric, or NaN. */
        double metric(String name) throws IOException, InterruptedException {
            Matcher matcher = Pattern.compile("(?m)^" + Pattern.quote(name) + " (\\S+)$").matcher(metrics());
            return matcher.find() ? Double.parseDouble(matcher.group(1)) : Double.NaN;
        }

        String metrics() throws IOException, InterruptedException {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + httpPort + "/metrics"))
                    .build();
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString()).body();
        }
    }

    private static long sum(Pattern pattern, String text) {
        long total = 0;
        Matcher matcher = pattern.matcher(text);
        while (matcher.find()) {
            total += (long) Double.parseDouble(matcher.group(1));
        }
        return total;
    }
}
