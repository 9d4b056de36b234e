package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.fuzz.Holds;
import dev.ribwatch.agent.fuzz.UpdateFuzz;
import dev.ribwatch.agent.query.RouteWalk;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.rib.TablePart;
import dev.ribwatch.agent.session.Negotiation;
import dev.ribwatch.agent.session.PeerText;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.UpdateInvariants;
import dev.ribwatch.agent.wire.capability.Capabilities;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Notification;
import dev.ribwatch.agent.wire.message.Open;
import dev.ribwatch.agent.wire.message.OpenDecoder;
import dev.ribwatch.agent.wire.message.OpenResult;
import dev.ribwatch.agent.wire.message.RouteRefresh;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.RouteLines;
import dev.ribwatch.exporter.http.RouteQuery;
import dev.ribwatch.exporter.http.RouteRow;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;

/** All that becomes of a message in the agent, in one thread: framed, decoded, stored, shown, recorded. */
final class MutationPipeline {
    private static final Open OURS = new Open(65000, 90, 0xc000020a, Capabilities.offered(65000, 3, 3));
    private static final List<DecodeContext> CONTEXTS = UpdateFuzz.contexts();
    /** Of so many malformed messages one is recorded: that costs more than all else. */
    private static final int RECORDED = 16;

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final List<AdjRibIn> routers = new ArrayList<>();
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final UpdateInvariants invariants = new UpdateInvariants();
    private final NlriCursor nlri = new NlriCursor();
    private final MalformedLog log = new MalformedLog(this::now);
    private long now;
    private long turns;
    private long updates;
    private long shown;

    MutationPipeline() {
        for (int i = 0; i < CONTEXTS.size(); i++) {
            AdjRibIn router = rib.add("edge" + i, "edge" + i);
            routers.add(router);
            start(i);
        }
    }

    private void start(int router) {
        DecodeContext context = CONTEXTS.get(router);
        rib.sessionUp(routers.get(router), context.families(), context.addPath(), true, now);
    }

    private long now() {
        return now;
    }

    /** Messages that were taken, the repeated ones not among them. */
    long taken() {
        return turns;
    }

    /** UPDATEs that were decoded. */
    long updates() {
        return updates;
    }

    /** Octets of the table, what it keeps to use again among them. */
    long octets() {
        long octets = 0;
        for (TablePart part : TablePart.values()) {
            octets += rib.bytes(part);
        }
        return octets;
    }

    /** Routes that were shown as JSON. */
    long shown() {
        return shown;
    }

    /** Ends all sessions and begins new ones: nothing is held. */
    void empty() {
        for (int i = 0; i < CONTEXTS.size(); i++) {
            rib.sessionDown(routers.get(i), now);
            while (!rib.clearSome(routers.get(i), 10_000)) {
                // in slices
            }
            start(i);
        }
        Holds.require(rib.routes() == 0, "no route is left");
        Holds.require(rib.attributes().size() == 0, "no attributes are left");
    }

    /** Takes what may be a message, and gives the turn in which it was, which decides about its router. */
    long take(byte[] octets) {
        take(octets, turns);
        return turns++;
    }

    /** Takes what may be a message as it is, or was, taken in that turn: in the same context, recorded or not. */
    void take(byte[] octets, long turn) {
        now += 1_000_000_000L;
        int length = MessageHeader.check(octets, 0, octets.length, true);
        if (length == MessageHeader.FAULT) {
            Notification answer = MessageHeader.fault(octets, 0, true);
            Holds.require(answer == null || answer.code() == 1 && answer.data().length <= 2, "a header fault");
        }
        if (length < MessageHeader.LENGTH || length > octets.length) {
            return;
        }
        MessageType type = MessageHeader.type(octets, 0);
        switch (type) {
            case UPDATE -> takeUpdate(octets, length, turn);
            case OPEN -> takeOpen(OpenDecoder.decode(octets, 0, length));
            case NOTIFICATION -> {
                Notification notification = Notification.decode(octets, 0, length);
                notification.describe();
                String text = notification.shutdownText();
                Holds.plain(text == null ? PeerText.hex(notification.data()) : PeerText.printable(text), 600);
            }
            case ROUTE_REFRESH -> {
                Notification fault = RouteRefresh.fault(octets, 0, length, true);
                Holds.require(fault == null || fault.data().length <= length, "an answer of what was received");
                if (fault == null) {
                    RouteRefresh.decode(octets, 0);
                }
            }
            case KEEPALIVE -> {
                // nothing in it
            }
        }
    }

    private static void takeOpen(OpenResult result) {
        Open open = result.open();
        if (open == null) {
            Holds.require(result.fault().code() == 2, "an OPEN error");
        } else {
            Negotiation.agree(OURS, open, Strictness.ORDINARY);
        }
    }

    private void takeUpdate(byte[] octets, int length, long turn) {
        updates++;
        int number = (int) (turn % CONTEXTS.size());
        AdjRibIn router = routers.get(number);
        Verdict verdict = decoder.decode(octets, 0, length, CONTEXTS.get(number), update);
        invariants.check(update, 0, length);
        if (verdict != Verdict.ACCEPT && turn / CONTEXTS.size() % RECORDED == 0) {
            log.record(router.name(), update, 0, length);
        }
        if (verdict != Verdict.SESSION_RESET) {
            rib.apply(router, update, now, now / 1_000_000);
            if (verdict.compareTo(Verdict.TREAT_AS_WITHDRAW) < 0) {
                show(router, NlriField.ANNOUNCED);
                show(router, NlriField.REACHABLE);
            }
        }
    }

    /** Asks for the first prefix that was announced, as a caller of the API would. */
    private void show(AdjRibIn router, NlriField field) {
        if (!update.has(field)) {
            return;
        }
        nlri.reset(
                update.source(),
                update.offset(field),
                update.limit(field),
                update.family(field),
                update.addPath(field));
        nlri.next();
        Prefix prefix = new Prefix(update.family(field), nlri.high(), nlri.low(), nlri.length());
        RouteQuery query = new RouteQuery(prefix, RouteQuery.Match.EXACT, router.name(), null, 4, null);
        RouteWalk walk = new RouteWalk(rib, (owner, family, id, attributes) -> null, query, () -> 0);
        Holds.require(walk.step(), "found in one slice");
        List<RouteRow> rows = walk.page().rows();
        Holds.require(!rows.isEmpty(), "what was announced is held");
        for (RouteRow row : rows) {
            RouteLines line = new RouteLines();
            line.add(row);
            Holds.ascii(line.toString(), 20_000);
            shown++;
        }
    }
}
