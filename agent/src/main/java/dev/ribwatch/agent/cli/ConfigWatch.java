package dev.ribwatch.agent.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Collection;
import java.util.List;

/**
 * Tells when files have changed and come to rest: who writes one is not done before it has looked the same for some looks in a
 * row. Looks are the caller's, about one a second. A file that comes or goes has changed.
 */
final class ConfigWatch {
    /** So many looks in a row show the same. */
    private static final int CALM = 2;

    private List<Path> files = List.of();
    /** What the files looked like when they were read. */
    private String read = "";

    private String last = "";
    private int calm;

    /**
     * Watches these files from now on.
     *
     * @param before what they looked like before they were read, as {@link #look} has it
     */
    void watch(Collection<Path> read, String before) {
        files = List.copyOf(read);
        this.read = before;
        last = before;
        calm = 0;
    }

    /** The files that are watched. */
    List<Path> files() {
        return files;
    }

    /** What the files that are watched look like. */
    String look() {
        return look(files);
    }

    /** What files look like: size, time of the last change, which file it is, and whether it can be read. */
    static String look(Collection<Path> files) {
        StringBuilder look = new StringBuilder();
        for (Path file : files) {
            try {
                BasicFileAttributes found = Files.readAttributes(file, BasicFileAttributes.class);
                look.append(found.isDirectory() ? "" : found.size())
                        .append(' ')
                        .append(found.lastModifiedTime().toInstant())
                        .append(' ')
                        .append(found.fileKey())
                        .append(Files.isReadable(file) ? "" : " unreadable");
            } catch (IOException e) {
                look.append("none");
            }
            look.append('\n');
        }
        return look.toString();
    }

    /** Looks once; true if they have changed since they were read and are at rest. */
    boolean changed() {
        String now = look();
        if (now.equals(read)) {
            calm = 0;
            last = now;
            return false;
        }
        calm = now.equals(last) ? calm + 1 : 0;
        last = now;
        return calm >= CALM;
    }
}
