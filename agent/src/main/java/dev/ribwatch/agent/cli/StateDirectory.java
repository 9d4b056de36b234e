package dev.ribwatch.agent.cli;

import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Whether this process could keep its state in a directory. */
final class StateDirectory {
    private StateDirectory() {}

    /** Why it could not, or null. Changes nothing. */
    static @Nullable String problem(Path directory) {
        if (Files.exists(directory)) {
            if (!Files.isDirectory(directory)) {
                return directory + " is not a directory";
            }
            return writable(directory) ? null : directory + " cannot be written by this user";
        }
        Path parent = directory.toAbsolutePath().getParent();
        while (parent != null && !Files.exists(parent)) {
            parent = parent.getParent();
        }
        return parent != null && Files.isDirectory(parent) && writable(parent)
                ? null
                : directory + " does not exist, and this user cannot make it";
    }

    private static boolean writable(Path directory) {
        return Files.isWritable(directory) && Files.isExecutable(directory);
    }
}
