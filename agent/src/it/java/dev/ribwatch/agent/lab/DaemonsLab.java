package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The lab's own tools against a listener that is not the product: what fails here is not the product's fault. */
class DaemonsLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);

    @ParameterizedTest
    @EnumSource(EdgeRouter.Kind.class)
    void aDaemonConnectsSaysWhatItSentAndComesBackFromKill(EdgeRouter.Kind kind) throws Exception {
        Path scratch = LabFiles.scratch("daemons");
        InetSocketAddress listen = Address.free();
        InetAddress address = Address.ip("127.0.0." + (71 + kind.ordinal()));
        try (PassiveSpeaker speaker = new PassiveSpeaker(listen, LabConfig.AGENT_AS, Address.ip("192.0.2.10"), 90);
                EdgeRouter router = kind.at(
                        new Seat("edge", address.getHostAddress(), LabConfig.EDGE_AS, listen, LabConfig.AGENT_AS), scratch)) {
            router.announce(LabConfig.healthy());
            router.start();
            PassiveSpeaker.Recording recording = speaker.recording(address);
            Await.until("both End-of-RIB", PATIENCE, () -> EndOfRib.count(recording.from(0)) == 2);
            assertThat(router.session()).isNotBlank();
            Await.value(
                    "what " + kind + " sent",
                    PATIENCE,
                    router::sent,
                    sent -> sent.contains(SentRoute.of(
                                    "10.32.0.0/16", "65010 12076", "198.51.100.1", java.util.List.of("12076:51004")))
                            && sent.contains(SentRoute.of(
                                    "2001:db8:10::/48", "65010", "2001:db8:ffff::1", java.util.List.of()))
                            && sent.size() == LabConfig.healthy().size());
            int before = recording.size();
            router.withdraw("10.33.0.0/16");
            Await.until("a withdrawal", PATIENCE, () -> recording.size() > before && router.sent().size() == 8);
            router.kill();
            Await.until("the end of the session", PATIENCE, () -> !recording.up());
            int killed = recording.size();
            router.start();
            Await.until("its return", PATIENCE, () -> EndOfRib.count(recording.from(killed)) == 2);
            assertThat(router.sent()).hasSize(8);
        } finally {
            LabFiles.discard(scratch);
        }
    }
}
