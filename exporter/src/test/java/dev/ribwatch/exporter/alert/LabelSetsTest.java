package dev.ribwatch.exporter.alert;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;

class LabelSetsTest {
    /** Values that Prometheus' common library gives for these label sets. */
    @Test
    void fingerprintsAreThoseOfPrometheus() {
        assertThat(LabelSets.fingerprint(new TreeMap<>())).isEqualTo(Long.toHexString(-3750763034362895579L));
        assertThat(LabelSets.fingerprint(
                        new TreeMap<>(Map.of("name", "garland, briggs", "fear", "love is not enough"))))
                .isEqualTo(Long.toHexString(5799056148416392346L));
    }

    @Test
    void textQuotesAsPrometheusDoes() {
        assertThat(LabelSets.text(new TreeMap<>(Map.of("b", "x\"y\\z\n", "a", "1"))))
                .isEqualTo("{a=\"1\", b=\"x\\\"y\\\\z\\n\"}");
        assertThat(LabelSets.text(new TreeMap<>())).isEqualTo("{}");
    }
}
