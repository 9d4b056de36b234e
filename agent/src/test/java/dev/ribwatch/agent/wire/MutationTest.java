package dev.ribwatch.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.CaseFile;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.OpenDecoder;
import dev.ribwatch.agent.wire.message.OpenResult;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is cut off or changed in a message, decoding yields a verdict and never an exception. */
class MutationTest {
    private static final List<byte[]> MESSAGES = Vectors.messages();
    /** Each of them asks for nothing beyond RFC 7606, or for all that can be. */
    private static final List<DecodeContext> CONTEXTS = Stream.of(
                    "external four-octet ipv4 ipv6",
                    "internal two-octet ipv4 ipv6",
                    "internal four-octet ipv4 ipv6 add-path-ipv4 add-path-ipv6")
            .map(GoldenVector::context)
            .flatMap(context -> Stream.of(context, strict(context)))
            .toList();

    /** Messages of the cases of conformance by what was negotiated with their router. */
    private static final Map<DecodeContext, Set<String>> CASES = cases();

    /** Octets at the beginning of a long message, and at its end, that are changed; what is between them repeats itself. */
    private static final int EDGE =
            Integer.getInteger("ribwatch.mutation.edge", Boolean.getBoolean("ribwatch.long") ? 600 : 80);

    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final UpdateInvariants invariants = new UpdateInvariants();
    private List<DecodeContext> contexts = CONTEXTS;
    private int decoded;

    private static DecodeContext strict(DecodeContext context) {
        return new DecodeContext(
                context.ebgp(),
                context.fourOctetAs(),
                context.families(),
                context.addPath(),
                context.peerAs(),
                context.localAs(),
                new Strictness(true, true, true));
    }

    private static Map<DecodeContext, Set<String>> cases() {
        Map<DecodeContext, Set<String>> messages = new HashMap<>();
        for (Case each : CaseFile.all()) {
            Set<String> known = messages.computeIfAbsent(each.terms().context(), context -> new HashSet<>());
            byte[] input = each.input();
            int at = 0;
            while (at < input.length) {
                int length = MessageHeader.check(input, at, input.length, true);
                int end = length > 0 ? Math.min(at + length, input.length) : input.length;
                known.add(HexText.format(Arrays.copyOfRange(input, at, end)));
                at = end;
            }
        }
        return messages;
    }

    @Test
    void everyTruncationOfEveryCaseYieldsAVerdict() {
        CASES.forEach((context, messages) -> {
            contexts = List.of(context, strict(context));
            for (String hex : messages) {
                byte[] message = HexText.parse(hex);
                for (int length = 0; length < message.length; length++) {
                    if (isNearTheEdge(length, message.length)) {
                        byte[] cut = Arrays.copyOf(message, length);
                        decode(cut);
                        if (length >= MessageHeader.LENGTH) {
                            Octets.put16(cut, 16, length);
                            decode(cut);
                        }
                    }
                }
            }
        });
        assertThat(decoded).isGreaterThan(EDGE * 300);
    }

    @Test
    void everyChangeOfOneOctetOfEveryCaseYieldsAVerdict() {
        CASES.forEach((context, messages) -> {
            contexts = List.of(context, strict(context));
            for (String hex : messages) {
                byte[] changed = HexText.parse(hex);
                for (int place = 0; place < changed.length; place++) {
                    if (isNearTheEdge(place, changed.length)) {
                        byte before = changed[place];
                        for (int value = 0; value < 256; value++) {
                            changed[place] = (byte) value;
                            decode(changed);
                        }
                        changed[place] = before;
                    }
                }
            }
        });
        assertThat(decoded).isGreaterThan(EDGE * 60_000);
    }

    private static boolean isNearTheEdge(int place, int length) {
        return place < EDGE || length - place < EDGE;
    }

    @Test
    void everyTruncationYieldsAVerdict() {
        for (byte[] message : MESSAGES) {
            for (int length = 0; length < message.length; length++) {
                byte[] cut = Arrays.copyOf(message, length);
                decode(cut);
                if (length >= MessageHeader.LENGTH) {
                    Octets.put16(cut, 16, length);
                    decode(cut);
                }
            }
        }
        assertThat(decoded).isGreaterThan(5_000);
    }

