package dev.ribwatch.agent.wire.attribute;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** RFC 6793 section 4.2.3, by example and against a slow reading of it. */
class As4MergeTest {
    private static final int AS_TRANS = 23456;
    private static final DecodeContext EXTERNAL = UpdateMessage.context(true, false);
    private static final DecodeContext INTERNAL = UpdateMessage.context(false, false);

    /** One segment of a path: its type and its AS numbers. */
    private record Segment(int type, List<Long> asns) {
        boolean isConfederation() {
            return type >= AsPath.CONFED_SEQUENCE;
        }

        int hops() {
            return isConfederation() ? 0 : type == AsPath.SET ? 1 : asns.size();
        }
    }

    /** AS_PATH, AS4_PATH, merged; as text. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            nullValues = "-",
            value = {
                "1 2 3 | - | 1 2 3",
                "1 23456 23456 | 70001 70002 | 1 70001 70002",
                "23456 23456 | 70001 70002 | 70001 70002",
                "23456 | 70001 70002 | 23456",
                "1 2 {3,4} | 70001 | 1 2 70001",
                "1 {3,4} 23456 | 70001 70002 | 1 70001 70002",
                "1 2 3 | {70001,70002} | 1 2 {70001,70002}",
                "(64512 64513) 1 23456 | 70001 | (64512 64513) 1 70001",
                "(64512) 23456 | 70001 | (64512) 70001",
                "1 (64512) 23456 | 70001 | 1 (64512) 70001",
                "1 2 23456 | (64512) 70001 | 1 2 70001",
                "1 2 | (64512) | 1 2"
            })
    void mergesAsTheRfcSays(String asPath, String as4Path, String merged) {
        UpdateMessage message = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(0x40, 2, encode(parse(asPath), 2))
                .attribute(UpdateMessage.NEXT_HOP);
        if (as4Path != null) {
            message.attribute(0xc0, 17, encode(parse(as4Path), 4));
        }
        Update update = decode(message, INTERNAL);
        assertThat(update.verdict()).isEqualTo(Verdict.ACCEPT);
        assertThat(path(update).toString()).isEqualTo(merged);
    }

    /** AS4_PATH and AS4_AGGREGATOR that are malformed are dropped, the routes stand (RFC 6793 section 6). */
    @ParameterizedTest
    @CsvSource({
        "c0 11 06 02 01 00011171, ACCEPT, 1 70001",
        "c0 11 06 05 01 00011171, ATTRIBUTE_DISCARD, 1 23456",
        "c0 11 06 02 02 00011171, ATTRIBUTE_DISCARD, 1 23456",
        "c0 11 07 02 01 00011171 00, ATTRIBUTE_DISCARD, 1 23456",
        "c0 11 06 02 01 00000000, ATTRIBUTE_DISCARD, 1 23456",
        "c0 11 02 02 00, ATTRIBUTE_DISCARD, 1 23456",
        "c0 11 00, ATTRIBUTE_DISCARD, 1 23456",
        "c0 12 07 00011171 c00002, ATTRIBUTE_DISCARD, 1 23456",
        "c0 12 08 00000000 c0000201, ATTRIBUTE_DISCARD, 1 23456",
        "c0 12 08 00011171 c0000201, ACCEPT, 1 23456",
        "80 11 06 02 01 00011171, TREAT_AS_WITHDRAW, "
    })
    void malformedOnesAreDiscarded(String attribute, Verdict verdict, String path) {
        UpdateMessage message = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute("40 02 06 02 02 0001 5ba0")
                .attribute(UpdateMessage.NEXT_HOP)
                .attribute(attribute);
        Update update = decode(message, EXTERNAL);
        assertThat(update.verdict()).isEqualTo(verdict);
        if (path != null) {
            assertThat(path(update).toString()).isEqualTo(path);
        }
    }

