package dev.ribwatch.bench.micro;

import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.bench.load.Peers;
import dev.ribwatch.bench.load.Table;
import dev.ribwatch.bench.load.View;
import java.util.SplittableRandom;

/** A table of {@link #ROUTES} routes in two views of one router, and the route table that takes them. */
final class Feed {
    static final int ROUTES = 1 << 16;

    private static final Table TABLE = Table.ofRoutes(ROUTES);
    private static final DecodeContext CONTEXT = new DecodeContext(true, true, 3, 0, Peers.as(0), 64_512);

    final View first = TABLE.view(0, Peers.as(0), 0xc6336401);
    final byte[] withdrawals = first.withdrawAll();
    final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);

    private final byte[][] views = {
        first.messages(), TABLE.view(1, Peers.as(0), 0xc6336401).messages()
    };
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final AdjRibIn router = rib.add("peer0", "peer0");
    private int next;

    void sessionUp() {
        rib.sessionUp(router, 3, 0, true, 0);
    }

    /** The two views in turn: each route is replaced. */
    byte[] nextView() {
        next ^= 1;
        return views[next];
    }

    /** Decodes messages that stand back to back; the sum of something of each. */
    int decode(byte[] messages) {
        int sum = 0;
        for (int at = 0; at < messages.length; at += length(messages, at)) {
            decoder.decode(messages, at, length(messages, at), CONTEXT, update);
            sum += update.verdict().ordinal();
        }
        return sum;
    }

    /** Decodes and applies messages; how many routes the table holds. */
    int apply(byte[] messages) {
        for (int at = 0; at < messages.length; at += length(messages, at)) {
            decoder.decode(messages, at, length(messages, at), CONTEXT, update);
            rib.apply(router, update, 0, 0);
        }
        return rib.routes();
    }

    private static int length(byte[] messages, int at) {
        return (messages[at + 16] & 0xff) << 8 | messages[at + 17] & 0xff;
    }
}
