package dev.ribwatch.agent.load;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The agent's process as the kernel sees it (proc(5)). */
final class AgentFigures {
    private static final int TICKS_A_SECOND = 100;

    private final Path process;

    AgentFigures(long pid) {
        process = Path.of("/proc/" + pid);
    }

    /** Resident memory, MiB. */
    double residentMib() throws IOException {
        return status("VmRSS:") / 1024.0;
    }

    long threads() throws IOException {
        return status("Threads:");
    }

    private long status(String field) throws IOException {
        for (String line : Files.readAllLines(process.resolve("status"))) {
            if (line.startsWith(field)) {
                return Long.parseLong(line.substring(field.length()).replace("kB", "").strip());
            }
        }
        throw new IOException("no " + field);
    }

    /** Descriptors that are open. */
    long descriptors() throws IOException {
        try (Stream<Path> open = Files.list(process.resolve("fd"))) {
            return open.count();
        }
    }

    /** Processor time of the whole process so far, seconds. */
    double cpuSeconds() throws IOException {
        return cpuSeconds(process.resolve("stat"));
    }

    /** Processor time so far of the threads whose names begin so, seconds. */
    double cpuSeconds(String threadName) throws IOException {
        List<Path> tasks = new ArrayList<>();
        try (Stream<Path> all = Files.list(process.resolve("task"))) {
            all.forEach(tasks::add);
        }
        double seconds = 0;
        for (Path task : tasks) {
            seconds += cpuSeconds(task, threadName);
        }
        return seconds;
    }

    private static double cpuSeconds(Path task, String name) throws IOException {
        try {
            return Files.readString(task.resolve("comm")).startsWith(name) ? cpuSeconds(task.resolve("stat")) : 0;
        } catch (NoSuchFileException over) {
            return 0;
        }
    }

    private static double cpuSeconds(Path stat) throws IOException {
        String text = Files.readString(stat);
        String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / (double) TICKS_A_SECOND;
    }
}
