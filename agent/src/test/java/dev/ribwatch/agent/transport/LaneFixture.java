package dev.ribwatch.agent.transport;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import dev.ribwatch.agent.session.PeerClaims;
import dev.ribwatch.agent.session.RestartTerms;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.List;

/** A lane of which the test is both ends, and what its feeder was told. */
abstract class LaneFixture {
    static final DownReason LOST = new DownReason(DownReason.Kind.CONNECTION_LOST, 0, 0, "lost");
    static final String DOWN = " CONNECTION_LOST 0/0";

    final ReadyLanes ready = new ReadyLanes();
    final List<String> feeder = new ArrayList<>();
    final Lane lane = lane("edge1");
    final LaneRecorder recorder = new LaneRecorder();

    /** Fills the lane with messages of 4096 octets; returns how many. */
    int fill(int generation) {
        int messages = 0;
        while (lane.room(4096) >= 4096) {
            write(generation, Messages.update(4096, messages++));
        }
        return messages;
    }

    void write(int generation, byte[] messages) {
        assertThat(lane.room(messages.length)).isGreaterThanOrEqualTo(messages.length);
        lane.run(generation, messages, 0, messages.length, 0);
    }

    Lane lane(String name) {
        return new Lane(name, "edge", ready, new Lane.Feeder() {
            @Override
            public void roomAgain() {
                feeder.add("room");
            }

            @Override
            public void fault(int generation, int code, int subcode, byte[] data) {
                feeder.add("fault " + generation + " " + code + "/" + subcode);
            }

            @Override
            public void refresh(int generation, Family family) {
                feeder.add("refresh " + generation + " " + family.text());
            }
        });
    }

    static String hex(int length, int number) {
        return LaneRecorder.hex(Messages.update(length, number));
    }

    static Negotiated negotiated() {
        return new Negotiated(
                new DecodeContext(true, true, 3, 0, 65010, 65000),
                1,
                90,
                false,
                true,
                true,
                RestartTerms.END_OF_RIB,
                PeerClaims.NONE,
                List.of());
    }
}
