package dev.ribwatch.bench.load;

import java.io.BufferedOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A view as a collector would have recorded it: BGP4MP_MESSAGE_AS4 (RFC 6396, section 4.4). */
public final class Recording {
    private static final int TIME = 1_767_225_600; // 2026-01-01
    private static final int PER_SECOND = 10_000;
    private static final int HEADER = 20;

    private Recording() {}

    /** Writes the file; the peer is neighbour 0. */
    public static void write(Path file, View view) throws IOException {
        byte[] messages = view.messages();
        try (DataOutputStream out =
                new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file), 1 << 20))) {
            int records = 0;
            for (int at = 0; at < messages.length; ) {
                int length = (messages[at + 16] & 0xff) << 8 | messages[at + 17] & 0xff;
                out.writeInt(TIME + records++ / PER_SECOND);
                out.writeShort(16);
                out.writeShort(4);
                out.writeInt(HEADER + length);
                out.writeInt(Peers.as(0));
                out.writeInt(64_512);
                out.writeShort(0);
                out.writeShort(1);
                out.writeInt(127 << 24 | 2);
                out.writeInt(127 << 24 | 1);
                out.write(messages, at, length);
                at += length;
            }
        }
    }
}
