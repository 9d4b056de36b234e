package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.CaseFile;
import dev.ribwatch.agent.conformance.Outcome;
import dev.ribwatch.agent.conformance.Terms;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Every case of the case files over a real socket into the real table: what the router is answered, what the table holds
 * of it afterwards, and that the session goes on, shown by a route sent last.
 */
class ConformanceTest {
    private static final int PLAYERS = 8;
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    private static ConformanceTable table;
    private static Dialogue witness;

    @BeforeAll
    static void open() throws Exception {
        table = new ConformanceTable();
        // A neighbour that has done nothing wrong.
        witness = establish(new Terms(List.of()), "127.1.255.1");
        witness.send(Case.sentinel(new Terms(List.of())));
        table.whenSentinel("external-127.1.255.1").get(30, TimeUnit.SECONDS);
    }

    @AfterAll
    static void close() throws IOException {
        witness.close();
        table.close();
    }

    static Stream<String> files() {
        return CaseFile.NAMES.stream();
    }

    @ParameterizedTest
    @MethodSource("files")
    void everyCaseEndsAsItMust(String file) throws Exception {
        List<String> wrong = playAll(CaseFile.load(file), Integer.MAX_VALUE);
        assertThat(wrong).isEmpty();
        assertThat(witness.endingWithin(1)).as("the neighbour's session").isEmpty();
        assertThat(table.snapshot("external-127.1.255.1").routes()).containsOnlyKeys(Outcome.SENTINEL);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 7})
    void m7InputInPiecesEndsAsInOne(int chunk) throws Exception {
        List<Case> some = new ArrayList<>();
        for (Case each : CaseFile.all()) {
            if (each.input().length < 200 && Math.floorMod(each.id().hashCode(), 5) == chunk % 5) {
                some.add(each);
            }
        }
        assertThat(some).hasSizeGreaterThan(100);
        assertThat(playAll(some, chunk)).isEmpty();
    }

    @Test
    void thereAreEnoughCases() {
        assertThat(CaseFile.all().stream().map(Case::id).distinct()).hasSizeGreaterThan(800);
    }

    private static List<String> playAll(List<Case> cases, int chunk) throws InterruptedException, ExecutionException {
        ExecutorService players = Executors.newFixedThreadPool(PLAYERS);
        try {
            List<Future<String>> played = new ArrayList<>();
            for (Case each : cases) {
                played.add(players.submit(() -> play(each, chunk)));
            }
            List<String> wrong = new ArrayList<>();
            for (Future<String> one : played) {
                if (!one.get().isEmpty()) {
                    wrong.add(one.get());
                }
            }
            return wrong;
        } finally {
            players.shutdown();
        }
    }

    /** Plays one case; what was wrong, or nothing. */
    private static String play(Case each, int chunk) {
        try {
            tell(each, chunk);
            return "";
        } catch (AssertionError | IOException | TimeoutException e) {
            return each + "\n    " + e.toString().strip().replaceAll("\\s*\n\\s*", " ");
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void tell(Case each, int chunk)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        String source = ConformanceTable.source(each.terms(), NUMBERS.getAndIncrement());
        String router = ConformanceTable.name(each.terms(), source);
        Outcome outcome = each.outcome();
        try (Dialogue dialogue = begin(each, source)) {
            dialogue.sendInChunks(each.input(), chunk);
            if (outcome.ends()) {
                String expected = outcome.verdict() == Outcome.Verdict.CLOSED ? "closed" : outcome.answer();
                assertThat(dialogue.ending()).as("how it ends").isEqualTo(expected);
                assertThat(table.whenSentinel(router)).as("the sentinel").isNotDone();
                return;
            }
            Terms spoken = each.terms();
            if (each.phase() == Case.Phase.CONNECT) {
                dialogue.awaitKeepalive();
                dialogue.sendKeepalive();
                spoken = spoken(outcome);
            }
            dialogue.send(Case.sentinel(spoken));
            ConformanceTable.Snapshot found = snapshot(dialogue, router);
            check(outcome, outcome.verdict() == Outcome.Verdict.DISABLE ? cleared(router) : found);
            if (each.phase() == Case.Phase.CONNECT) {
                Set<String> agreed = table.negotiated(router);
                agreed.removeIf(word ->
                        word.startsWith("hold=") && !outcome.negotiated().contains(word));
                assertThat(agreed).as("agreed").isEqualTo(outcome.negotiated());
            }
        }
    }

    private static Dialogue begin(Case each, String source) throws IOException {
        if (each.phase() == Case.Phase.ESTABLISHED) {
            Dialogue dialogue = establish(each.terms(), source);
            dialogue.send(each.prelude());
            return dialogue;
        }
        Dialogue dialogue = new Dialogue(source, table.address());
        dialogue.awaitOpen();
        if (each.phase() == Case.Phase.CONFIRM) {
            dialogue.send(each.terms().open());
            dialogue.awaitKeepalive();
        }
        return dialogue;
    }

    private static Dialogue establish(Terms terms, String source) throws IOException {
        Dialogue dialogue = new Dialogue(source, table.address());
        dialogue.awaitOpen();
        dialogue.send(terms.open());
        dialogue.awaitKeepalive();
        dialogue.sendKeepalive();
        return dialogue;
    }

    /** How to speak on a session whose OPENs agreed on these words. */
    private static Terms spoken(Outcome outcome) {
        List<String> words = new ArrayList<>();
        words.add(outcome.negotiated().contains("ipv4") ? "dual" : "ipv6-only");
        words.add(outcome.negotiated().contains("as4") ? "as4" : "as2");
        boolean pathIds = outcome.negotiated().contains("ipv4")
                ? outcome.negotiated().contains("add-path-ipv4")
                : outcome.negotiated().contains("add-path-ipv6");
        words.add(pathIds ? "add-path" : "plain");
        return new Terms(words);
    }

    private static ConformanceTable.Snapshot snapshot(Dialogue dialogue, String router)
            throws IOException, InterruptedException, ExecutionException, TimeoutException {
        for (int i = 0; ; i++) {
            try {
                return table.whenSentinel(router).get(1, TimeUnit.SECONDS);
            } catch (TimeoutException e) {
                String ending = dialogue.endingWithin(100);
                if (!ending.isEmpty()) {
                    throw new IOException("the session ended: " + ending);
                }
                if (i == 30) {
                    throw e;
                }
            }
        }
    }

    /** The routes of a disabled family go by and by. */
    private static ConformanceTable.Snapshot cleared(String router) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        ConformanceTable.Snapshot found = table.snapshot(router);
        while (found.clearing() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            found = table.snapshot(router);
        }
        return found;
    }

    private static void check(Outcome outcome, ConformanceTable.Snapshot found) {
        var routes = new TreeMap<>(found.routes());
        routes.keySet().removeIf(route -> route.startsWith(Outcome.SENTINEL) || route.startsWith(Outcome.SENTINEL6));
        var missing = new TreeMap<>(outcome.routes());
        missing.entrySet().removeAll(routes.entrySet());
        routes.entrySet().removeAll(outcome.routes().entrySet());
        assertThat(routes).as("routes that should not be held, or not so").isEqualTo(missing);
        assertThat(found.discarded())
                .as("messages with discarded attributes")
                .isEqualTo(outcome.verdict() == Outcome.Verdict.DISCARD ? 1 : 0);
        assertThat(found.withdrawn()).as("messages treated as withdraw").isEqualTo(outcome.treated());
        assertThat(found.disabled())
                .as("messages that disabled a family")
                .isEqualTo(outcome.verdict() == Outcome.Verdict.DISABLE ? 1 : 0);
        assertThat(found.resets()).as("resets").isZero();
        if (outcome.oddities() != null) {
            assertThat(found.oddities()).as("oddities").isEqualTo(outcome.oddities());
        }
        assertThat(found.converged()).as("converged").isEqualTo(outcome.converged());
        assertThat(found.unnegotiated()).as("fields not negotiated").isEqualTo(outcome.unnegotiated());
    }
}
