package dev.ribwatch.exporter.ledger;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/**
 * A directory in memory that fails when it is told to, and that a loss of power hits as it hits a disk: what was not
 * committed may be there or not, up to any byte.
 */
final class FaultyFiles implements LedgerFiles {
    /** Called before each call of the ledger with its name; what it throws is what the call throws. */
    interface Fault {
        void before(String call) throws IOException;
    }

    private final Map<String, Content> files = new LinkedHashMap<>();
    /** Names as they are on the disk. */
    private Map<String, Content> safeNames = new LinkedHashMap<>();

    Fault fault = call -> {};
    /** How many octets a write takes at most. */
    int mostWritten = Integer.MAX_VALUE;
    /** Another process has the lock. */
    boolean locked;

    private static final class Content {
        final ByteArrayOutputStream written = new ByteArrayOutputStream();
        int safe;
    }

    /** The octets of a file. */
    byte[] octets(String name) {
        return content(name).written.toByteArray();
    }

    private Content content(String name) {
        Content content = files.get(name);
        if (content == null) {
            throw new IllegalStateException("no file " + name);
        }
        return content;
    }

    void put(String name, byte[] octets) {
        Content content = new Content();
        content.written.writeBytes(octets);
        content.safe = octets.length;
        files.put(name, content);
        safeNames.put(name, content);
    }

    /** The power fails: of what was not safe, some is there. Names change in the order in which they were changed. */
    FaultyFiles crash(Random random) {
        FaultyFiles after = new FaultyFiles();
        Map<String, Content> names = random.nextBoolean() ? files : safeNames;
        names.forEach((name, content) -> {
            int kept = content.safe + random.nextInt(content.written.size() - content.safe + 1);
            after.put(name, Arrays.copyOf(content.written.toByteArray(), kept));
        });
        return after;
    }

    @Override
    public String place() {
        return "/state";
    }

    @Override
    public boolean lock() throws IOException {
        fault.before("lock");
        return !locked;
    }

    @Override
    public List<String> names() throws IOException {
        fault.before("names");
        return List.copyOf(files.keySet());
    }

    @Override
    public @Nullable In open(String name) throws IOException {
        fault.before("open");
        Content content = files.get(name);
        if (content == null) {
            return null;
        }
        ByteBuffer rest = ByteBuffer.wrap(content.written.toByteArray());
        return new In() {
            @Override
            public int read(ByteBuffer into) throws IOException {
                fault.before("read");
                if (!rest.hasRemaining()) {
                    return -1;
                }
                int count = Math.min(rest.remaining(), into.remaining());
                into.put(rest.slice(rest.position(), count));
                rest.position(rest.position() + count);
                return count;
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public Out create(String name) throws IOException {
        fault.before("create");
        Content content = new Content();
        files.put(name, content);
        return new Out() {
            @Override
            public void write(ByteBuffer octets) throws IOException {
                fault.before("write");
                for (int i = Math.min(mostWritten, octets.remaining()); i > 0; i--) {
                    content.written.write(octets.get());
                }
            }

            @Override
            public boolean isThere(String now) throws IOException {
                fault.before("isThere");
                return content.equals(files.get(now));
            }

            @Override
            public void sync() throws IOException {
                fault.before("sync");
                content.safe = content.written.size();
                safeNames.putIfAbsent(name, content);
            }

            @Override
            public void close() throws IOException {
                fault.before("close");
            }
        };
    }

    @Override
    public void move(String from, String to) throws IOException {
        fault.before("move");
        files.put(to, content(from));
        files.remove(from);
    }

    @Override
    public void delete(String name) throws IOException {
        fault.before("delete");
        files.remove(name);
    }

    @Override
    public void syncDirectory() throws IOException {
        fault.before("syncDirectory");
        safeNames = new LinkedHashMap<>(files);
    }

    @Override
    public void close() {}
}
