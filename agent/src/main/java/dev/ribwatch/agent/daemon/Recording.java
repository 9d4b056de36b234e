package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.mrt.Damage;
import dev.ribwatch.agent.mrt.MrtPeer;
import dev.ribwatch.agent.mrt.MrtVisitor;
import dev.ribwatch.agent.mrt.UpdateForm;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.wire.error.Strictness;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.EndOfRib;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.config.value.Family;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Takes a recording into a table, as a {@link LaneIntake} takes what routers send: same decoder, same table, the
 * recording's clock.
 *
 * <p>What a live session negotiates is told by the messages themselves: a family is part of a session from its first
 * prefix or End-of-RIB on, with ADD-PATH if that message had it. An UPDATE of a session that was not seen to come up brings
 * it up. An UPDATE that would reset a live session is counted and left out, and the session goes on: whether the recorded
 * one was reset, the recording says.
 */
final class Recording implements MrtVisitor {
    /** What goes on with the table, and is told when time passes. */
    interface Standing {
        /** The table is there, before the first route. */
        void began(Rib rib, ReplayClock clock);

        /** A message was taken in. */
        void changed();

        /** Does all that waits; nanoseconds until something is due by the clock, {@link Long#MAX_VALUE} if nothing is. */
        long settle();
    }

    /** Whose routes a peer's are. */
    interface Routers {
        /** A peer's router and its watched families; null if it is none of ours. */
        @Nullable
        Router of(MrtPeer peer);
    }

    /** @param strictness what its configuration asks of UPDATEs */
    record Router(String name, String configuredAs, int families, Strictness strictness) {}

    private static final long SECOND_MICROS = 1_000_000;
    /** In a long silence time passes in steps of this part of it. */
    private static final int STEPS = 1_024;
    /** Messages of one instant after which policy gets its turn. */
    private static final int BATCH = 256;

    private static final int CLEAR_BUDGET = 1 << 16;
    private static final Family[] FAMILIES = Family.values();
    private static final NlriField[] FIELDS = NlriField.values();

    private final Routers routers;
    private final Standing standing;
    private final RecordedTable table;
    private final Consumer<Damage> malformed;
    private final RecordingCounts counts = new RecordingCounts();
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final ReplayClock clock = new ReplayClock();
    /** By {@link MrtPeer#index}; {@link Optional#empty} for a peer that is no router of ours. */
    private @Nullable Optional<RecordedPeer>[] peers = array(64);

    private final Map<String, RecordedPeer> byName = new LinkedHashMap<>();
    private boolean began;
    /** The last whole second that was asked for, microseconds since 1970. */
    private long second;

    private int batch;

    Recording(Routers routers, Standing standing, RecordedTable table, Consumer<Damage> malformed) {
        this.routers = routers;
        this.standing = standing;
        this.table = table;
        this.malformed = malformed;
    }

    RecordingCounts counts() {
        return counts;
    }

    Rib rib() {
        return table.rib();
    }

    @Override
    public void record(long epochMicros) {
        counts.records++;
        if (!began) {
            began = true;
            clock.set(epochMicros);
            table.begin(clock.millis());
            standing.began(table.rib(), clock);
        } else if (epochMicros > clock.micros()) {
            pass(epochMicros);
        }
    }

    /** Lets time pass: second by second at first, and no due moment is missed. */
    private void pass(long until) {
        long begin = clock.micros();
        long tick = secondAfter(begin);
        long due = settle();
        while (clock.micros() < until) {
            long now = clock.micros();
            long next = Math.min(until, tick);
            if (due < (next - now) * 1_000) {
                next = now + due / 1_000 + 1;
            }
            clock.set(next);
            if (next >= tick) {
                table.tick(clock.nanos());
                long stride = Math.max(SECOND_MICROS, (next - begin) / STEPS);
                tick = next - next % SECOND_MICROS + stride - stride % SECOND_MICROS;
            }
            due = next < until ? settle() : 0;
        }
    }

    private long secondAfter(long micros) {
        if (micros >= second || micros < second - SECOND_MICROS) { // few records are the first of their second
            second = micros - micros % SECOND_MICROS + SECOND_MICROS;
        }
        return second;
    }

    private long settle() {
        batch = 0;
        return standing.settle();
    }

    /** Does what the last records left to do. */
    void end() {
        if (began) {
            settle();
        }
        table.pause();
    }

    @Override
    public void message(@Nullable MrtPeer peer, MessageType type, boolean sent) {
        counts.messages++;
        if (peer != null && (type == MessageType.NOTIFICATION || type == MessageType.OPEN)) {
            state(peer, false);
        }
    }

    @Override
    public void state(MrtPeer peer, boolean established) {
        RecordedPeer recorded = peer(peer);
        if (recorded == null) {
            return;
        }
        if (recorded.up) {
            recorded.up = false;
            table.rib().sessionDown(recorded.routes, clock.nanos());
            clear(recorded);
        }
        if (established) {
            bringUp(recorded);
        }
        standing.changed();
    }

    private void bringUp(RecordedPeer peer) {
        peer.up = true;
        peer.enableAll();
        table.rib().sessionUp(peer.routes, peer.families, peer.addPath, false, clock.nanos());
    }

    @Override
    public void update(MrtPeer peer, UpdateForm form, byte[] buffer, int offset, int length) {
        RecordedPeer recorded = peer(peer);
        if (recorded != null) {
            take(peer, recorded, form, false, buffer, offset, length);
        }
    }

