package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** A BGP speaker that takes routes from every {@link Feed} and shows what it made of them: a daemon, or Ribwatch itself. */
abstract class Receiver implements AutoCloseable {
    /** What {@link #trial} says of an UPDATE that the session outlived. */
    static final String STANDS = "stands";

    private static final int CEASE = 6;
    private static final Duration LAST_BREATH = Duration.ofSeconds(2);
    private static final String MED_BEFORE = "00001092";

    protected final Path directory;
    protected final InetSocketAddress address;
    private final Map<Feed, Integer> sessions = new EnumMap<>(Feed.class);

    Receiver(String address, Path parent) throws IOException {
        this.directory = Files.createDirectories(parent.resolve(name()));
        this.address = Address.free(address);
    }

    /** As the table of differences calls it. */
    abstract String name();

    /** Starts it and returns once it takes sessions. */
    abstract void start() throws IOException;

    abstract boolean alive();

    /** Returns once it accepts connections, which some daemons do only after they take commands. */
    protected final void awaitListening() {
        Await.until(name() + " listens", Duration.ofMinutes(1), () -> {
            try (Socket socket = new Socket()) {
                socket.connect(address, 1_000);
                return true;
            }
        });
    }

    @Override
    public abstract void close();

    /** A message that ends any session that still stands, judged only after all that came before it. */
    abstract byte[] lastWord(Feed feed, RawRouter session);

    /**
     * Whether a session has ended as it must after {@link #lastWord}.
     *
     * @param notification code, subcode and data; null if it closed without one
     */
    abstract boolean isEndAfterLastWord(byte @Nullable [] notification);

    /** Everything that it holds, by prefix. */
    abstract Map<String, HeldRoute> table(List<String> sources) throws IOException;

    abstract boolean holds(String prefix, String source) throws IOException;

    final RawRouter connect(Feed feed) throws IOException {
        return feed.connect(sessions.merge(feed, 1, Integer::sum), address);
    }

    /** The address of the feed's last session. */
    final String source(Feed feed) {
        return feed.source(sessions.getOrDefault(feed, 0));
    }

    /** Whether the session is expected to outlive this one, so that it may be tried together with others. */
    boolean mayStand(OddUpdate odd) {
        return false;
    }

    /** Sends UPDATEs of a feed on a session of their own: {@link #STANDS}, or how the session ended. */
    final String trial(Feed feed, List<OddUpdate> updates) throws IOException {
        byte @Nullable [] notification = null;
        try (RawRouter session = connect(feed)) {
            try {
                for (OddUpdate odd : updates) {
                    session.send(odd.update());
                }
                session.send(lastWord(feed, session));
            } catch (IOException closedEarly) {
                // What it said before that is still there to read.
            }
            notification = readNotification(session);
        } catch (SocketTimeoutException silent) {
            return "silent";
        }
        boolean asExpected = isEndAfterLastWord(notification);
        if ((notification == null || notification[0] == CEASE) && isDying()) {
            start();
            return "crash";
        }
        if (asExpected) {
            return STANDS;
        }
        return notification == null ? "closed" : "reset " + notification[0] + "/" + notification[1];
    }

    /** Whether it ends soon: what closes a session without an error of the session often has an error of its own. */
    private boolean isDying() {
        long deadline = System.nanoTime() + LAST_BREATH.toNanos();
        while (alive() && System.nanoTime() < deadline) {
            LockSupport.parkNanos(1_000_000);
        }
        return !alive();
    }

    private static byte @Nullable [] readNotification(RawRouter session) throws SocketTimeoutException {
        try {
            while (true) {
                byte[] message = session.next();
                if (message[18] == RawRouter.NOTIFICATION) {
                    return java.util.Arrays.copyOfRange(message, 19, message.length);
                }
            }
        } catch (SocketTimeoutException silent) {
            throw silent;
        } catch (IOException closed) {
            return null;
        }
    }

    /** Makes it hold these prefixes, with attributes by which {@link HeldRoute#isFromBefore} knows them. */
    static void announceBefore(RawRouter session, Feed feed, String prefix) throws IOException {
        DraftUpdate draft = new DraftUpdate(0, feed, new java.util.Random(0));
        draft.mandatory();
        draft.change(4, med -> med.withValue(DraftUpdate.octets(MED_BEFORE)));
        if (prefix.indexOf(':') >= 0) {
            draft.attributes.add(0, draft.reach(prefix));
        } else {
            draft.attributes.add(2, DraftUpdate.nextHop());
            draft.announced = Updates.nlri(prefix);
        }
        session.send(draft.done().update());
    }

    protected final Path write(String name, String text) throws IOException {
        return Files.writeString(
                directory.resolve(name),
                text.replace("@DIR@", directory.toString())
                        .replace("@ADDRESS@", address.getAddress().getHostAddress())
                        .replace("@PORT@", Integer.toString(address.getPort())),
                StandardCharsets.US_ASCII);
    }

    protected final String file(String name) {
        return directory.resolve(name).toString();
    }

    protected static boolean begins(byte @Nullable [] notification, String octets) {
        return notification != null && HexFormat.of().formatHex(notification).startsWith(octets);
    }

    /** An UPDATE with this attribute alone. */
    protected static byte[] updateWith(String attribute) {
        return RawRouter.message(
                RawRouter.UPDATE, DraftUpdate.octets("0000%04x".formatted(attribute.length() / 2) + attribute));
    }

    protected static Map<String, HeldRoute> newTable() {
        return new HashMap<>();
    }
}
