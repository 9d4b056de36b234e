package dev.ribwatch.agent.daemon;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.sink.AlertLine;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Recordings through a policy: the alerts that a live agent would have raised, at the recording's time. */
class ReplayTest {
    private static final long START = 1_700_000_000L;
    private static final String EDGE = "192.0.2.1";
    private static final long EDGE_AS = 65010;
    private static final String OWN = UpdateMessage.ORIGIN + "40 02 06 02 01 0000fdf2" + UpdateMessage.NEXT_HOP;
    private static final String CLOUD =
            UpdateMessage.ORIGIN + "40 02 0a 02 02 0000fdf2 00002f2c" + UpdateMessage.NEXT_HOP;

    private static final String CONFIG = """
            agent: {as: 65000, router-id: 192.0.2.254, listen: ["127.0.0.1:0"], state-directory: /tmp}
            http: {listen: "127.0.0.1:9797"}
            routers:
              - {name: edge1, address: 192.0.2.1, as: 65010, network: on-prem, families: [ipv4-unicast]}
              - {name: edges, address: 198.51.100.0/24, as: 65010, network: on-prem, families: [ipv4-unicast]}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], more-specifics: true, match: [{at: on-prem, as-path: "^$"}]}
              - {name: cloud, asns: [12076], prefixes: [10.32.0.0/16], more-specifics: false, match: [{as-path: "^12076$"}]}
            connections:
              - {name: circuit, type: expressroute, between: [on-prem, cloud]}
            """;

    @TempDir
    private Path directory;

    private Config config;
    private final List<String> alerts = new ArrayList<>();
    private final List<String> lines = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    @BeforeEach
    void load() throws IOException {
        load(CONFIG);
    }

    private void load(String text) throws IOException {
        Loaded loaded = new ConfigLoader().load(Files.writeString(directory.resolve("c.yaml"), text));
        assertThat(loaded).as("%s", loaded).isInstanceOf(Loaded.Valid.class);
        config = ((Loaded.Valid) loaded).config();
    }

    private Replay play(Map<Prefix, RouterConfig> named, MrtBytes... files) throws IOException {
        alerts.clear();
        lines.clear();
        Replay replay = Replay.judged(
                config,
                named,
                (alert, at) -> {
                    alerts.add("%d %s %s %s %s"
                            .formatted(
                                    at.getEpochSecond() - START,
                                    alert.status(),
                                    alert.labels().get("alertname"),
                                    alert.labels().get("router"),
                                    alert.labels().getOrDefault("prefix", "-")));
                    lines.add(AlertLine.of(alert, at));
                },
                problems::add);
        for (int i = 0; i < files.length; i++) {
            assertThat(replay.play(Files.write(directory.resolve(i + ".mrt"), files[i].bytes())))
                    .isTrue();
        }
        return replay;
    }

    private static MrtBytes table() {
        return new MrtBytes()
                .at(START)
                .index("v", EDGE_AS, EDGE)
                .rib(2, "10.1.0.0/16", OWN, 0)
                .rib(2, "10.32.0.0/16", CLOUD, 0);
    }

    private static UpdateMessage announce(String attributes, String prefix) {
        return new UpdateMessage().attribute(attributes).announce(prefix);
    }