    @Override
    public void entry(MrtPeer peer, Family family, UpdateForm form, byte[] buffer, int offset, int length) {
        RecordedPeer recorded = peer(peer);
        int bit = 1 << family.ordinal();
        if (recorded == null || !recorded.takes(family)) {
            return;
        }
        if ((recorded.inTable & bit) == 0) {
            recorded.inTable |= bit;
            if (recorded.up && (recorded.families & bit) != 0) {
                start(recorded, family, form.addPath()); // another dump: what it does not have is gone
            }
        }
        if (!take(peer, recorded, form, true, buffer, offset, length)) {
            counts.announced++; // it cannot be read, but it is there
        }
    }

    /** Decodes and stores; false if nothing of it counts. */
    private boolean take(
            MrtPeer peer,
            RecordedPeer recorded,
            UpdateForm form,
            boolean entry,
            byte[] buffer,
            int offset,
            int length) {
        Verdict verdict = decoder.decode(buffer, offset, length, recorded.context(peer, form, entry), update);
        if (verdict == Verdict.SESSION_RESET) {
            counts.errors++;
            return false;
        }
        count(verdict);
        prepare(recorded);
        table.apply(recorded.routes, update, clock.nanos(), clock.millis());
        disable(recorded, update.disabled());
        standing.changed();
        if (++batch == BATCH) {
            settle();
        }
        return true;
    }

    /** Families that could not be read are no part of the session from here on. */
    private void disable(RecordedPeer peer, int families) {
        for (Family family : FAMILIES) {
            int bit = 1 << family.ordinal();
            if ((families & bit) != 0) {
                if ((peer.families & bit) == 0) {
                    start(peer, family, false);
                }
                peer.disable(family);
                table.rib().disable(peer.routes, family, clock.nanos());
                clear(peer);
            }
        }
    }

    private void clear(RecordedPeer peer) {
        while (!table.rib().clearSome(peer.routes, CLEAR_BUDGET)) {
            // to the last one
        }
    }

    private void count(Verdict verdict) {
        counts.withdrawn += update.prefixes(NlriField.WITHDRAWN) + update.prefixes(NlriField.UNREACHABLE);
        counts.announced += update.prefixes(NlriField.ANNOUNCED) + update.prefixes(NlriField.REACHABLE);
        if (update.endOfRib() != null) {
            counts.endOfRib++;
        }
        if (verdict == Verdict.ATTRIBUTE_DISCARD) {
            counts.discardedAttributes += update.faults();
        } else if (verdict != Verdict.ACCEPT) {
            counts.treatedAsWithdraw++;
        }
    }

    /** Has the session up with the families of the message. */
    private void prepare(RecordedPeer peer) {
        if (!peer.up) {
            bringUp(peer);
        }
        for (NlriField field : FIELDS) {
            if (update.has(field)) {
                need(peer, update.family(field), update.addPath(field));
            }
        }
        Family ended = update.endOfRib();
        if (ended != null && (peer.families & 1 << ended.ordinal()) == 0) {
            start(peer, ended, false);
        }
    }

    private void need(RecordedPeer peer, Family family, boolean addPath) {
        int bit = 1 << family.ordinal();
        boolean differs = ((peer.addPath & bit) != 0) != addPath;
        // A prefix without a path identifier among others has the identifier 0.
        if ((peer.families & bit) == 0 || differs && (addPath || table.routes(peer.routes, family) == 0)) {
            start(peer, family, addPath);
        }
    }

    private void start(RecordedPeer peer, Family family, boolean addPath) {
        int bit = 1 << family.ordinal();
        peer.families |= bit;
        peer.addPath = addPath ? peer.addPath | bit : peer.addPath & ~bit;
        table.rib().startFamily(peer.routes, family, addPath, clock.nanos());
    }

    @Override
    public void endOfTable() {
        for (RecordedPeer peer : byName.values()) {
            for (Family family : FAMILIES) {
                if (peer.up && (peer.inTable & 1 << family.ordinal()) != 0) {
                    byte[] end = new EndOfRib(family).encode();
                    decoder.decode(end, 0, end.length, RecordedPeer.ANY, update);
                    table.apply(peer.routes, update, clock.nanos(), clock.millis());
                }
            }
            peer.inTable = 0;
        }
        standing.changed();
    }

    @Override
    public void skipped(int type, int subtype) {
        counts.skip(type, subtype);
    }

    @Override
    public void malformed(Damage damage) {
        counts.errors++;
        malformed.accept(damage);
    }

    /** The routers that told of routes, in the order of their first record. */
    List<RecordedPeer> routers() {
        List<RecordedPeer> told = new ArrayList<>();
        for (RecordedPeer peer : byName.values()) {
            if (peer.families != 0) {
                told.add(peer);
            }
        }
        return told;
    }

    private @Nullable RecordedPeer peer(MrtPeer peer) {
        int index = peer.index();
        Optional<RecordedPeer> known = index < peers.length ? peers[index] : null;
        if (known == null) {
            known = Optional.ofNullable(newPeer(peer));
            if (index >= peers.length) {
                peers = Arrays.copyOf(peers, 2 * index);
            }
            peers[index] = known;
        }
        return known.orElse(null);
    }

    private @Nullable RecordedPeer newPeer(MrtPeer peer) {
        Router router = routers.of(peer);
        if (router == null) {
            return null;
        }
        RecordedPeer recorded = byName.get(router.name());
        if (recorded == null) {
            AdjRibIn routes = recorded(router.name(), router.configuredAs());
            recorded = new RecordedPeer(routes, router.families(), router.strictness());
            byName.put(router.name(), recorded);
        }
        return recorded;
    }

    private AdjRibIn recorded(String name, String configuredAs) {
        AdjRibIn routes = table.rib().add(name, configuredAs);
        routes.setRecorded();
        return routes;
    }

    @SuppressWarnings("unchecked") // an array cannot be made of a parameterised type; nothing else is put into it
    private static @Nullable Optional<RecordedPeer>[] array(int length) {
        return (Optional<RecordedPeer>[]) new Optional<?>[length];
    }
}
