package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A program started by the lab, with its output in a file. Only programs started here are ever ended here. */
public final class Subprocess implements AutoCloseable {
    private static final Duration GRACE = Duration.ofSeconds(5);

    private final Process process;
    private final Path output;

    private Subprocess(Process process, Path output) {
        this.process = process;
        this.output = output;
    }

    public static Subprocess start(Path directory, Map<String, String> environment, List<String> command) throws IOException {
        Path output = directory.resolve("output");
        ProcessBuilder builder = new ProcessBuilder(command)
                .directory(directory.toFile())
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(output.toFile()));
        builder.environment().putAll(environment);
        Process process = builder.start();
        Subprocess started = new Subprocess(process, output);
        Runtime.getRuntime().addShutdownHook(new Thread(started::kill));
        return started;
    }

    /** Runs a command to its end; what it printed, provided that it succeeded within ten seconds. */
    public static String run(String... command) {
        return run(List.of(command), "");
    }

    public static String run(List<String> command, String input) {
        try {
            Path out = Files.createTempFile("ribwatch-lab", ".out");
            try {
                Process process = new ProcessBuilder(command)
                        .redirectErrorStream(true)
                        .redirectOutput(out.toFile())
                        .start();
                process.getOutputStream().write(input.getBytes(StandardCharsets.UTF_8));
                process.getOutputStream().close();
                if (!process.waitFor(30, TimeUnit.SECONDS)) {
                    process.destroyForcibly();
                    throw new IllegalStateException("no end: " + String.join(" ", command));
                }
                String text = Files.readString(out);
                if (process.exitValue() != 0) {
                    throw new IllegalStateException(
                            String.join(" ", command) + ": exit " + process.exitValue() + ": " + text);
                }
                return text;
            } finally {
                Files.delete(out);
            }
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }

    public long pid() {
        return process.pid();
    }

    public boolean alive() {
        return process.isAlive();
    }

    /** The exit code, waiting for the end. */
    public int exit(Duration limit) throws InterruptedException {
        if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
            throw new AssertionError("still running after " + limit.toSeconds() + " s:\n" + output());
        }
        return process.exitValue();
    }

    public String output() {
        try {
            return Files.readString(output);
        } catch (IOException failure) {
            return failure.toString();
        }
    }

    /** Sends a signal by name, such as {@code HUP}. */
    public void signal(String name) {
        run("sh", "-c", "kill -" + name + " " + process.pid()); // a built-in: bare systems have no such program
    }

    /** Kill -9 for the process and for what it started, all at once. */
    void kill() {
        List<ProcessHandle> family = new ArrayList<>();
        try (Stream<ProcessHandle> children = process.descendants()) {
            children.forEach(family::add);
        }
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
        family.forEach(handle -> handle.onExit().join());
        process.onExit().join();
    }

    @Override
    public void close() {
        List<ProcessHandle> family = new ArrayList<>();
        try (Stream<ProcessHandle> children = process.descendants()) {
            children.forEach(family::add);
        }
        process.destroy();
        try {
            process.waitFor(GRACE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
        process.destroyForcibly();
        family.forEach(ProcessHandle::destroyForcibly);
    }
}
