package dev.ribwatch.exporter.ledger;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;

/** What went wrong with a file, for people. */
final class FaultText {
    private static final int MOST = 200;

    private FaultText() {}

    /** Printable and bounded. */
    static String of(Throwable e) {
        String text;
        if (e instanceof AccessDeniedException denied) {
            text = "permission denied: " + denied.getFile();
        } else if (e instanceof NoSuchFileException missing) {
            text = "no such file or directory: " + missing.getFile();
        } else if (e instanceof NotDirectoryException other) {
            text = "not a directory: " + other.getFile();
        } else if (e instanceof FileAlreadyExistsException there) {
            text = "not a directory: " + there.getFile();
        } else if (e instanceof FileSystemException file && file.getReason() != null) {
            text = file.getReason() + ": " + file.getFile();
        } else if (e instanceof IOException && e.getMessage() != null) {
            text = e.getMessage();
        } else {
            text = e.toString();
        }
        StringBuilder printable = new StringBuilder();
        text.codePoints().limit(MOST).forEach(c -> printable.appendCodePoint(Character.isISOControl(c) ? ' ' : c));
        return printable.toString();
    }
}
