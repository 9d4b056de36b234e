package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.UpdateFacts;
import dev.ribwatch.agent.wire.UpdateInvariants;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** The body of an UPDATE, read in every decode context. */
public final class UpdateFuzz {
    private static final List<DecodeContext> CONTEXTS = contexts();

    private static final UpdateDecoder DECODER = new UpdateDecoder();
    private static final Update UPDATE = new Update();
    private static final UpdateInvariants INVARIANTS = new UpdateInvariants();

    private UpdateFuzz() {}

    /** External and internal peers, four octets of AS number and two, ADD-PATH or not; one family alone; and strict. */
    public static List<DecodeContext> contexts() {
        List<DecodeContext> contexts = new ArrayList<>();
        for (int bits = 0; bits < 8; bits++) {
            boolean external = (bits & 1) == 0;
            contexts.add(new DecodeContext(
                    external, (bits & 2) == 0, 3, (bits & 4) == 0 ? 0 : 3, external ? 65001 : 65000, 65000));
        }
        contexts.add(new DecodeContext(true, true, 1, 0, 65001, 65000));
        contexts.add(new DecodeContext(true, true, 2, 2, 4_200_000_000L, 65000));
        Strictness strict = new Strictness(true, true, true);
        contexts.add(new DecodeContext(true, true, 3, 0, 65001, 65000, strict));
        contexts.add(new DecodeContext(false, false, 3, 3, 65000, 65000, strict));
        return contexts;
    }

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.UPDATE, body);
        if (message == null) {
            return;
        }
        byte[] before = message.clone();
        for (DecodeContext context : CONTEXTS) {
            Verdict verdict = DECODER.decode(message, 0, message.length, context, UPDATE);
            INVARIANTS.check(UPDATE, 0, message.length);
            Holds.require(verdict == UPDATE.verdict(), "one verdict");
            Holds.require(Arrays.equals(before, message), "the message is only read");
            if (verdict == Verdict.SESSION_RESET) {
                Frame.checkAnswer(UPDATE.notification(), 3, message.length);
            }
            int prefixes = 0;
            for (NlriField field : NlriField.values()) {
                prefixes += UPDATE.has(field) ? UPDATE.prefixes(field) : 0;
            }
            Holds.require(prefixes <= message.length, "no more prefixes than octets");
            List<String> facts = UpdateFacts.of(UPDATE);
            // A decoder that has read other things, and one that has not, read the same; so does one elsewhere in
            // memory.
            Holds.require(facts.equals(elsewhere(message, context)), "the same facts again");
        }
    }

    private static List<String> elsewhere(byte[] message, DecodeContext context) {
        byte[] moved = new byte[message.length + 12];
        Arrays.fill(moved, (byte) 0xff);
        System.arraycopy(message, 0, moved, 5, message.length);
        Update update = new Update();
        new UpdateDecoder().decode(moved, 5, message.length, context, update);
        return UpdateFacts.of(update);
    }
}
