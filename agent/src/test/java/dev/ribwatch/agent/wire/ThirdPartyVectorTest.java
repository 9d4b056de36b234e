package dev.ribwatch.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Messages out of other projects' tests, with what those projects, or Wireshark, say is in them. */
class ThirdPartyVectorTest {

    static Stream<GoldenVector> vectors() {
        return load("third-party.tsv");
    }

    static Stream<GoldenVector> oddVectors() {
        return load("third-party-odd.tsv");
    }

    private static Stream<GoldenVector> load(String file) {
        return GoldenVector.read(file).lines().skip(1).map(line -> {
            String[] columns = line.split("\t", -1);
            return new GoldenVector(
                    columns[0], GoldenVector.context(columns[1]), columns[2], List.of(columns[3].split(" \\| ")));
        });
    }

    @ParameterizedTest
    @MethodSource({"vectors", "oddVectors"})
    void agreesWithOtherDecoders(GoldenVector vector) {
        boolean pathIds = vector.facts().stream().anyMatch(fact -> fact.contains(" path "));
        List<String> found = MessageFacts.of(vector.octets(), vector.context()).stream()
                .map(fact -> fact.replaceFirst("^(next-hop|mp-reach) ", "via "))
                .map(fact -> pathIds ? fact : fact.replaceFirst(" path [0-9]+$", ""))
                .map(fact -> fact.replaceFirst("^(notification [0-9]+/[0-9]+) .*", "$1"))
                .toList();
        if (vector.facts().equals(List.of("nothing"))) {
            assertThat(found).isEmpty();
            return;
        }
        assertThat(prefixes(found)).containsExactlyElementsOf(prefixes(vector.facts()));
        assertThat(found).containsAll(others(vector.facts()));
    }

    private static List<String> prefixes(List<String> facts) {
        return facts.stream().filter(ThirdPartyVectorTest::isPrefix).sorted().toList();
    }

    private static List<String> others(List<String> facts) {
        return facts.stream().filter(fact -> !isPrefix(fact)).toList();
    }

    private static boolean isPrefix(String fact) {
        return fact.startsWith("announce ") || fact.startsWith("withdraw ");
    }
}
