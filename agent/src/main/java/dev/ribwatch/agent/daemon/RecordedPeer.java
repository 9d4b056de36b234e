package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.mrt.MrtPeer;
import dev.ribwatch.agent.mrt.UpdateForm;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.config.value.Family;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** What a replay keeps of one peer. */
final class RecordedPeer {
    static final int ALL_FAMILIES = (1 << Family.count()) - 1;
    /** For messages of our own making. */
    static final DecodeContext ANY = new DecodeContext(false, true, ALL_FAMILIES, 0, 0, 0);

    final AdjRibIn routes;
    /** Bit by ordinal: families that the configuration watches; all without one. */
    final int watched;

    /** What is asked of its messages. */
    private final Strictness strictness;
    /** Of its messages, then of the entries of tables. */
    private final @Nullable DecodeContext[] contexts = new DecodeContext[2 * UpdateForm.COUNT];
    /** Bit by ordinal: families that this session lost, for they could not be read. */
    private int disabled;

    /** Its session is established, as far as the recording tells. */
    boolean up;
    /** Bit by ordinal: families that its messages had, in this session or one before; with ADD-PATH. */
    int families;

    int addPath;
    /** Bit by ordinal: families that the table being read has of it. */
    int inTable;

    RecordedPeer(AdjRibIn routes, int watched, Strictness strictness) {
        this.routes = routes;
        this.watched = watched;
        this.strictness = strictness;
    }

    /** Whether what is told of a family counts. */
    boolean takes(Family family) {
        return (watched & ~disabled & 1 << family.ordinal()) != 0;
    }

    void disable(Family family) {
        setDisabled(disabled | 1 << family.ordinal());
    }

    /** Another session: what the one before lost is back. */
    void enableAll() {
        setDisabled(0);
    }

    private void setDisabled(int lost) {
        disabled = lost;
        Arrays.fill(contexts, null);
    }

    /** @param entry of a table, which the router itself did not send: that it cannot be read costs no family */
    DecodeContext context(MrtPeer peer, UpdateForm form, boolean entry) {
        int index = form.index() + (entry ? UpdateForm.COUNT : 0);
        DecodeContext context = contexts[index];
        if (context == null) {
            int families = watched & ~disabled;
            int paths = form.addPath() ? families : 0;
            Strictness asked =
                    entry ? new Strictness(strictness.unknownWellKnown(), strictness.asSets(), false) : strictness;
            // Decoding asks only whether both are in one AS; whose number it is does not matter.
            long local = form.internal() ? peer.as() : 0;
            context = new DecodeContext(!form.internal(), form.fourOctetAs(), families, paths, peer.as(), local, asked);
            contexts[index] = context;
        }
        return context;
    }
}
