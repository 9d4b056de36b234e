package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.mrt.MrtPeer;
import dev.ribwatch.agent.mrt.UpdateForm;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.config.value.Family;
import org.jspecify.annotations.Nullable;

/** What a replay keeps of one peer. */
final class RecordedPeer {
    static final int ALL_FAMILIES = (1 << Family.count()) - 1;
    /** For messages of our own making. */
    static final DecodeContext ANY = new DecodeContext(false, true, ALL_FAMILIES, 0, 0, 0);

    final AdjRibIn routes;
    /** Bit by ordinal: families that the configuration watches; all without one. */
    final int watched;

    private final @Nullable DecodeContext[] contexts = new DecodeContext[UpdateForm.COUNT];

    /** Its session is established, as far as the recording tells. */
    boolean up;
    /** Bit by ordinal: families that its messages had, in this session or one before; with ADD-PATH. */
    int families;

    int addPath;
    /** Bit by ordinal: families that the table being read has of it. */
    int inTable;

    RecordedPeer(AdjRibIn routes, int watched) {
        this.routes = routes;
        this.watched = watched;
    }

    DecodeContext context(MrtPeer peer, UpdateForm form) {
        DecodeContext context = contexts[form.index()];
        if (context == null) {
            int paths = form.addPath() ? watched : 0;
            // Decoding asks only whether both are in one AS; whose number it is does not matter.
            long local = form.internal() ? peer.as() : 0;
            context = new DecodeContext(!form.internal(), form.fourOctetAs(), watched, paths, peer.as(), local);
            contexts[form.index()] = context;
        }
        return context;
    }
}
