package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A real BGP daemon that plays an edge router: it connects to the agent, sends the routes it was told to, and says what it sent.
 *
 * <p>The routes are kept here too, so that a daemon that was killed comes back with all of them before its session does.
 */
abstract class EdgeRouter implements AutoCloseable {
    /** The daemons that the lab knows. */
    enum Kind {
        BIRD {
            @Override
            EdgeRouter create(Seat seat, Path directory) {
                return new BirdRouter(seat, directory);
            }
        },
        FRR {
            @Override
            EdgeRouter create(Seat seat, Path directory) {
                return new FrrRouter(seat, directory);
            }
        },
        GOBGP {
            @Override
            EdgeRouter create(Seat seat, Path directory) {
                return new GoBgpRouter(seat, directory);
            }
        },
        OPENBGPD {
            @Override
            EdgeRouter create(Seat seat, Path directory) {
                return new OpenBgpdRouter(seat, directory);
            }
        },
        EXABGP {
            @Override
            EdgeRouter create(Seat seat, Path directory) {
                return new ExaBgpRouter(seat, directory);
            }
        };

        abstract EdgeRouter create(Seat seat, Path directory);

        /** A router of this kind with a directory of its own. */
        EdgeRouter at(Seat seat, Path parent) {
            try {
                return create(seat, Files.createDirectories(parent.resolve(seat.name())));
            } catch (IOException failure) {
                throw new UncheckedIOException(failure);
            }
        }
    }

    protected final Seat seat;
    protected final Path directory;
    private final Map<String, Route> routes = new LinkedHashMap<>();
    private @Nullable Subprocess process;

    EdgeRouter(Seat seat, Path directory) {
        this.seat = seat;
        this.directory = directory;
    }

    /** Starts the daemon with the routes it has been given so far; they are in its table before the session opens. */
    final void start() throws IOException {
        process = launch(List.copyOf(routes.values()));
    }

    final void announce(Route... added) throws IOException {
        announce(List.of(added));
    }

    final void announce(Collection<Route> added) throws IOException {
        added.forEach(route -> routes.put(route.prefix(), route));
        if (running()) {
            add(List.copyOf(added));
        }
    }

    final void withdraw(String... prefixes) throws IOException {
        List<Route> gone = new ArrayList<>();
        for (String prefix : prefixes) {
            Route route = routes.remove(prefix);
            if (route != null) {
                gone.add(route);
            }
        }
        if (running()) {
            remove(gone);
        }
    }

    final boolean running() {
        return process != null && process.alive();
    }

    /** Kill -9. The routes stay for the next start. */
    final void kill() {
        if (process != null) {
            process.kill();
        }
    }

    final String output() {
        return process == null ? "" : process.output();
    }

    final Seat seat() {
        return seat;
    }

    final Collection<Route> routes() {
        return List.copyOf(routes.values());
    }

    /** Starts the process and returns once it takes commands. */
    protected abstract Subprocess launch(List<Route> initial) throws IOException;

    protected abstract void add(List<Route> added) throws IOException;

    protected abstract void remove(List<Route> gone) throws IOException;

    /** What the daemon says it has sent to the agent. */
    abstract List<SentRoute> sent() throws IOException;

    /** Takes the session down by the daemon's own command, which tells the agent this reason (RFC 9003). */
    abstract void shutDown(String reason) throws IOException;

    /** What the daemon says about its session, for people. */
    abstract String session();

    protected final Path write(String name, String text) throws IOException {
        Path file = directory.resolve(name);
        Files.writeString(file, text, StandardCharsets.US_ASCII);
        return file;
    }

    /** A router-side file of the documentation with its addresses and numbers put in. */
    protected final String example(String name) throws IOException {
        return Files.readString(LabFiles.example(name))
                .replace("192.0.2.11", seat.address())
                .replace("192.0.2.10", seat.agent())
                .replace("65010", Long.toString(seat.as()))
                .replace("65000", Long.toString(seat.listenerAs()))
                .replaceAll("port( = | )179\\b", "port$1" + seat.port());
    }

    protected final String ownPath(String rest) {
        return seat.internal() ? rest : seat.as() + " " + rest;
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
