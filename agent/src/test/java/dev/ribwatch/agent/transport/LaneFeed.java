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

/** The loop's side of a lane, for tests of those who read it: AS 65010 speaks to AS 65000, IPv4 and IPv6. */
public final class LaneFeed {
    private static final DownReason LOST = new DownReason(DownReason.Kind.CONNECTION_LOST, 0, 0, "lost");

    private final Lane lane;
    private final List<String> faults = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private int generation;

    public LaneFeed(String router, String configuredAs, ReadyLanes ready) {
        lane = new Lane(router, configuredAs, ready, new Lane.Feeder() {
            @Override
            public void roomAgain() {}

            @Override
            public void fault(int ofGeneration, int code, int subcode, byte[] data) {
                faults.add(ofGeneration + " " + code + "/" + subcode);
            }

            @Override
            public void refresh(int ofGeneration, Family family) {
                asked.add(ofGeneration + " " + family.text());
            }
        });
    }

    public LaneFeed up() {
        return up(RestartTerms.END_OF_RIB);
    }

    public LaneFeed up(RestartTerms restart) {
        return up(restart, true);
    }

    /** Without RFC 7313. */
    public LaneFeed upWithoutRefresh(RestartTerms restart) {
        return up(restart, false);
    }

    private LaneFeed up(RestartTerms restart, boolean refresh) {
        DecodeContext context = new DecodeContext(true, true, 3, 0, Routers.THEIR_AS, Routers.OUR_AS);
        lane.up(++generation, new Negotiated(context, 1, 90, true, true, refresh, restart, PeerClaims.NONE, List.of()));
        return this;
    }

    /** Whole messages in one run. */
    public LaneFeed send(byte[]... messages) {
        byte[] run = Messages.concat(messages);
        assertThat(lane.room(run.length)).isGreaterThanOrEqualTo(run.length);
        lane.run(generation, run, 0, run.length, 1);
        return this;
    }

    public LaneFeed down() {
        lane.down(generation, LOST);
        return this;
    }

    /** What sessions with the router rest on has changed. */
    public LaneFeed outdated() {
        lane.outdated();
        return this;
    }

    /** What the directory says at once when a router is removed; its lane says so later, {@link #removed}. */
    public LaneFeed retire() {
        return retire("removed");
    }

    /** @param end what became of it */
    public LaneFeed retire(String end) {
        lane.retire(end);
        return this;
    }

    /** Whether what the table holds of it keeps the router its place in its range. */
    public boolean mayHold() {
        return lane.mayHold();
    }

    public LaneFeed removed() {
        lane.removed();
        return this;
    }

    public Lane lane() {
        return lane;
    }

    /** Sessions that the reader ended: generation, code, subcode. */
    public List<String> faults() {
        return faults;
    }

    /** Refreshes that the reader asked for: generation, family. */
    public List<String> asked() {
        return asked;
    }
}
