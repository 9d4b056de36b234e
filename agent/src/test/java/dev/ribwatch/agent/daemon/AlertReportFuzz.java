package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.fuzz.Frame;
import dev.ribwatch.agent.fuzz.Holds;
import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import dev.ribwatch.exporter.alert.Alert;
import dev.ribwatch.exporter.sink.AlertLine;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The body of an UPDATE through table, policy and alerts: what people and receivers are told of it is bounded and plain. */
public final class AlertReportFuzz {
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
              - {name: edge1, address: 192.0.2.1, as: 65010, network: on-prem}
            networks:
              - {name: on-prem, asns: [65010], prefixes: [10.0.0.0/12], more-specifics: true, match: [{at: on-prem, as-path: "^$"}]}
              - {name: cloud, asns: [12076], prefixes: [10.32.0.0/16], more-specifics: false, match: [{as-path: "^12076$"}]}
            connections:
              - {name: circuit, type: expressroute, between: [on-prem, cloud]}
            """;

    private static final Path FILE = file();
    private static final Config LOADED = config();

    private AlertReportFuzz() {}

    private static Path file() {
        try {
            Path file = Files.createTempFile("ribwatch-fuzz", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Config config() {
        try {
            Files.writeString(FILE, CONFIG);
            return ((Loaded.Valid) new ConfigLoader().load(FILE)).config();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.UPDATE, body);
        if (message == null) {
            return;
        }
        MrtBytes recording = new MrtBytes()
                .at(START)
                .index("v", EDGE_AS, EDGE)
                .rib(2, "10.1.0.0/16", OWN, 0)
                .rib(2, "10.32.0.0/16", CLOUD, 0)
                .at(START + 600)
                .message(4, EDGE, EDGE_AS, message)
                .at(START + 1_200)
                .message(4, EDGE, EDGE_AS, UpdateMessage.message(4, new byte[0]));
        List<Alert> alerts = new ArrayList<>();
        Replay replay = Replay.judged(
                LOADED, Map.of(), (alert, at) -> alerts.add(alert), problem -> Holds.plain(problem, 1_000));
        try {
            Files.write(FILE, recording.bytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Holds.require(replay.play(FILE), "all is read");
        Holds.require(alerts.size() <= 20 + 4 * body.length, "no more alerts than prefixes could cause");
        for (Alert alert : alerts) {
            Holds.json(AlertLine.of(alert, Instant.EPOCH), 20_000);
            alert.labels().values().forEach(text -> Holds.ascii(text, 200));
            for (String text : alert.annotations().values()) {
                Holds.require(text.length() <= 4_000, "a bounded text");
                text.lines().forEach(line -> Holds.plain(line, 1_000));
            }
        }
    }
}
