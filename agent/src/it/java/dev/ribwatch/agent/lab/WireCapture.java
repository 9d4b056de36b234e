package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Everything on the agent's BGP port, captured by tcpdump and read by tshark: an eye that is not ours. */
public final class WireCapture implements AutoCloseable {
    private final Path file;
    private final int port;
    private final Subprocess process;

    private WireCapture(Path file, int port, Subprocess process) {
        this.file = file;
        this.port = port;
        this.process = process;
    }

    static WireCapture start(Path parent, int port) throws IOException {
        return start(parent, port, "tcp port " + port);
    }

    /** Only what the agent says, without what merely acknowledges: floods towards it would fill the disk. */
    public static WireCapture startOfAgent(Path parent, InetSocketAddress agent) throws IOException {
        return start(
                parent,
                agent.getPort(),
                "tcp and src host " + agent.getAddress().getHostAddress() + " and src port " + agent.getPort()
                        + " and ip[2:2] - ((ip[0] & 0xf) << 2) - ((tcp[12] & 0xf0) >> 2) != 0");
    }

    private static WireCapture start(Path parent, int port, String filter) throws IOException {
        Path directory = Files.createDirectories(parent.resolve("capture"));
        Path file = directory.resolve("bgp.pcap");
        Subprocess process = Subprocess.start(
                directory,
                Map.of(),
                List.of(
                        "tcpdump", "-i", "lo", "-s", "0", "-B", "16384", "-U", "-Z", "root", "-w", file.toString(),
                        filter));
        Await.until(
                "tcpdump listens", Duration.ofSeconds(10), () -> process.output().contains("listening on"));
        return new WireCapture(file, port, process);
    }

    /** Ends the capture. */
    public void stop() {
        process.close();
    }

    /** UPDATE messages from the agent that carry a prefix, announced or withdrawn, in whatever field. */
    public long prefixesSentByUs() {
        return count("tcp.srcport == " + port + " && bgp.type == 2 && (" + PREFIX + ")");
    }

    /** The same from the routers: shows that the filter finds prefixes where there are some. */
    long prefixesSentByRouters() {
        return count("tcp.dstport == " + port + " && bgp.type == 2 && (" + PREFIX + ")");
    }

    public long messagesSentByUs() {
        return count("tcp.srcport == " + port + " && bgp.type");
    }

    private static final String PREFIX = "bgp.nlri_prefix || bgp.withdrawn_prefix || bgp.mp_reach_nlri_ipv4_prefix"
            + " || bgp.mp_unreach_nlri_ipv4_prefix || bgp.mp_reach_nlri_ipv6_prefix"
            + " || bgp.mp_unreach_nlri_ipv6_prefix";

    private long count(String filter) {
        String frames = Subprocess.run(
                "sh",
                "-c",
                "tshark -r '" + file + "' -d tcp.port==" + port + ",bgp -Y '" + filter + "' -T fields -e frame.number 2>/dev/null");
        return frames.lines().filter(line -> !line.isBlank()).count();
    }

    @Override
    public void close() {
        process.close();
    }
}
