package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class UpdateFaultsTest {
    /** ORIGIN, AS_PATH, NEXT_HOP, and attribute 200 as a well-known one, of no length; 198.51.100.0/24. */
    private static final String MESSAGE =
            "ffffffffffffffffffffffffffffffff003202000000174001010040020602010000fde9400304c000020140c80018c63364";

    private static final int CODE = 19 + 4 + 4 + 9 + 7 + 1;
    private static final DecodeContext CONTEXT = new DecodeContext(true, true, 1, 0, 65001, 65000);

    private record Row(long discarded, long withdrawn, long last) {}

    @Test
    void agreesWithAMapInWhateverOrderCodesCome() {
        for (int seed = 0; seed < 50; seed++) {
            SplittableRandom random = new SplittableRandom(seed);
            UpdateFaults faults = new UpdateFaults();
            Map<Integer, Row> twin = new TreeMap<>();
            for (long now = 1; now <= 1 << 1 + seed % 12; now++) {
                count(faults, twin, random.nextInt(256), now);
                assertThat(codes(faults)).containsExactlyElementsOf(twin.keySet());
                for (int code = 0; code < 256; code++) {
                    Row row = twin.getOrDefault(code, new Row(0, 0, 0));
                    if (faults.discarded(code) != row.discarded()
                            || faults.withdrawn(code) != row.withdrawn()
                            || faults.lastNanos(code) != row.last()) {
                        throw new AssertionError("seed " + seed + ", code " + code + ": not " + row);
                    }
                }
            }
            assertThat(twin).isNotEmpty();
        }
    }

    private static void count(UpdateFaults faults, Map<Integer, Row> twin, int code, long now) {
        byte[] message = HexFormat.of().parseHex(MESSAGE);
        message[CODE] = (byte) code;
        Update update = new Update();
        new UpdateDecoder().decode(message, 0, message.length, CONTEXT, update);
        faults.count(update, now);
        for (int i = 0; i < update.faults(); i++) {
            boolean treated = update.faultVerdict(i).compareTo(Verdict.TREAT_AS_WITHDRAW) >= 0;
            twin.merge(
                    update.faultAttribute(i),
                    new Row(treated ? 0 : 1, treated ? 1 : 0, now),
                    (a, b) -> new Row(a.discarded + b.discarded, a.withdrawn + b.withdrawn, now));
        }
    }

    private static List<Integer> codes(UpdateFaults faults) {
        List<Integer> codes = new ArrayList<>();
        for (int code = faults.next(0); code != UpdateFaults.NONE; code = faults.next(code + 1)) {
            codes.add(code);
        }
        return codes;
    }
}
