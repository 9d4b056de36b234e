package dev.ribwatch.agent.wire;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GoldenVectorTest {

    static Stream<GoldenVector> vectors() {
        return Stream.of("updates.txt", "messages.txt").flatMap(file -> GoldenVector.load(file).stream());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void findsTheFactsOfEveryVector(GoldenVector vector) {
        assertThat(MessageFacts.of(vector.octets(), vector.context())).isEqualTo(vector.facts());
    }
}
