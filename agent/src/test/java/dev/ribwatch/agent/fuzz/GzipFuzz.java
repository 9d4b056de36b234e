package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.mrt.Told;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.zip.GZIPInputStream;

/** A gzip file around whatever: all before the damage is read, and as much as the library of Java can read at least. */
public final class GzipFuzz {
    private static final int MOST = 1 << 16;

    private GzipFuzz() {}

    public static void fuzzerTestOneInput(byte[] input) {
        byte[] file = Arrays.copyOf(input, Math.max(input.length, 2));
        file[0] = 0x1f;
        file[1] = (byte) 0x8b;
        byte[] content = libraryReading(file);
        if (content == null) {
            return; // it would only take long
        }
        Told told = Told.by(file);
        if (file.length > 3 && (file[3] & 0xe0) != 0) {
            Holds.require(told.records() == 0, "reserved flags are refused (RFC 1952 section 2.3.1.2)");
            return;
        }
        told.problems().forEach(problem -> Holds.plain(problem, 300));
        boolean compressed = content.length > 1 && (content[0] == 0x1f || content[0] == 'B');
        Holds.require(compressed || told.records() >= Told.by(content).records(), "as much as the library reads");
    }

    /** What comes out before an error; null if it is too much. */
    private static byte[] libraryReading(byte[] file) {
        byte[] content = new byte[MOST];
        int length = 0;
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(file))) {
            for (int count = 0; count >= 0; count = in.read(content, length, Math.min(64, MOST - length))) {
                length += count;
                if (length == MOST) {
                    return null;
                }
            }
        } catch (IOException e) {
            // the part before it stands
        }
        return Arrays.copyOf(content, length);
    }
}
