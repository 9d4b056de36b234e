package dev.ribwatch.config.load;

import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.source.TextFile;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.PatternSyntaxException;

/** Finds the files that {@code include} names. Wildcards stand in the last part of a name only. */
final class Includes {
    private static final int MOST = 1_000;

    private Includes() {}

    /** The files of one pattern by name; none of them may be what a wildcard finds, but a plain name must be there. */
    static List<Path> files(Located<String> pattern, Scope scope) {
        Path path = scope.resolve(pattern);
        Path name = path == null ? null : path.getFileName();
        if (path == null || name == null) {
            return List.of();
        }
        String text = pattern.value();
        if (isWild(text.substring(0, text.lastIndexOf('/') + 1))) {
            scope.error(pattern.place().problem("wildcards stand in the last part of a file name only"));
            return List.of();
        }
        if (!isWild(name.toString())) {
            return List.of(path);
        }
        Path directory = path.getParent() == null ? Path.of("") : path.getParent();
        scope.searches(directory);
        if (!Files.isDirectory(directory)) {
            return List.of();
        }
        List<Path> files = new ArrayList<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(directory, name.toString())) {
            for (Path file : found) {
                files.add(file);
                if (files.size() > MOST) {
                    scope.error(pattern.place().problem("more than " + MOST + " files"));
                    return List.of();
                }
            }
        } catch (IOException e) {
            scope.error(pattern.place().problem(directory + ": " + TextFile.reason(e)));
        } catch (DirectoryIteratorException e) {
            scope.error(pattern.place().problem(directory + ": cannot be read"));
        } catch (PatternSyntaxException e) {
            scope.error(pattern.place().problem("not a file pattern: " + e.getDescription()));
        }
        files.sort(null);
        return files;
    }

    private static boolean isWild(String text) {
        return text.chars().anyMatch(c -> "*?[{".indexOf(c) >= 0);
    }
}
