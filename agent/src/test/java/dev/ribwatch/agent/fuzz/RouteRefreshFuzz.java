package dev.ribwatch.agent.fuzz;

import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import java.util.Arrays;

/** The body of a ROUTE-REFRESH, with and without RFC 7313. */
public final class RouteRefreshFuzz {
    private RouteRefreshFuzz() {}

    public static void fuzzerTestOneInput(byte[] body) {
        byte[] message = Frame.of(MessageType.ROUTE_REFRESH, body);
        if (message == null) {
            return;
        }
        for (boolean enhanced : new boolean[] {false, true}) {
            Notification fault = RouteRefresh.fault(message, 0, message.length, enhanced);
            if (fault != null) {
                Frame.checkAnswer(fault, fault.code() == 7 && enhanced ? 7 : 1, message.length);
                continue;
            }
            RouteRefresh refresh = RouteRefresh.decode(message, 0);
            Holds.require(refresh.family() == null || refresh.safi() == 1, "a family that is watched");
            Holds.require(
                    Arrays.equals(refresh.encode(), Frame.of(MessageType.ROUTE_REFRESH, Arrays.copyOf(body, 4))),
                    "written as it was read");
        }
    }
}
