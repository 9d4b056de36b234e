package dev.ribwatch.bench.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What the kernel tells of a process; of one that is gone, nothing. */
public final class ProcessFiles {
    private static final double TICKS = 100;

    private ProcessFiles() {}

    /** User and system seconds that it has taken; 0 if it is gone. */
    public static double cpuSeconds(long pid) throws IOException {
        String stat = read(pid, "stat");
        if (stat.isEmpty()) {
            return 0;
        }
        String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
        return (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / TICKS;
    }

    /** {@code VmHWM}, {@code VmRSS} or the like, MiB; 0 if it is gone. */
    static double mebibytes(long pid, String field) throws IOException {
        Matcher matcher = Pattern.compile("(?m)^" + field + ":\\s+(\\d+) kB$").matcher(read(pid, "status"));
        return matcher.find() ? Long.parseLong(matcher.group(1)) / 1024.0 : 0;
    }

    private static String read(long pid, String file) throws IOException {
        try {
            return Files.readString(Path.of("/proc", Long.toString(pid), file));
        } catch (NoSuchFileException gone) {
            return "";
        } catch (IOException e) {
            if (ProcessHandle.of(pid).isEmpty()) {
                return ""; // ended while it was read
            }
            throw e;
        }
    }
}
