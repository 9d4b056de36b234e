package dev.ribwatch.config.source;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Reads a text file whole: regular, at most 16 MiB, UTF-8. */
public final class TextFile {
    /** The most octets of a file. */
    public static final int MOST = 16 << 20;

    private TextFile() {}

    /**
     * The text of a file, or null after a problem was reported.
     *
     * @param path the file
     * @param asked where the file was asked for; null if it is the first, which is then blamed itself
     */
    public static @Nullable String read(Path path, @Nullable Place asked, Problems problems) {
        problems.reads(path);
        Place blamed = asked == null ? Place.of(path.toString(), 1, 1) : asked;
        byte[] octets;
        try {
            octets = octets(path, MOST);
        } catch (IOException e) {
            problems.error(blamed.problem(asked == null ? reason(e) : path + ": " + reason(e)));
            return null;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer in = ByteBuffer.wrap(octets);
        CharBuffer out = CharBuffer.allocate(octets.length);
        CoderResult result = decoder.decode(in, out, true);
        out.flip();
        if (result.isError()) {
            int line = 1 + (int) out.chars().filter(c -> c == '\n').count();
            int column = out.length() - out.toString().lastIndexOf('\n');
            problems.error(Place.of(path.toString(), line, column).problem("not UTF-8 text"));
            return null;
        }
        return out.length() > 0 && out.charAt(0) == '\ufeff'
                ? out.subSequence(1, out.length()).toString()
                : out.toString();
    }

    /**
     * The octets of a regular file.
     *
     * @throws IOException if it is none, cannot be read, or holds more than {@code most}
     */
    public static byte[] octets(Path path, int most) throws IOException {
        if (Files.exists(path) && !Files.isRegularFile(path)) {
            throw new IOException("not a regular file");
        }
        try (InputStream in = Files.newInputStream(path)) {
            byte[] octets = in.readNBytes(most + 1);
            if (octets.length > most) {
                throw new IOException("larger than " + (most >= 1 << 20 ? (most >> 20) + " MiB" : most + " octets"));
            }
            return octets;
        }
    }

    /** Why a file could not be read, for people. */
    public static String reason(IOException e) {
        if (e instanceof NoSuchFileException) {
            return "no such file";
        }
        if (e instanceof AccessDeniedException) {
            return "permission denied";
        }
        if (e instanceof CharacterCodingException) {
            return "not UTF-8 text";
        }
        String message = e.getMessage();
        return message == null ? "cannot be read" : message;
    }
}
