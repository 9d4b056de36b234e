package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.Terms;
import dev.ribwatch.agent.wire.HexText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

/**
 * Row M6: mutated UPDATEs over 50 live sessions. After each batch the table must hold what a second reading of the RFCs says;
 * no session ends, but for those whose last message must end it, and those end so.
 */
class SocketFuzzTest {
    private static final boolean LONG = Boolean.getBoolean("ribwatch.long");
    private static final int SESSIONS = 50;
    private static final int BATCH = 1_000;
    /** Parts of a batch; a session that has lost a family at the end of one has had its life. */
    private static final int PARTS = 4;

    private static final long MESSAGES = LONG ? 5_000_000 : 100_000;
    /** Batches after which a session ends and another begins, with nothing held. */
    private static final int BATCHES = 10;

    private static final int MOST_FATAL = LONG ? 2_000 : 200;
    private static final int PLAYERS = 3;
    private static final long PATIENCE_NANOS = 60_000_000_000L;

    /** Octets that may be more: in all, and for each router, for a range remembers its members; not by messages. */
    private static final long KEPT = 4L << 20;

    private static final long KEPT_OF_ROUTER = 8 * 1_024;

    private static final long SEED = 0x5eed_0006L;
    private static final List<Terms> KINDS = List.of(
            new Terms(List.of("ebgp")),
            new Terms(List.of("ibgp")),
            new Terms(List.of("ebgp", "as2")),
            new Terms(List.of("ibgp", "as2")),
            new Terms(List.of("ebgp", "add-path")),
            new Terms(List.of("ibgp", "add-path")),
            new Terms(List.of("ebgp", "extended")),
            new Terms(List.of("ebgp", "as2", "add-path")),
            new Terms(List.of("ebgp", "strict")),
            new Terms(List.of("ibgp", "strict")),
            new Terms(List.of("ebgp", "as2", "strict")),
            new Terms(List.of("ebgp", "disable")),
            new Terms(List.of("ibgp", "disable")),
            new Terms(List.of("ebgp", "add-path", "disable")));

    @Test
    void m6SessionsStandAndTheTableIsRight() throws Exception {
        long began = System.nanoTime();
        long played = 0;
        int ended = 0;
        int maimed = 0;
        long before;
        long after;
        long kept;
        try (ConformanceTable table = new ConformanceTable((block, offset, length) ->
                List.of(HexText.format(Arrays.copyOfRange(block, offset, offset + length))))) {
            List<FuzzedSession> sessions = new ArrayList<>();
            List<List<byte[]>> seeds = KINDS.stream().map(FuzzedSession::seeds).toList();
            for (int i = 0; i < SESSIONS; i++) {
                int kind = i % KINDS.size();
                sessions.add(new FuzzedSession(table, KINDS.get(kind), seeds.get(kind), SEED + i));
            }
            before = used();
            ExecutorService players = Executors.newFixedThreadPool(PLAYERS);
            try {
                for (int round = 0; played < MESSAGES; round++) {
                    boolean fresh = round % BATCHES == 0;
                    List<Future<String>> batches = new ArrayList<>();
                    for (FuzzedSession session : sessions) {
                        batches.add(players.submit(() -> {
                            if (fresh) {
                                session.begin();
                            }
                            return play(session);
                        }));
                    }
                    assertThat(wrong(batches))
                            .as("seed %x, round %d", SEED, round)
                            .isEmpty();
                    played += (long) SESSIONS * BATCH;
                    ended += end(table, sessions, players, MOST_FATAL - ended);
                }
                assertThat(sessions).allMatch(session -> session.routes() > (session.isMaimed() ? 5 : 20));
            } finally {
                players.shutdown();
            }
            for (FuzzedSession session : sessions) {
                maimed += session.maimings();
                session.close();
            }
            sessions.clear();
            // What was given back is kept as a spare for a few seconds.
            after = used();
            kept = KEPT + KEPT_OF_ROUTER * FuzzedSession.routers();
            for (long end = System.nanoTime() + PATIENCE_NANOS; after > before + kept && System.nanoTime() < end; ) {
                after = used();
            }
        }
        System.out.printf(
                "M6: %,d messages over %d sessions in %.0f s, %d families lost and %d sessions ended as they must, 0 others, 0 routes wrong, heap %,d KiB before, %,d KiB after%n",
                played, SESSIONS, (System.nanoTime() - began) / 1e9, maimed, ended, before >> 10, after >> 10);
        assertThat(ended).isGreaterThan(MOST_FATAL / 4);
        assertThat(maimed).isGreaterThan(LONG ? 1_000 : 20);
        assertThat(after - before).as("octets of heap more than before").isLessThan(kept);
    }

    private static String play(FuzzedSession session) throws Exception {
        for (int part = 0; part < PARTS; part++) {
            if (session.isMaimed()) {
                session.begin();
            }
            String wrong = session.play(BATCH / PARTS);
            if (!wrong.isEmpty()) {
                return wrong;
            }
        }
        return "";
    }

    /** Plays what ends a session; how many. */
    private static int end(ConformanceTable table, List<FuzzedSession> sessions, ExecutorService players, int most)
            throws Exception {
        List<Future<String>> ends = new ArrayList<>();
        for (FuzzedSession session : sessions) {
            for (FuzzedSession.Fatal fatal : session.fatal) {
                if (ends.size() < Math.min(most, MOST_FATAL / 2)) {
                    ends.add(players.submit(() -> FuzzedSession.end(table, fatal)));
                }
            }
            session.fatal.clear();
        }
        assertThat(wrong(ends)).isEmpty();
        return ends.size();
    }

    private static List<String> wrong(List<Future<String>> played) throws Exception {
        List<String> wrong = new ArrayList<>();
        for (Future<String> one : played) {
            if (!one.get().isEmpty()) {
                wrong.add(one.get());
            }
        }
        return wrong;
    }

    private static long used() {
        System.gc();
        Runtime runtime = Runtime.getRuntime();
        return runtime.totalMemory() - runtime.freeMemory();
    }
}