    @Test
    void everyChangeOfOneOctetYieldsAVerdict() {
        for (byte[] message : MESSAGES) {
            byte[] changed = message.clone();
            for (int place = MessageHeader.LENGTH; place < message.length; place++) {
                for (int value = 0; value < 256; value++) {
                    changed[place] = (byte) value;
                    decode(changed);
                }
                changed[place] = message[place];
            }
        }
        assertThat(decoded).isGreaterThan(1_000_000);
    }

    @Test
    void everyChangeOfTheHeaderYieldsAVerdict() {
        for (byte[] message : MESSAGES) {
            byte[] changed = message.clone();
            for (int place = 0; place < MessageHeader.LENGTH; place++) {
                for (int bit = 0; bit < 8; bit++) {
                    changed[place] ^= (byte) (1 << bit);
                    decode(changed);
                    changed[place] = message[place];
                }
            }
        }
        assertThat(decoded).isPositive();
    }

    @Test
    void randomSplicesYieldAVerdict() {
        long seed = 0x5eed_0001L;
        SplittableRandom random = new SplittableRandom(seed);
        List<byte[]> updates = MESSAGES.stream()
                .filter(message -> message.length >= 23 && message[18] == MessageType.UPDATE.code())
                .toList();
        for (int i = 0; i < 300_000; i++) {
            byte[] head = updates.get(random.nextInt(updates.size()));
            byte[] tail = updates.get(random.nextInt(updates.size()));
            int cut = random.nextInt(19, head.length + 1);
            int from = random.nextInt(19, tail.length + 1);
            byte[] spliced = Arrays.copyOf(head, cut + tail.length - from);
            System.arraycopy(tail, from, spliced, cut, tail.length - from);
            for (int changes = random.nextInt(4); changes > 0 && spliced.length > 19; changes--) {
                spliced[random.nextInt(19, spliced.length)] = (byte) random.nextInt();
            }
            if (spliced.length >= 23) {
                Octets.put16(spliced, 16, spliced.length);
                decode(spliced);
            }
        }
        assertThat(decoded).as("seed %x", seed).isGreaterThan(200_000);
    }

    private void decode(byte[] octets) {
        int length = MessageHeader.check(octets, 0, octets.length, true);
        if (length == MessageHeader.FAULT) {
            Notification answer = MessageHeader.fault(octets, 0, true);
            if (answer != null && answer.code() != 1) {
                throw new AssertionError("a header fault answered with " + answer);
            }
            return;
        }
        if (length == MessageHeader.INCOMPLETE || length > octets.length) {
            return;
        }
        MessageType type = MessageHeader.type(octets, 0);
        decoded++;
        switch (type) {
            case OPEN -> checkOpen(OpenDecoder.decode(octets, 0, length));
            case UPDATE -> {
                for (DecodeContext context : contexts) {
                    decoder.decode(octets, 0, length, context, update);
                    invariants.check(update, 0, length);
                }
            }
            case NOTIFICATION -> {
                Notification notification = Notification.decode(octets, 0, length);
                checkLength(notification.data().length, length - 21);
                notification.describe();
                notification.shutdownText();
            }
            case ROUTE_REFRESH -> {
                for (boolean enhanced : new boolean[] {false, true}) {
                    if (RouteRefresh.fault(octets, 0, length, enhanced) == null) {
                        RouteRefresh.decode(octets, 0);
                    }
                }
            }
            case KEEPALIVE -> checkLength(length, MessageHeader.LENGTH);
        }
    }

    private static void checkOpen(OpenResult result) {
        if ((result.open() == null) == (result.fault() == null)) {
            throw new AssertionError("neither an OPEN nor a fault, or both");
        }
        if (result.fault() != null && result.fault().code() != 2) {
            throw new AssertionError("an OPEN answered with " + result.fault());
        }
    }

    private static void checkLength(int length, int expected) {
        if (length != expected) {
            throw new AssertionError("length " + length + ", expected " + expected);
        }
    }
}
