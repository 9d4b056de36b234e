package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.conformance.Case;
import dev.ribwatch.agent.conformance.CaseFile;
import dev.ribwatch.agent.conformance.Judge;
import dev.ribwatch.agent.conformance.Lattice;
import dev.ribwatch.agent.conformance.Outcome;
import dev.ribwatch.agent.conformance.Terms;
import dev.ribwatch.agent.wire.HexText;
import dev.ribwatch.agent.wire.MessageMutator;
import dev.ribwatch.agent.wire.message.MessageHeader;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.config.value.Family;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * A router that sends mutated UPDATEs, as many as it pleases, but none that is to end its session; and the model of what is
 * held of it, by {@link Judge}. One that is to end the session is kept now and then, for a session of its own.
 */
final class FuzzedSession implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger();

    /** Messages of which one that resets the session is kept. */
    private static final int RARE = 200;

    private static final int LATTICE_STEP = 61;

    private final ConformanceTable table;
    private final Terms terms;
    private final Judge judge;
    private final SplittableRandom random;
    private final MessageMutator mutator;
    private final Map<String, String> model = new HashMap<>();
    private String router = "";
    private @Nullable Dialogue dialogue;
    private int sentinels;
    private long discarded;
    private long withdrawn;
    private final Set<Family> lost = EnumSet.noneOf(Family.class);
    /** What cost a family, in hex; empty before. */
    private String maiming = "";

    private int maimings;

    /** Messages, in hex, of which the last ends a session, and the answers to it that are right. */
    record Fatal(Terms terms, String messages, Set<String> answers) {}

    final List<Fatal> fatal = new ArrayList<>();

    /** @param seeds what {@link #seeds} gave for these terms */
    FuzzedSession(ConformanceTable table, Terms terms, List<byte[]> seeds, long seed) {
        this.table = table;
        this.terms = terms;
        this.judge = new Judge(terms);
        this.random = new SplittableRandom(seed);
        this.mutator = new MessageMutator(seeds, random.split());
    }

    /** Messages that such a router may send, of the cases of conformance and the lattice of attributes. */
    static List<byte[]> seeds(Terms terms) {
        List<byte[]> seeds = new ArrayList<>();
        for (Case each : CaseFile.all()) {
            if (each.phase() == Case.Phase.ESTABLISHED && each.terms().context().equals(terms.context())) {
                split(each.prelude(), seeds);
                split(each.input(), seeds);
            }
        }
        List<Lattice.Point> points = Lattice.of(terms);
        for (int i = 0; i < points.size(); i += LATTICE_STEP) {
            seeds.add(points.get(i).message("10." + (i >> 8) + "." + (i & 0xff) + ".0/24"));
        }
        seeds.removeIf(seed -> seed.length > 1_000);
        return seeds;
    }

    private static void split(byte[] stream, List<byte[]> messages) {
        int at = 0;
        while (at < stream.length) {
            int length = MessageHeader.check(stream, at, stream.length, true);
            if (length < MessageHeader.LENGTH || length > stream.length - at) {
                return;
            }
            messages.add(Arrays.copyOfRange(stream, at, at + length));
            at += length;
        }
    }

    /** Begins a session, from an address of its own; one that was there ends. */
    void begin() throws IOException {
        close();
        String source = ConformanceTable.source(terms, NUMBERS.getAndIncrement());
        router = ConformanceTable.name(terms, source);
        dialogue = establish(table, terms, source);
        model.clear();
        discarded = 0;
        withdrawn = 0;
        lost.clear();
        maiming = "";
    }

    /** Whether the session has lost a family for good. */
    boolean isMaimed() {
        return !lost.isEmpty();
    }

    /** Families that all sessions have lost. */
    int maimings() {
        return maimings;
    }

    /** Routers that there have been, in all runs. */
    static int routers() {
        return NUMBERS.get();
    }

    private static Dialogue establish(ConformanceTable table, Terms terms, String source) throws IOException {
        Dialogue dialogue = new Dialogue(source, table.address());
        dialogue.awaitOpen();
        dialogue.send(terms.open());
        dialogue.awaitKeepalive();
        dialogue.sendKeepalive();
        return dialogue;
    }

    /**
     * Sends so many messages and a sentinel, and compares what is then held with the model.
     *
     * @return what is wrong, or nothing
     */
    String play(int messages) throws IOException, InterruptedException, ExecutionException, TimeoutException {
        Dialogue session = dialogue;
        if (session == null) {
            throw new IllegalStateException("begin first");
        }
        ByteArrayOutputStream stream = new ByteArrayOutputStream();
        for (int sent = 0; sent < messages; ) {
            byte[] message = draw();
            if (message != null) {
                stream.writeBytes(message);
                sent++;
            }
        }
        Family spoken = lost.contains(Family.IPV4_UNICAST) ? Family.IPV6_UNICAST : Family.IPV4_UNICAST;
        stream.writeBytes(Case.sentinel(terms, spoken, ++sentinels));
        CompletableFuture<ConformanceTable.Snapshot> held = table.whenNextSentinel(router);
        session.send(stream.toByteArray());
        for (int i = 0; ; i++) {
            try {
                ConformanceTable.Snapshot found = held.get(1, TimeUnit.SECONDS);
                table.forgetSentinel(router);
                return compare(cleared(found));
            } catch (TimeoutException e) {
                String ending = session.endingWithin(100);
                if (!ending.isEmpty()) {
                    return router + " " + terms + ": the session ended: " + ending;
                }
                if (i == 60) {
                    return router + ": nothing is held after a minute";
                }
            }
        }
    }

    /** The routes of a lost family go by and by. */
    private ConformanceTable.Snapshot cleared(ConformanceTable.Snapshot first) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(30);
        ConformanceTable.Snapshot found = first;
        while (found.clearing() && System.nanoTime() < deadline) {
            Thread.onSpinWait();
            found = table.snapshot(router);
        }
        return found;
    }

    /** The next message that may be sent; null if the one drawn may not. */
    private byte @Nullable [] draw() {
        int length = mutator.next();
        byte[] message = Arrays.copyOf(mutator.buffer(), length);
        int most = terms.words().contains("extended") ? MessageHeader.EXTENDED_MAXIMUM : MessageHeader.MAXIMUM;
        if (length > most
                || MessageHeader.check(message, 0, length, true) != length
                || MessageHeader.type(message, 0) != MessageType.UPDATE) {
            return null;
        }
        Judge.Judgement judgement = judge.judge(message, lost);
        if (!judgement.sure() || isSentinels(judgement)) {
            return null;
        }
        switch (judgement.verdict()) {
            case RESET -> {
                if (random.nextInt(RARE) == 0) {
                    fatal.add(new Fatal(terms, maiming + HexText.format(message), judgement.answers()));
                }
                return null;
            }
            case DISCARD -> discarded++;
            case WITHDRAW -> withdrawn++;
            case DISABLE -> {
                maimings++;
                maiming = HexText.format(message);
            }
            default -> {
                // nothing is wrong with it
            }
        }
        lost.addAll(judgement.lost());
        model.keySet().removeIf(route -> lost.contains(Judge.family(route)));
        judgement.withdrawn().forEach(model::remove);
        model.putAll(judgement.announced());
        return message;
    }

    private static boolean isSentinels(Judge.Judgement judgement) {
        for (List<String> routes :
                List.of(judgement.withdrawn(), List.copyOf(judgement.announced().keySet()))) {
            for (String route : routes) {
                if (isSentinel(route)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean isSentinel(String route) {
        return route.startsWith(Outcome.SENTINEL) || route.startsWith(Outcome.SENTINEL6);
    }

    private String compare(ConformanceTable.Snapshot held) {
        Map<String, String> wrong = new TreeMap<>();
        held.routes().forEach((route, block) -> {
            if (!isSentinel(route) && !block.get(0).equals(model.get(route))) {
                wrong.put(route, "held " + block.get(0) + ", not " + model.get(route));
            }
        });
        model.forEach((route, block) -> {
            if (!held.routes().containsKey(route)) {
                wrong.put(route, "not held " + block);
            }
        });
        String form = "%d discarded, %d treated as withdraw, %d families lost";
        String counts = form.formatted(held.discarded(), held.withdrawn(), held.disabled());
        String counted = form.formatted(discarded, withdrawn, lost.size());
        if (wrong.isEmpty() && counts.equals(counted)) {
            return "";
        }
        return router + " " + terms + ": " + wrong + "; " + counts + ", should be " + counted;
    }

    /** Routes in the model. */
    int routes() {
        return model.size();
    }

    /** Sends one that ends the session, on one of its own; what is wrong with how that ends, or nothing. */
    static String end(ConformanceTable table, Fatal fatal) throws IOException {
        String source = ConformanceTable.source(fatal.terms(), NUMBERS.getAndIncrement());
        try (Dialogue dialogue = establish(table, fatal.terms(), source)) {
            dialogue.send(HexText.parse(fatal.messages()));
            String ending = dialogue.ending();
            boolean right = fatal.answers().contains(ending.split(" ", 2)[0])
                    || fatal.answers().contains("3/*") && ending.startsWith("3/");
            return right ? "" : fatal.terms() + " " + fatal.messages() + ": " + ending + ", not " + fatal.answers();
        }
    }

    @Override
    public void close() throws IOException {
        if (dialogue != null) {
            dialogue.close();
            dialogue = null;
        }
    }
}
