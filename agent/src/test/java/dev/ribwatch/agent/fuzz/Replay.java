package dev.ribwatch.agent.fuzz;

import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;
import java.util.List;
import java.util.stream.Stream;

/**
 * Inputs that fuzzing has kept, through their target once more, without the fuzzer. A file is named after its target and
 * has an input a line in Base64; those of {@code *.regressions} once broke it, as the line before says.
 */
final class Replay {
    private Replay() {}

    /** Replays all of a directory. */
    public static void main(String... arguments) throws IOException, ReflectiveOperationException {
        int inputs = 0;
        for (Path file : files(Path.of(arguments[0]))) {
            inputs += replay(file);
        }
        System.out.println(inputs + " inputs replayed");
    }

    /** The files of a directory, in order. */
    static List<Path> files(Path directory) throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.sorted().toList();
        }
    }

    /** Replays a file; how many inputs it has. Fails at the first that breaks the target. */
    static int replay(Path file) throws IOException, ReflectiveOperationException {
        String name = file.getFileName().toString();
        Method target =
                Class.forName(name.substring(0, name.lastIndexOf('.'))).getMethod("fuzzerTestOneInput", byte[].class);
        int inputs = 0;
        for (String line : Files.readAllLines(file)) {
            if (!line.startsWith("#")) {
                inputs++;
                try {
                    target.invoke(null, (Object) Base64.getDecoder().decode(line));
                } catch (InvocationTargetException e) {
                    throw new AssertionError(name + ": " + line, e.getCause());
                }
            }
        }
        return inputs;
    }
}
