package dev.ribwatch.agent.lab;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Ten thousand malformed or unusual UPDATEs, made from their structure: each by its number, the same each time. */
final class OddUpdates {
    static final int COUNT = 10_000;

    private static final long SEED = 7606;

    private record Share(int weight, Consumer<DraftUpdate> maker) {}

    private static final List<Share> SHARES = List.of(
            new Share(12, OddAttributes::flags),
            new Share(17, OddAttributes::length),
            new Share(15, OddValues::value),
            new Share(6, OddAttributes::unknown),
            new Share(4, OddAttributes::twice),
            new Share(3, OddAttributes::missing),
            new Share(2, OddAttributes::order),
            new Share(5, OddAttributes::twoFaults),
            new Share(4, OddAttributes::octet),
            new Share(6, OddFrames::frame),
            new Share(7, OddFrames::nlri),
            new Share(3, OddFrames::endOfRib),
            new Share(6, OddMultiprotocol::reach),
            new Share(4, OddMultiprotocol::unreach),
            new Share(6, OddTransition::transition));

    private static final List<Consumer<DraftUpdate>> CYCLE = new ArrayList<>();

    static {
        for (Share share : SHARES) {
            for (int i = 0; i < share.weight(); i++) {
                CYCLE.add(share.maker());
            }
        }
    }

    private OddUpdates() {}

    static OddUpdate of(int number) {
        Random random = new Random(SEED + 0x9E3779B97F4A7C15L * (number + 1));
        random.nextLong();
        Consumer<DraftUpdate> maker = CYCLE.get(random.nextInt(CYCLE.size()));
        int chance = random.nextInt(10);
        Feed feed = maker == CYCLE.get(CYCLE.size() - 1) || chance == 0
                ? Feed.TWO_OCTET
                : chance < 4 ? Feed.INTERNAL : Feed.EXTERNAL;
        DraftUpdate draft = new DraftUpdate(number, feed, random);
        maker.accept(draft);
        return draft.done();
    }
}