    /** AGGREGATOR, AS4_AGGREGATOR, the AS number of the outcome, and whether AS4_PATH counts. */
    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "23456, 70009, 70009, true",
                "23456, -, 23456, true",
                "7, 70009, 7, false",
                "7, -, 7, true",
                "-, 70009, -, true"
            })
    void anAggregatorThatIsNotAsTransMakesBothOthersStale(
            Integer aggregator, Long as4Aggregator, Long expected, boolean merged) {
        List<byte[]> attributes = new ArrayList<>();
        attributes.add(UpdateMessage.encode(0x40, 2, encode(parse("1 23456"), 2)));
        attributes.add(UpdateMessage.encode(0xc0, 17, encode(parse("70001"), 4)));
        if (aggregator != null) {
            attributes.add(UpdateMessage.encode(0xc0, 7, HexText.parse("%04x c0000207".formatted(aggregator))));
        }
        if (as4Aggregator != null) {
            attributes.add(UpdateMessage.encode(0xc0, 18, HexText.parse("%08x c0000208".formatted(as4Aggregator))));
        }
        for (int i = 0; i < attributes.size(); i++) {
            Collections.rotate(attributes, 1);
            UpdateMessage message =
                    new UpdateMessage().attribute(UpdateMessage.ORIGIN).attribute(UpdateMessage.NEXT_HOP);
            attributes.forEach(attribute -> message.attribute(HexText.format(attribute)));
            Update update = decode(message, EXTERNAL);
            assertThat(path(update).toString()).isEqualTo(merged ? "1 70001" : "1 23456");
            AttributeCursor cursor = cursor(update);
            assertThat(cursor.find(AttributeCode.AGGREGATOR)).isEqualTo(expected != null);
            if (expected != null) {
                String address = expected.equals(as4Aggregator) ? "192.0.2.8" : "192.0.2.7";
                assertThat(AttributeText.aggregator(cursor.buffer(), cursor.valueOffset()))
                        .isEqualTo(expected + " " + address);
            }
            assertThat(cursor.find(AttributeCode.AS4_PATH)).isFalse();
            assertThat(cursor.find(AttributeCode.AS4_AGGREGATOR)).isFalse();
        }
    }

    @Test
    void agreesWithTheSlowReading() {
        long seed = 0x6793_4231L;
        SplittableRandom random = new SplittableRandom(seed);
        for (int i = 0; i < 20_000; i++) {
            List<Segment> asPath = random(random, 0xffff, i % 50 == 0 ? 255 : 6);
            List<Segment> as4Path = random(random, 1L << 32, 6);
            UpdateMessage message =
                    new UpdateMessage().attribute(UpdateMessage.ORIGIN).attribute(UpdateMessage.NEXT_HOP);
            boolean as4First = random.nextBoolean();
            if (as4First && !as4Path.isEmpty()) {
                message.attribute(0xc0, 17, encode(as4Path, 4));
            }
            message.attribute(0x40, 2, encode(asPath, 2));
            if (!as4First && !as4Path.isEmpty()) {
                message.attribute(0xc0, 17, encode(as4Path, 4));
            }
            Update update = decode(message, INTERNAL);
            assertThat(update.verdict()).isEqualTo(Verdict.ACCEPT);
            assertThat(flat(read(path(update))))
                    .as("seed %x, case %d: %s merged with %s", seed, i, asPath, as4Path)
                    .isEqualTo(flat(merge(asPath, as4Path)));
        }
    }

    /** Sixteen thousand AS numbers in two octets each become twice as many octets as an attribute may have. */
    @Test
    void aPathThatBecomesTooLongWithdraws() {
        ByteArrayOutputStream path = new ByteArrayOutputStream();
        for (int i = 0; i < 64; i++) {
            path.writeBytes(encode(List.of(new Segment(AsPath.SEQUENCE, Collections.nCopies(255, 7L))), 2));
        }
        UpdateMessage fits = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.NEXT_HOP)
                .attribute(0x40, 2, path.toByteArray());
        Update update = decode(fits, EXTERNAL);
        assertThat(update.verdict()).isEqualTo(Verdict.ACCEPT);
        assertThat(path(update).hops()).isEqualTo(64 * 255);
        path.writeBytes(encode(List.of(new Segment(AsPath.SEQUENCE, Collections.nCopies(255, 7L))), 2));
        UpdateMessage over = new UpdateMessage()
                .attribute(UpdateMessage.ORIGIN)
                .attribute(UpdateMessage.NEXT_HOP)
                .attribute(0x40, 2, path.toByteArray());
        assertThat(decode(over, EXTERNAL).verdict()).isEqualTo(Verdict.TREAT_AS_WITHDRAW);
    }

    /** As many leading AS numbers of AS_PATH as AS4_PATH has less, confederation segments there or adjacent kept. */
    private static List<Segment> merge(List<Segment> asPath, List<Segment> as4Path) {
        List<Segment> told =
                as4Path.stream().filter(segment -> !segment.isConfederation()).toList();
        int excess = hops(asPath) - hops(told);
        if (as4Path.isEmpty() || excess < 0) {
            return asPath;
        }
        List<Segment> merged = new ArrayList<>();
        for (Segment segment : asPath) {
            if (segment.isConfederation()) {
                merged.add(segment);
            } else if (excess == 0) {
                break;
            } else if (segment.hops() <= excess) {
                merged.add(segment);
                excess -= segment.hops();
            } else {
                merged.add(new Segment(segment.type(), segment.asns().subList(0, excess)));
                break;
            }
        }
        merged.addAll(told);
        return merged;
    }

    private static int hops(List<Segment> path) {
        return path.stream().mapToInt(Segment::hops).sum();
    }

    /** One line a hop, so that it does not matter how sequences are cut into segments. */
    private static List<String> flat(List<Segment> path) {
        List<String> flat = new ArrayList<>();
        for (Segment segment : path) {
            if (segment.type() == AsPath.SEQUENCE) {
                segment.asns().forEach(asn -> flat.add(Long.toString(asn)));
            } else {
                flat.add(segment.toString());
            }
        }
        return flat;
    }

    private static List<Segment> random(SplittableRandom random, long bound, int longest) {
        List<Segment> path = new ArrayList<>();
        for (int segments = random.nextInt(5); segments > 0; segments--) {
            int type = random.nextInt(10) < 6 ? AsPath.SEQUENCE : random.nextInt(1, 5);
            List<Long> asns = new ArrayList<>();
            for (int size = random.nextInt(1, longest + 1); size > 0; size--) {
                asns.add(random.nextInt(3) == 0 ? AS_TRANS : random.nextLong(1, bound));
            }
            path.add(new Segment(type, asns));
        }
        return path;
    }

    private static List<Segment> parse(String text) {
        List<Segment> path = new ArrayList<>();
        for (String word : text.split(" (?![^(]*\\))", -1)) {
            int type =
                    word.startsWith("{") ? AsPath.SET : word.startsWith("(") ? AsPath.CONFED_SEQUENCE : AsPath.SEQUENCE;
            List<Long> asns = new ArrayList<>();
            for (String number : word.replaceAll("[{}()]", "").split("[ ,]", -1)) {
                asns.add(Long.parseLong(number));
            }
            Segment last = path.isEmpty() ? null : path.get(path.size() - 1);
            if (last != null && type == AsPath.SEQUENCE && last.type() == type) {
                last.asns().addAll(asns);
            } else {
                path.add(new Segment(type, asns));
            }
        }
        return path;
    }

    private static byte[] encode(List<Segment> path, int width) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Segment segment : path) {
            out.write(segment.type());
            out.write(segment.asns().size());
            for (long asn : segment.asns()) {
                for (int shift = 8 * (width - 1); shift >= 0; shift -= 8) {
                    out.write((int) (asn >>> shift));
                }
            }
        }
        return out.toByteArray();
    }

    private static List<Segment> read(AsPath path) {
        List<Segment> segments = new ArrayList<>();
        path.rewind();
        while (path.nextSegment()) {
            List<Long> asns = new ArrayList<>();
            for (int i = 0; i < path.size(); i++) {
                asns.add(path.asn(i));
            }
            segments.add(new Segment(path.type(), asns));
        }
        return segments;
    }

    private static Update decode(UpdateMessage message, DecodeContext context) {
        byte[] octets = message.announce("198.51.100.0/24").build();
        Update update = new Update();
        new UpdateDecoder().decode(octets, 0, octets.length, context, update);
        return update;
    }

    private static AsPath path(Update update) {
        return new AsPath().reset(cursor(update));
    }

    private static AttributeCursor cursor(Update update) {
        NlriField field = NlriField.ANNOUNCED;
        return new AttributeCursor().reset(update.block(field), update.blockOffset(field), update.blockLength(field));
    }
}
