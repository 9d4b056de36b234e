package dev.ribwatch.agent.wire.message;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.Lattice;
import dev.ribwatch.agent.conformance.Outcome;
import dev.ribwatch.agent.conformance.Terms;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.attribute.AttributeCursor;
import dev.ribwatch.agent.wire.error.Verdict;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row K1: every attribute code with every length and flag is judged as a table says that knows nothing of the decoder. */
class AttributeLatticeTest {
    private static final int AS4_PATH = 17;
    private static final int AS4_AGGREGATOR = 18;

    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();

    @ParameterizedTest
    @ValueSource(strings = {"ebgp as4", "ibgp as4", "ebgp as2", "ibgp as2"})
    void k1EveryAttributeLengthAndFlag(String words) {
        Terms terms = new Terms(List.of(words.split(" ", -1)));
        DecodeContext context = terms.context();
        List<Lattice.Point> points = Lattice.of(terms);
        List<String> wrong = new ArrayList<>();
        for (Lattice.Point point : points) {
            byte[] message = point.message(Outcome.SUBJECT);
            Verdict verdict = decoder.decode(message, 0, message.length, context, update);
            String found = found(point, verdict, terms);
            if (!found.equals(expected(point))) {
                wrong.add(point.attribute() + ": " + found + ", not " + expected(point));
            }
        }
        assertThat(wrong).isEmpty();
        assertThat(points).hasSizeGreaterThan(24_000);
    }

    private static String expected(Lattice.Point point) {
        return switch (point.expected()) {
            case ACCEPT -> "ACCEPT kept";
            case DISCARD -> "ATTRIBUTE_DISCARD";
            case WITHDRAW -> "TREAT_AS_WITHDRAW";
            case DISABLE -> "FAMILY_DISABLE";
            case RESET -> {
                String data = point.answer().equals("3/9") ? point.attribute() : "";
                yield "SESSION_RESET " + point.answer() + " " + data;
            }
            case CLOSED -> throw new IllegalArgumentException("no verdict on an attribute");
        };
    }

    private String found(Lattice.Point point, Verdict verdict, Terms terms) {
        if (verdict == Verdict.SESSION_RESET) {
            Notification answer = update.notification();
            return verdict + " " + answer.code() + "/" + answer.subcode() + " " + HexText.format(answer.data());
        }
        return verdict == Verdict.TREAT_AS_WITHDRAW ? verdict.name() : verdict + (isKept(point, terms) ? " kept" : "");
    }

    /** Whether the attribute is in the block, or its prefixes are there; AS4_PATH goes into AS_PATH. */
    private boolean isKept(Lattice.Point point, Terms terms) {
        AttributeCursor block = new AttributeCursor()
                .reset(
                        update.block(NlriField.ANNOUNCED),
                        update.blockOffset(NlriField.ANNOUNCED),
                        update.blockLength(NlriField.ANNOUNCED));
        return switch (point.code()) {
            case 14 -> update.has(NlriField.REACHABLE);
            case 15 -> update.has(NlriField.UNREACHABLE);
            case AS4_PATH, AS4_AGGREGATOR -> !terms.fourOctetAs() && update.faults() == 0 && !block.find(point.code());
            default -> block.find(point.code()) && sameValue(point, block, terms);
        };
    }

    private static boolean sameValue(Lattice.Point point, AttributeCursor block, Terms terms) {
        boolean widened = !terms.fourOctetAs() && (point.code() == 2 || point.code() == 7);
        String value = HexText.format(java.util.Arrays.copyOfRange(
                block.buffer(), block.valueOffset(), block.valueOffset() + block.valueLength()));
        return widened || point.attribute().endsWith(value);
    }
}
