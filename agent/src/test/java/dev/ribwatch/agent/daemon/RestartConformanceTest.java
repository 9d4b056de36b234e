package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.RestartCase;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.PathCursor;
import dev.ribwatch.agent.rib.PrefixTable;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The cases of {@code restart.txt}: a router that comes and goes over real sockets, while the test moves the clock. */
class RestartConformanceTest {
    private static final long SECOND = 1_000_000_000L;
    private static final long AUDIT = TimeUnit.MINUTES.toNanos(10);
    private static final String SENTINELS = "192.0.2.";
    private static final AtomicInteger NUMBERS = new AtomicInteger(40_000);
    private static final AtomicLong CLOCK = new AtomicLong(Long.MAX_VALUE - 300 * SECOND);

    private static ConformanceTable table;

    private String source = "";
    private String router = "";
    private final List<Dialogue> dialogues = new ArrayList<>();
    private @Nullable Dialogue dialogue;
    private int sentinels;

    @BeforeAll
    static void open() throws IOException {
        table = new ConformanceTable(CLOCK::get, AUDIT);
    }

    @AfterAll
    static void close() {
        table.close();
    }

    @AfterEach
    void hangUp() throws IOException {
        for (Dialogue each : dialogues) {
            each.close();
        }
    }

    static Stream<RestartCase> cases() {
        return RestartCase.all().stream();
    }

    @ParameterizedTest
    @MethodSource("cases")
    void everyCaseEndsAsItMust(RestartCase each) throws Exception {
        source = ConformanceTable.source(each.terms(), NUMBERS.getAndIncrement());
        router = ConformanceTable.name(each.terms(), source);
        for (String step : each.steps()) {
            int space = step.indexOf(' ');
            String word = space < 0 ? step : step.substring(0, space);
            String rest = space < 0 ? "" : step.substring(space + 1).strip();
            try {
                play(word, rest, rest.isEmpty() ? List.of() : Arrays.asList(rest.split("\\s+", -1)));
            } catch (AssertionError e) {
                throw new AssertionError("at \"" + step + "\": " + e.getMessage(), e);
            }
        }
    }

    @Test
    void thereAreEnoughCases() {
        assertThat(RestartCase.all()).hasSizeGreaterThan(35);
    }

    private void play(String word, String rest, List<String> words) throws Exception {
        switch (word) {
            case "open" -> {
                dialogue = new Dialogue(source, table.address());
                dialogues.add(dialogue);
                dialogue.awaitOpen();
                dialogue.send(RestartCase.open(rest));
                dialogue.awaitKeepalive();
                dialogue.sendKeepalive();
                sync();
            }
            case "announce" -> send(RestartCase.announce(words));
            case "withdraw" -> send(RestartCase.withdraw(words));
            case "eor" -> {
                for (String family : words) {
                    send(RestartCase.endOfRib(family));
                }
            }
            case "borr" -> send(RestartCase.refresh(rest, 1));
            case "eorr" -> send(RestartCase.refresh(rest, 2));
            case "refresh" -> send(RestartCase.refresh(words.get(0), Integer.parseInt(words.get(1))));
            case "message" -> send(RestartCase.message(words));
            case "notify" -> {
                send(RestartCase.notification(rest));
                hangUp();
            }
            case "close" -> dialogue().close();
            case "ended" -> {
                assertThat(dialogue().ending()).isEqualTo(rest);
                dialogue().close();
            }
            case "asked" -> assertThat(dialogue().awaitRefreshRequest()).isEqualTo(rest.equals("ipv4") ? 1 : 2);
            case "wait" -> {
                sync();
                pass(Integer.parseInt(rest));
            }
            case "holds" -> {
                sync();
                await(new TreeSet<>(words), RestartConformanceTest::held);
            }
            case "state" -> await(words, RestartConformanceTest::state);
            case "phantoms" -> await(words.stream().map(Integer::valueOf).toList(), RestartConformanceTest::phantoms);
            default -> throw new IllegalArgumentException("no such step: " + word);
        }
    }

    private Dialogue dialogue() {
        assertThat(dialogue).isNotNull();
        return dialogue;
    }

    private void send(byte[] octets) throws IOException {
        dialogue().send(octets);
    }

    /** All that was sent so far is in the table, if there is a session: a route of no other use tells. */
    private void sync() throws Exception {
        if (dialogue().isClosed()) {
            return;
        }
        String sentinel = SENTINELS + sentinels++ + "/32";
        send(RestartCase.announce(List.of(sentinel)));
        RunningAgent.await("the sentinel", () -> table.snapshot(router).routes().containsKey(sentinel));
        send(RestartCase.withdraw(List.of(sentinel)));
        RunningAgent.await("its end", () -> !table.snapshot(router).routes().containsKey(sentinel));
    }

    private static void pass(int seconds) {
        table.tick(seconds, () -> CLOCK.addAndGet(SECOND));
    }

    /** What is true at once, or, where the end of a connection or a purge is still on its way, in a moment. */
    private <T> void await(T expected, BiFunction<Rib, AdjRibIn, T> fact) {
        long end = System.nanoTime() + 20 * SECOND;
        T found = table.router(router, fact);
        while (!found.equals(expected) && System.nanoTime() < end) {
            Thread.onSpinWait();
            found = table.router(router, fact);
        }
        assertThat(found).isEqualTo(expected);
    }

    /** Prefixes, with a star where they are stale. */
    private static SortedSet<String> held(Rib rib, AdjRibIn router) {
        SortedSet<String> held = new TreeSet<>();
        PathCursor paths = new PathCursor();
        for (Family family : Family.values()) {
            PrefixTable prefixes = rib.prefixes(family);
            for (int id = 0; id < prefixes.idBound(); id++) {
                if (prefixes.isLive(id)) {
                    Prefix prefix = new Prefix(family, prefixes.high(id), prefixes.low(id), prefixes.length(id));
                    for (paths.reset(router, family, id); paths.next(); ) {
                        held.add(prefix + (router.isStale(family, id, paths.pathId()) ? "*" : ""));
                    }
                }
            }
        }
        held.removeIf(prefix -> prefix.startsWith(SENTINELS));
        return held;
    }

    private static List<String> state(Rib rib, AdjRibIn router) {
        return Stream.of(Family.values())
                .map(family -> router.convergence(family).name().toLowerCase(Locale.ROOT))
                .toList();
    }

    private static List<Integer> phantoms(Rib rib, AdjRibIn router) {
        return Stream.of(Family.values()).map(router::phantoms).toList();
    }
}
