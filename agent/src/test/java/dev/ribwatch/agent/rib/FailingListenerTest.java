package dev.ribwatch.agent.rib;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.HashMap;
import java.util.Map;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;

/** A listener that fails in the middle of an UPDATE: the table still counts every reference, and can be emptied and filled. */
class FailingListenerTest {
    private static final int PREFIXES = 6;
    private static final int ROUNDS = 2_000;

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final AdjRibIn router = rib.add("r1", "r1");
    private final UpdateBytes message = new UpdateBytes(0);
    private final SplittableRandom random = new SplittableRandom(2);
    private int failIn = -1;
    private int failures;

    FailingListenerTest() {
        rib.addListener(new SilentListener() {
            @Override
            public void routeChanged(RouteChange change) {
                fail();
            }

            @Override
            public void prefixFreed(Family family, int prefixId) {
                fail();
            }

            @Override
            public void attributesFreed(int attributeId) {
                fail();
            }
        });
    }

    private void fail() {
        if (failIn-- == 0) {
            failures++;
            throw new IllegalStateException("a defect of the listener");
        }
    }

    private void guarded(Runnable action) {
        failIn = random.nextInt(2 * PREFIXES);
        try {
            action.run();
        } catch (IllegalStateException e) {
            assertThat(e).hasMessage("a defect of the listener");
        }
        failIn = -1;
    }

    @Test
    void countsEveryReferenceWhateverFails() {
        for (int round = 0; round < ROUNDS; round++) {
            rib.sessionUp(router, 3, 0, true, 0);
            for (int i = 0; i < 4; i++) {
                guarded(() -> rib.apply(router, message().decoded(), 0, 0));
                assertCounted();
            }
            rib.sessionDown(router, 0);
            guarded(() -> rib.clearSome(router, 3));
            assertCounted();
            while (!rib.clearSome(router, 3)) {
                assertCounted();
            }
            assertThat(rib.routes()).isZero();
            assertThat(rib.attributes().size()).isZero();
            assertThat(rib.prefixes(Family.IPV4_UNICAST).size()).isZero();
        }
        assertThat(failures).isGreaterThan(ROUNDS);
    }

    private UpdateBytes message() {
        message.attributes(random.nextInt(3));
        for (int i = 0; i < PREFIXES; i++) {
            Prefix prefix = Prefix.parse("10.0." + i + ".0/24");
            if (random.nextInt(4) == 0) {
                message.withdraw(prefix, 0);
            } else {
                message.announce(prefix, 0);
            }
        }
        return message;
    }

    private void assertCounted() {
        Map<Integer, Integer> references = new HashMap<>();
        PrefixTable table = rib.prefixes(Family.IPV4_UNICAST);
        for (int id = 0; id < table.idBound(); id++) {
            int attributes = table.isLive(id) ? router.attributes(Family.IPV4_UNICAST, id) : RouteChange.ABSENT;
            assertThat(table.isLive(id)).isEqualTo(attributes != RouteChange.ABSENT);
            if (attributes != RouteChange.ABSENT) {
                references.merge(attributes, 1, Integer::sum);
            }
        }
        assertThat(rib.attributes().size()).isEqualTo(references.size());
        references.forEach((id, count) -> assertThat(rib.attributes().references(id))
                .as("references of %d", id)
                .isEqualTo(count));
        assertThat(rib.routes())
                .isEqualTo(references.values().stream().mapToInt(i -> i).sum());
    }
}
