package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel counts of TCP, in the network namespace of this process. */
public final class KernelCounters {
    private KernelCounters() {}

    /** What it has counted since it started, such as {@code TCPMD5Failure}. */
    public static long counted(String counter) throws IOException {
        List<String> lines = Files.readAllLines(Path.of("/proc/net/netstat"));
        List<String> names = List.of(lines.get(0).split(" ", -1));
        return Long.parseLong(lines.get(1).split(" ", -1)[names.indexOf(counter)]);
    }
}
