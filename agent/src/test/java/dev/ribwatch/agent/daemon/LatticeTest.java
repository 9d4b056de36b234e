package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.Lattice;
import dev.ribwatch.agent.conformance.Outcome;
import dev.ribwatch.agent.conformance.Terms;
import dev.ribwatch.agent.wire.attribute.AttributeCatalogue;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row K1 over sockets: one session stands through every attribute that is not to end it, and the table tells them apart. */
class LatticeTest {
    private static ConformanceTable table;

    @BeforeAll
    static void open() throws IOException {
        table = new ConformanceTable();
    }

    @AfterAll
    static void close() {
        table.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ebgp", "ibgp"})
    void k1OneSessionStandsThroughThemAll(String words) throws Exception {
        Terms terms = new Terms(List.of(words));
        List<Lattice.Point> points = points(terms, false);
        String source = ConformanceTable.source(terms, 0);
        String router = ConformanceTable.name(terms, source);
        ConformanceTable.Snapshot held;
        try (Dialogue dialogue = establish(terms, source)) {
            ByteArrayOutputStream stream = new ByteArrayOutputStream();
            for (int i = 0; i < points.size(); i++) {
                stream.writeBytes(points.get(i).message(prefix(i)));
            }
            stream.writeBytes(Case.sentinel(terms));
            dialogue.send(stream.toByteArray());
            held = table.whenSentinel(router).get(60, TimeUnit.SECONDS);
            assertThat(dialogue.endingWithin(1)).isEmpty();
        }

        List<String> wrong = new ArrayList<>();
        for (int i = 0; i < points.size(); i++) {
            Outcome.Verdict found = found(points.get(i), held.routes().get(prefix(i)));
            if (found != points.get(i).expected()) {
                wrong.add(points.get(i).attribute() + ": " + found + ", not "
                        + points.get(i).expected());
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(points).hasSizeGreaterThan(24_000);
        assertThat(held.discarded()).isEqualTo(count(points, Outcome.Verdict.DISCARD));
        assertThat(held.withdrawn()).isEqualTo(count(points, Outcome.Verdict.WITHDRAW));
    }

    @Test
    void k1TheOthersEndTheirSessionAlone() throws Exception {
        Terms terms = new Terms(List.of("ebgp"));
        List<Lattice.Point> points = points(terms, true);
        assertThat(points).hasSizeGreaterThan(100);
        try (Dialogue witness = establish(terms, ConformanceTable.source(terms, 1))) {
            for (int i = 0; i < points.size(); i++) {
                Lattice.Point point = points.get(i);
                try (Dialogue dialogue = establish(terms, ConformanceTable.source(terms, 2 + i))) {
                    dialogue.send(point.message(Outcome.SUBJECT));
                    String data = point.answer().equals("3/9") ? " " + point.attribute() : "";
                    assertThat(dialogue.ending()).as(point.attribute()).isEqualTo(point.answer() + data);
                }
            }
            assertThat(witness.endingWithin(1)).isEmpty();
        }
    }

    private static List<Lattice.Point> points(Terms terms, boolean reset) {
        return Lattice.of(terms).stream()
                .filter(point -> (point.expected() == Outcome.Verdict.RESET) == reset)
                .toList();
    }

    private static String prefix(int number) {
        return "10." + (number >> 8) + "." + (number & 0xff) + ".0/24";
    }

    private static Outcome.Verdict found(Lattice.Point point, @Nullable List<String> facts) {
        if (facts == null) {
            return Outcome.Verdict.WITHDRAW;
        }
        // The prefixes of MP attributes are the same for all; which of them are held is tested elsewhere.
        boolean kept = point.code() == 14 || point.code() == 15;
        for (String fact : facts) {
            kept |= fact.split(" ", 2)[0].equals(AttributeCatalogue.name(point.code()));
        }
        return kept ? Outcome.Verdict.ACCEPT : Outcome.Verdict.DISCARD;
    }

    private static long count(List<Lattice.Point> points, Outcome.Verdict verdict) {
        return points.stream().filter(point -> point.expected() == verdict).count();
    }

    private static Dialogue establish(Terms terms, String source) throws IOException {
        Dialogue dialogue = new Dialogue(source, table.address());
        dialogue.awaitOpen();
        dialogue.send(terms.open());
        dialogue.awaitKeepalive();
        dialogue.sendKeepalive();
        return dialogue;
    }
}
