package dev.ribwatch.bench;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.rib.TablePart;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;

/**
 * Loads tables of raw UPDATEs (a header of 72 bytes, then messages back to back) into the route table, a router a file, and
 * prints how long it took and what it holds. Meant for a JVM just started: {@code TableLoad [--rounds N] FILE...}
 *
 * <p>The messages are read through one small buffer, as they come from a lane, so the files do not count in the heap. With
 * more than one round all routers are withdrawn and loaded again, which shows what is reused.
 */
public final class TableLoad {
    private static final int HEADER = 72;
    private static final int SLICE = 64 << 10;

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(System.nanoTime()), 0);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final DecodeContext context = new DecodeContext(true, true, 3, 0, 64_500, 64_501);
    private final byte[] slice = new byte[SLICE];
    private long longestSlice;
    private int messages;

    private TableLoad() {}

    public static void main(String[] arguments) throws IOException {
        int first = arguments.length > 1 && arguments[0].equals("--rounds") ? 2 : 0;
        int rounds = first == 0 ? 1 : Integer.parseInt(arguments[1]);
        TableLoad load = new TableLoad();
        for (int round = 0; round < rounds; round++) {
            for (int i = first; i < arguments.length; i++) {
                load.load(Path.of(arguments[i]), "r" + i);
            }
            load.printMemory();
            load.clear();
        }
    }

    private void load(Path file, String name) throws IOException {
        AdjRibIn router = rib.add(name, name);
        rib.sessionUp(router, 3, 0, true, 0);
        long bytesBefore = bytes();
        longestSlice = 0;
        messages = 0;
        long busy = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), 1 << 20)) {
            in.skipNBytes(HEADER);
            int held = 0;
            while (true) {
                int read = in.read(slice, held, SLICE - held);
                if (read < 0) {
                    break;
                }
                held += read;
                long start = System.nanoTime();
                int used = apply(router, held);
                long took = System.nanoTime() - start;
                busy += took;
                longestSlice = Math.max(longestSlice, took);
                System.arraycopy(slice, used, slice, 0, held - used);
                held -= used;
            }
        }
        int routes = router.routes(Family.IPV4_UNICAST) + router.routes(Family.IPV6_UNICAST);
        System.out.printf(
                "%s: %,d routes, %,d messages, %.3f s, %.0f ns a route, longest 64 KiB %.2f ms, %.1f bytes a route%n",
                file.getFileName(),
                routes,
                messages,
                busy / 1e9,
                busy / (double) routes,
                longestSlice / 1e6,
                (bytes() - bytesBefore) / (double) routes);
    }

    private int apply(AdjRibIn router, int held) {
        int at = 0;
        while (held - at >= 19) {
            int length = (slice[at + 16] & 0xff) << 8 | slice[at + 17] & 0xff;
            if (held - at < length) {
                break;
            }
            decoder.decode(slice, at, length, context, update);
            rib.apply(router, update, 0, 0);
            at += length;
            messages++;
        }
        return at;
    }

    private void clear() {
        long start = System.nanoTime();
        longestSlice = 0;
        int routes = rib.routes();
        for (AdjRibIn router : rib.routers().toArray(new AdjRibIn[0])) {
            rib.sessionDown(router, 0);
            boolean done = false;
            while (!done) {
                long sliceStart = System.nanoTime();
                done = rib.clearSome(router, 4096);
                longestSlice = Math.max(longestSlice, System.nanoTime() - sliceStart);
            }
            rib.remove(router);
        }
        System.out.printf(
                "withdraw-all: %,d routes, %.3f s, longest slice %.2f ms, %,d bytes left%n",
                routes, (System.nanoTime() - start) / 1e9, longestSlice / 1e6, bytes());
    }

    private long bytes() {
        long bytes = 0;
        for (TablePart part : TablePart.values()) {
            if (part != TablePart.SPARE) {
                bytes += rib.bytes(part);
            }
        }
        return bytes;
    }

    private void printMemory() {
        for (TablePart part : TablePart.values()) {
            System.out.printf("%-17s %,13d bytes%n", part.label(), rib.bytes(part));
        }
        System.out.printf(
                "%-17s %,13d bytes, %.1f a route; %,d prefixes, %,d attribute sets%n",
                "all but spare",
                bytes(),
                bytes() / (double) rib.routes(),
                rib.prefixes(Family.IPV4_UNICAST).size()
                        + rib.prefixes(Family.IPV6_UNICAST).size(),
                rib.attributes().size());
    }
}
