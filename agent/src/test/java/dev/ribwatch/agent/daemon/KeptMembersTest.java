package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.Ranges;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.alert.KeptAlert;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Which members a ledger makes known. */
class KeptMembersTest {
    private static final Instant NOW = Instant.parse("2026-01-01T12:00:00Z");
    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.254, listen: ["127.0.0.1:0"], state-directory: /tmp}
            http: {listen: "127.0.0.1:0"}
            routers:
              - {name: edge, address: 192.0.2.1, as: 65010, network: on-prem}
              - {name: spoke, address: 192.0.2.128/25, as: 65010, network: on-prem, max-members: 2}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/8]}
            """;

    @TempDir
    Path directory;

    private static KeptAlert alert(
            String rule, Map<String, String> subject, String reporters, int minutes, boolean over) {
        Alert alert = new Alert(
                rule + subject,
                new TreeMap<>(subject),
                new TreeMap<>(Map.of("reported_by", reporters)),
                NOW.minus(Duration.ofMinutes(minutes)),
                over ? NOW : null);
        return new KeptAlert(rule, subject, List.of(), Duration.ZERO, alert, Set.of(), Map.of());
    }

    private static KeptAlert down(String router, int minutes) {
        return alert("SessionDown", Map.of("router", router), "", minutes, false);
    }

    private Map<String, Instant> known(KeptAlert... alerts) throws IOException {
        Loaded loaded = new ConfigLoader().load(Files.writeString(directory.resolve("ribwatch.yaml"), CONFIG));
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Valid.class);
        Config config = ((Loaded.Valid) loaded).config();
        Map<Ranges.Member, Instant> members = KeptMembers.of(List.of(alerts), config.routers(), NOW);
        return members.entrySet().stream()
                .collect(Collectors.toMap(entry -> entry.getKey().name(), Map.Entry::getValue));
    }

    @Test
    void theRouterOfAnAlertAndThoseThatReportedItSinceTheyAreAway() throws IOException {
        assertThat(known(
                        down("spoke-192.0.2.130", 7),
                        alert("Bogon", Map.of("router", "spoke-192.0.2.130"), "", 90, false),
                        alert("OverlappingPrefix", Map.of(), "edge, spoke-192.0.2.131", 90, false)))
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of("spoke-192.0.2.130", NOW.minus(Duration.ofMinutes(7)), "spoke-192.0.2.131", NOW));
    }

    @Test
    void nobodyOfAnAlertThatIsOverNorOneThatIsNoMember() throws IOException {
        assertThat(known(
                        alert("Bogon", Map.of("router", "spoke-192.0.2.130"), "", 1, true),
                        down("edge", 1),
                        down("spoke-9", 1),
                        down("spoke-192.0.2.2", 1)))
                .isEmpty();
    }

    @Test
    void inARangeThatHasBecomeTooSmallThoseThatWereThereLast() throws IOException {
        assertThat(known(down("spoke-192.0.2.130", 7), down("spoke-192.0.2.131", 9), down("spoke-192.0.2.132", 5)))
                .containsOnlyKeys("spoke-192.0.2.130", "spoke-192.0.2.132");
    }
}