    @Test
    void aHealthyRecordingIsSilent() throws IOException {
        play(
                Map.of(),
                table(),
                new MrtBytes().at(START + 3_600).message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0])));

        assertThat(alerts).isEmpty();
    }

    private static String planned(String undoneBy) {
        return CONFIG
                + "policy: {changes: [{name: drain, network: cloud, prefixes: [10.32.0.0/16], expect: withdrawn, from: %s,"
                        .formatted(Instant.ofEpochSecond(START + 60))
                + " to: %s%s}]}\n".formatted(Instant.ofEpochSecond(START + 7_200), undoneBy);
    }

    /** Hours without a record do not hide when a window ends. */
    @Test
    void plannedChangesGoByTheClockOfTheFiles() throws IOException {
        MrtBytes later =
                new MrtBytes().at(START + 86_400).message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0]));
        load(planned(", undone-by: " + Instant.ofEpochSecond(START + 10_800)));
        play(Map.of(), table(), later);
        assertThat(alerts)
                .containsExactly(
                        "7200 firing PlannedChangeMissed edge1 10.32.0.0/16",
                        "10860 resolved PlannedChangeMissed edge1 10.32.0.0/16");
    }

    @Test
    void whatAPlannedChangeDoesInTimeIsExpectedUntilItMustBeUndone() throws IOException {
        MrtBytes done = new MrtBytes()
                .at(START + 100)
                .update(EDGE, EDGE_AS, new UpdateMessage().withdraw("10.32.0.0/16"))
                .at(START + 86_400)
                .message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0]));
        MrtBytes undone = new MrtBytes()
                .at(START + 100)
                .update(EDGE, EDGE_AS, new UpdateMessage().withdraw("10.32.0.0/16"))
                .at(START + 9_000)
                .update(EDGE, EDGE_AS, announce(CLOUD, "10.32.0.0/16"))
                .at(START + 86_400)
                .message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0]));
        String undoneBy = ", undone-by: " + Instant.ofEpochSecond(START + 10_800);

        load(planned(""));
        play(Map.of(), table(), done);
        assertThat(alerts).as("withdrawn for good").isEmpty();

        load(planned(undoneBy));
        play(Map.of(), table(), undone);
        assertThat(alerts).as("undone in time").isEmpty();

        play(Map.of(), table(), done);
        assertThat(alerts).as("not undone").containsExactly("10830 firing NetworkInvisible edge1 -");

        load(CONFIG);
        play(Map.of(), table(), done);
        assertThat(alerts).as("not planned").containsExactly("130 firing NetworkInvisible edge1 -");
    }

    @Test
    void whatTheConfigurationAsksOfUpdatesIsAskedOfThoseOfARecording() throws IOException {
        String set = UpdateMessage.ORIGIN + "40 02 0c 02 01 0000fdf2 01 01 0000fdf3" + UpdateMessage.NEXT_HOP;
        String reach = UpdateMessage.ORIGIN
                + "40 02 06 02 01 0000fdf2"
                + "80 0e 1c 0002 01 10 20010db8000000000000000000000001 00 30 20010db80001";
        MrtBytes file = new MrtBytes()
                .at(START)
                .update(EDGE, EDGE_AS, announce(OWN, "10.1.0.0/16"))
                .update(EDGE, EDGE_AS, announce(set, "10.2.0.0/16"))
                .update(EDGE, EDGE_AS, new UpdateMessage().attribute(reach))
                .update(EDGE, EDGE_AS, announce(OWN, "10.3.0.0/16").attribute("80 0f 04 0002 01 ff"))
                .update(EDGE, EDGE_AS, new UpdateMessage().attribute(reach));
        load(CONFIG.replace("[ipv4-unicast]}", "[ipv4-unicast, ipv6-unicast]}"));
        Replay ordinary = play(Map.of(), file);
        assertThat(prefixes(ordinary)).containsExactlyInAnyOrder("10.1.0.0/16", "10.2.0.0/16", "2001:db8:1::/48");
        assertThat(ordinary.counts().errors()).isOne();

        String asked = "[ipv4-unicast, ipv6-unicast], reject-as-sets: true, disable-broken-family: true}";
        load(CONFIG.replace("[ipv4-unicast]}", asked));
        Replay strict = play(Map.of(), file);
        assertThat(prefixes(strict)).containsExactlyInAnyOrder("10.1.0.0/16", "10.3.0.0/16");
        assertThat(strict.counts().errors()).isZero();

        Replay again = play(
                Map.of(),
                file,
                new MrtBytes()
                        .at(START + 10)
                        .state(EDGE, EDGE_AS, 6, 1)
                        .state(EDGE, EDGE_AS, 5, 6)
                        .update(EDGE, EDGE_AS, new UpdateMessage().attribute(reach)));
        assertThat(prefixes(again)).as("of another session").containsExactly("2001:db8:1::/48");
    }

    private static List<String> prefixes(Replay replay) {
        List<String> prefixes = new ArrayList<>();
        replay.routes(row -> prefixes.add(row.prefix().toString()));
        return prefixes;
    }

    @Test
    void alertsFireAndResolveAtTheRecordingsTime() throws IOException {
        play(
                Map.of(),
                table(),
                new MrtBytes()
                        .at(START + 100)
                        .update(EDGE, EDGE_AS, announce(OWN, "0.0.0.0/0"))
                        .at(START + 200)
                        .update(EDGE, EDGE_AS, new UpdateMessage().withdraw("0.0.0.0/0"))
                        .update(EDGE, EDGE_AS, new UpdateMessage().withdraw("10.32.0.0/16"))
                        .at(START + 500)
                        .message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0])));

        assertThat(alerts)
                .containsExactly(
                        "100 firing UnexpectedDefaultRoute edge1 0.0.0.0/0",
                        "230 firing NetworkInvisible edge1 -",
                        "260 resolved UnexpectedDefaultRoute edge1 0.0.0.0/0");
    }

    @Test
    void whatHoldsForLessThanTheRecordsClockCanTellFiresAllTheSame() throws IOException {
        play(
                Map.of(),
                table(),
                new MrtBytes()
                        .at(START + 100)
                        .update(EDGE, EDGE_AS, announce(OWN, "0.0.0.0/0"))
                        .update(EDGE, EDGE_AS, new UpdateMessage().withdraw("0.0.0.0/0"))
                        .at(START + 161)
                        .message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0])));

        assertThat(alerts)
                .containsExactly(
                        "100 firing UnexpectedDefaultRoute edge1 0.0.0.0/0",
                        "160 resolved UnexpectedDefaultRoute edge1 0.0.0.0/0");
    }

    @Test
    void aDumpThatShowsADeviationIsEnough() throws IOException {
        play(Map.of(), table().rib(2, "0.0.0.0/0", OWN, 0));

        assertThat(alerts).containsExactly("0 firing UnexpectedDefaultRoute edge1 0.0.0.0/0");
    }

    @Test
    void aLostSessionFiresAfterItsGraceAndFreezesTheRest() throws IOException {
        play(
                Map.of(),
                table().rib(2, "0.0.0.0/0", OWN, 0),
                new MrtBytes()
                        .at(START + 100)
                        .state(EDGE, EDGE_AS, 6, 1)
                        .at(START + 400)
                        .state(EDGE, EDGE_AS, 5, 6)
                        .update(EDGE, EDGE_AS, announce(OWN, "10.1.0.0/16"))
                        .update(EDGE, EDGE_AS, announce(CLOUD, "10.32.0.0/16"))
                        .at(START + 401)
                        .update(EDGE, EDGE_AS, new UpdateMessage()) // End-of-RIB: the default is gone
                        .at(START + 700)
                        .message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0])));

        assertThat(alerts)
                .containsExactly(
                        "0 firing UnexpectedDefaultRoute edge1 0.0.0.0/0",
                        "130 firing SessionDown edge1 -",
                        "461 resolved UnexpectedDefaultRoute edge1 0.0.0.0/0",
                        "521 resolved SessionDown edge1 -");
    }

    @Test
    void routersAreKnownByAddressAndAsOrByTheNameThatIsGiven() throws IOException {
        String leak = OWN;
        MrtBytes file = new MrtBytes()
                .at(START)
                .index("v", EDGE_AS, "198.51.100.7", "203.0.113.9")
                .rib(2, "0.0.0.0/0", leak, 0, 1)
                .index("w", 65099, EDGE)
                .rib(2, "0.0.0.0/0", leak, 0);
        RouterConfig edge = config.routers().get(0);

        Replay replay = play(Map.of(), file);
        assertThat(alerts).containsExactly("0 firing UnexpectedDefaultRoute edges-198.51.100.7 0.0.0.0/0");
        assertThat(replay.leftOut("it"))
                .isEqualTo("left out, as it has no such router: 203.0.113.9 AS 65010, 192.0.2.1 AS 65099");

        Replay named = play(Map.of(Prefix.parse("203.0.113.9"), edge), file);
        assertThat(alerts)
                .containsExactlyInAnyOrder(
                        "0 firing UnexpectedDefaultRoute edges-198.51.100.7 0.0.0.0/0",
                        "0 firing UnexpectedDefaultRoute edge1 0.0.0.0/0");
        assertThat(named.leftOut("it")).isEqualTo("left out, as it has no such router: 192.0.2.1 AS 65099");
    }

    @Test
    void theSameRecordingGivesTheSameBytes() throws IOException {
        MrtBytes updates = new MrtBytes();
        for (int i = 0; i < 400; i++) {
            updates.at(START + 100 + i, i).update(EDGE, EDGE_AS, announce(OWN, "172.16." + i % 250 + ".0/24"));
        }
        play(Map.of(), table(), updates);
        List<String> first = List.copyOf(lines);
        assertThat(first).hasSizeGreaterThan(10);

        play(Map.of(), table(), updates);

        assertThat(lines).isEqualTo(first);
        assertThat(first.get(0))
                .startsWith(
                        "{\"at\":\"" + Instant.ofEpochSecond(START).toString().substring(0, 10));
    }
}
