package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.lab.PassiveSpeaker.Recording;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.Callable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

/** Records the tapes of the demo from real daemons; how to run it stands in {@code agent/src/it/tapes/README.md}. */
@EnabledIfSystemProperty(named = "ribwatch.record-tapes", matches = "true")
class TapeRecorder {
    private static final int OPEN = 1;
    private static final int UPDATE = 2;
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private final Path tapes = LabFiles.root().resolve("agent/src/main/resources/dev/ribwatch/agent/demo/tapes");

    @Test
    void recordTheRoutersOfTheScenario() throws Exception {
        Files.createDirectories(tapes);
        try (PassiveSpeaker speaker = new PassiveSpeaker(
                Address.free(), 65000, Address.ip("192.0.2.10"), 90)) {
            record(speaker, EdgeRouter.Kind.BIRD, "edge1", "127.0.0.11", 65010, onPremises("192.168.100.2", "2001:db8:ffff::2"));
            record(speaker, EdgeRouter.Kind.FRR, "edge2", "127.0.0.12", 65010, onPremises("192.168.100.6", "2001:db8:ffff::6"));
            record(speaker, EdgeRouter.Kind.GOBGP, "pc-edge", "127.0.0.13", 65020, privateCloud());
        }
    }

    /** What a router holds, and how the scenario's changes look from where it stands. */
    private record Script(List<Route> table, Route byDefault, Route lowerHalf, Route upperHalf, Route overlap, Route gone) {}

    /** On-premises: its own networks, and everything else through the circuit as the provider's AS. */
    private static Script onPremises(String provider, String provider6) {
        Route azure = Route.of("10.33.0.0/16", 12076).via(provider).with("12076:51004");
        return new Script(
                List.of(
                        Route.of("10.1.0.0/16").via("10.0.0.1"),
                        Route.of("10.2.0.0/16").via("10.0.0.1"),
                        Route.of("10.4.16.0/20").via("10.0.0.1"),
                        Route.of("2001:db8:10::/48").via("2001:db8:10::1"),
                        Route.of("10.32.0.0/16", 12076).via(provider).with("12076:51004"),
                        azure,
                        Route.of("2001:db8:32::/48", 12076).via(provider6).with("12076:51004"),
                        Route.of("172.20.0.0/20", 12076).via(provider),
                        Route.of("172.20.16.0/22", 12076).via(provider)),
                Route.of("0.0.0.0/0").via("10.0.0.1"),
                Route.of("0.0.0.0/1").via("10.0.0.1"),
                Route.of("128.0.0.0/1").via("10.0.0.1"),
                Route.of("10.32.5.0/24", 12076).via(provider),
                azure);
    }

    /** The private cloud: its own networks, and everything else through its circuit as the provider's AS. */
    private static Script privateCloud() {
        String provider = "192.168.200.2";
        Route azure = Route.of("10.33.0.0/16", 12076).via(provider).with("12076:51004");
        return new Script(
                List.of(
                        Route.of("172.20.0.0/20").via("172.20.0.1"),
                        Route.of("172.20.16.0/22").via("172.20.0.1"),
                        Route.of("10.32.0.0/16", 12076).via(provider).with("12076:51004"),
                        azure,
                        Route.of("2001:db8:32::/48", 12076).via("2001:db8:fffe::2").with("12076:51004"),
                        Route.of("10.1.0.0/16", 12076).via(provider),
                        Route.of("10.2.0.0/16", 12076).via(provider),
                        Route.of("10.4.16.0/20", 12076).via(provider),
                        Route.of("2001:db8:10::/48", 12076).via("2001:db8:fffe::2")),
                Route.of("0.0.0.0/0", 12076).via(provider),
                Route.of("0.0.0.0/1", 12076).via(provider),
                Route.of("128.0.0.0/1", 12076).via(provider),
                Route.of("10.32.5.0/24").via("172.20.0.1"),
                azure);
    }

    private void record(PassiveSpeaker speaker, EdgeRouter.Kind kind, String name, String address, long as, Script script)
            throws Exception {
        Seat seat = new Seat(name, address, as, speaker.address(), 65000);
        Recording recording = speaker.recording(Address.ip(address));
        Tape tape = new Tape(recording);
        try (EdgeRouter router = kind.at(seat, LabFiles.scratch("tapes"))) {
            router.announce(script.table());
            router.start();
            Await.until(name + " has sent its table", PATIENCE, () -> EndOfRib.count(recording.from(0)) == 2);
            tape.opening();
            tape.change("default-announced", script.byDefault(), router);
            tape.change("default-withdrawn", script.byDefault(), router);
            tape.change("lower-half-announced", script.lowerHalf(), router);
            tape.change("upper-half-announced", script.upperHalf(), router);
            tape.change("lower-half-withdrawn", script.lowerHalf(), router);
            tape.change("upper-half-withdrawn", script.upperHalf(), router);
            tape.change("overlap-announced", script.overlap(), router);
            tape.change("overlap-withdrawn", script.overlap(), router);
            tape.change("azure-prefix-withdrawn", script.gone(), router);
            tape.change("azure-prefix-announced", script.gone(), router);
        }
        tape.write(tapes.resolve(name + ".tape"), kind, seat);
    }

    /** The text of one tape, as it grows. */
    private static final class Tape {
        private final Recording recording;
        private final StringBuilder text = new StringBuilder();
        private int position;

        Tape(Recording recording) {
            this.recording = recording;
        }

        /** OPEN and KEEPALIVE each in a step of their own, then the table up to the last End-of-RIB. */
        void opening() {
            List<byte[]> messages = recording.from(0);
            position = messages.size();
            List<byte[]> updates = new ArrayList<>();
            for (byte[] message : messages) {
                if (message[18] == OPEN) {
                    step("open", List.of(message));
                } else if (message[18] == UPDATE) {
                    updates.add(message);
                }
            }
            step("established", List.of(messages.get(1)));
            step("table", updates);
        }

        /** Lets the router announce or withdraw one route and keeps the one UPDATE that says so. */
        void change(String name, Route route, EdgeRouter router) throws Exception {
            if (name.endsWith("announced")) {
                router.announce(route);
            } else {
                router.withdraw(route.prefix());
            }
            List<byte[]> updates = Await.value(name, PATIENCE, updates(), found -> !found.isEmpty());
            assertThat(updates).as(name).hasSize(1);
            position = recording.size();
            step(name, updates);
        }

        private Callable<List<byte[]>> updates() {
            return () -> recording.from(position).stream()
                    .filter(message -> message[18] == UPDATE)
                    .toList();
        }

        private void step(String name, List<byte[]> messages) {
            text.append("\nstep ").append(name).append('\n');
            for (byte[] message : messages) {
                text.append(HexFormat.of().formatHex(message));
                text.append(EndOfRib.is(message) ? " # End-of-RIB\n" : "\n");
            }
        }

        void write(Path file, EdgeRouter.Kind kind, Seat seat) throws IOException {
            String head = "# " + Daemons.version(kind) + " as " + seat.name() + "; the format is described in README.md\n"
                    + "router " + seat.name() + "\naddress " + seat.address() + "\nas " + seat.as() + "\n";
            Files.writeString(file, head + text, StandardCharsets.US_ASCII);
        }
    }
}
