package dev.ribwatch.agent.policy.intent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeclaredSpaceTest {

    @Test
    void meetsTheContainingPrefixesLongestFirstThenThoseWithin() {
        Intent intent = Configs.as(65000)
                .router("r", "a", 65001)
                .network(Configs.network("a").prefixes("10.0.0.0/8 10.1.2.0/24"))
                .network(Configs.network("b").prefixes("10.1.0.0/16 10.1.3.0/24 11.0.0.0/8"))
                .network(Configs.network("c").prefixes("10.1.0.0/16"))
                .compile();

        assertThat(hits(intent, Prefix.parse("10.1.0.0/16")))
                .containsExactly("b 10.1.0.0/16", "c 10.1.0.0/16", "a 10.0.0.0/8", "a 10.1.2.0/24", "b 10.1.3.0/24");
        assertThat(hits(intent, Prefix.parse("12.0.0.0/8"))).isEmpty();
        assertThat(hits(intent, Prefix.parse("10.0.0.0/7"))).hasSize(6);
    }

    /** A link's block stands once for each of its ends, and is one of the other's too. */
    @Test
    void meetsWhatConnectionsDeclare() {
        Intent intent = Configs.as(65000)
                .router("r", "a", 65001)
                .network(Configs.network("a").prefixes("10.0.0.0/8"))
                .network(Configs.network("b").prefixes("11.0.0.0/8"))
                .network(Configs.network("c").prefixes("12.0.0.0/8"))
                .circuit("ab", "a b")
                .blocks("ab", "b", "192.168.0.0/29", "192.168.1.0/28 192.168.8.0/21")
                .circuit("bc", "b c")
                .blocks("bc", "b", "10.1.0.0/29", "")
                .compile();

        assertThat(hits(intent, Prefix.parse("192.168.0.0/30")))
                .containsExactly("a 192.168.0.0/29", "b 192.168.0.0/29");
        assertThat(hits(intent, Prefix.parse("192.168.8.0/22"))).containsExactly("a 192.168.8.0/21");
        assertThat(hits(intent, Prefix.parse("10.1.0.4/30")))
                .containsExactly("b 10.1.0.0/29", "c 10.1.0.0/29", "a 10.0.0.0/8");
        DeclaredSpace.Hits hits = intent.declared().hits();
        Prefix link = Prefix.parse("192.168.0.4/30");
        hits.reset(link.family(), link.high(), link.low(), link.length());
        assertThat(hits.next()).isTrue();
        assertThat(hits.isLink()).isTrue();
        assertThat(hits.isBlock()).isFalse();
        assertThat(hits.connection()).isEqualTo("ab");
        assertThat(IntStream.range(0, 3).filter(hits::isSharedWith)).containsExactly(0, 1);
        Prefix block = Prefix.parse("192.168.1.0/28");
        hits.reset(block.family(), block.high(), block.low(), block.length());
        assertThat(hits.next()).isTrue();
        assertThat(hits.isLink()).isFalse();
        assertThat(hits.isBlock()).isTrue();
        assertThat(hits.connection()).isNull();
        assertThat(IntStream.range(0, 3).filter(hits::isSharedWith)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(longs = {21, 22, 23})
    void agreesWithAScan(long seed) {
        Random random = new Random(seed);
        for (int i = 0; i < 40; i++) {
            List<Configs.NetworkBuilder> networks = new ArrayList<>();
            Configs configs = Configs.as(65000).router("r", "n0", 65001);
            for (int n = 0; n < 4; n++) {
                List<String> prefixes = new ArrayList<>();
                for (int p = random.nextInt(8); p > 0; p--) {
                    prefixes.add(prefix(random).toString());
                }
                networks.add(Configs.network("n" + n).prefixes(String.join(" ", prefixes)));
            }
            networks.forEach(configs::network);
            Intent intent = configs.compile();
            for (int j = 0; j < 300; j++) {
                Prefix asked = prefix(random);
                List<String> expected = intent.networks().stream()
                        .flatMap(network -> network.prefixes().stream()
                                .distinct()
                                .filter(asked::overlaps)
                                .map(prefix -> network + " " + prefix))
                        .sorted()
                        .toList();
                assertThat(hits(intent, asked).stream().sorted().toList())
                        .as("seed %d, round %d: %s", seed, i, asked)
                        .isEqualTo(expected);
                if (!expected.isEmpty()) {
                    assertThat(intent.declared().mayTouch(asked.family(), asked.high(), asked.length()))
                            .as("seed %d, round %d: %s", seed, i, asked)
                            .isTrue();
                }
            }
        }
    }

    private static List<String> hits(Intent intent, Prefix prefix) {
        List<String> found = new ArrayList<>();
        DeclaredSpace.Hits hits =
                intent.declared().hits().reset(prefix.family(), prefix.high(), prefix.low(), prefix.length());
        while (hits.next()) {
            found.add(intent.network(hits.network()) + " " + hits.prefix());
        }
        assertThat(Collections.unmodifiableList(found).stream().collect(Collectors.toSet()))
                .hasSize(found.size());
        return found;
    }

    private static Prefix prefix(Random random) {
        if (random.nextInt(3) == 0) {
            long high = 0x2001_0000_0000_0000L | (long) random.nextInt(16) << 30;
            long low = (long) random.nextInt(4) << 62;
            return Prefix.masked(Family.IPV6_UNICAST, high, low, random.nextInt(67));
        }
        long high = (long) random.nextInt() << 32 & 0x0fff_0000_0000_0000L;
        return Prefix.masked(Family.IPV4_UNICAST, high & 0x030f_f000_0000_0000L, 0, random.nextInt(25));
    }
}
