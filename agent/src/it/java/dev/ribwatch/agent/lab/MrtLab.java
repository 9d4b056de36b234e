package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Recordings: ours against bgpdump, and those that daemons of the lab write. */
class MrtLab {
    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final long PEER_AS = 65010;
    private static final String PEER = "127.0.0.62";
    private static final List<Route> ROUTES = List.of(
            Route.of("10.1.0.0/16", PEER_AS),
            Route.of("10.32.0.0/16", PEER_AS, 12076).with("65010:100", "65010:200"),
            Route.of("0.0.0.0/0", PEER_AS, 4_200_000_000L),
            Route.of("2001:db8:32::/48", PEER_AS, 12076));
    private static final String WITHDRAWN = "10.9.0.0/16";

    /** Where bgpdump is wrong, and what then is compared; all else must be equal. */
    private static final Map<String, Predicate<String>> DIFFERENT = Map.of(
            // Withdrawals of the type BGP are printed with the peer's address in place of the prefix.
            "bgpkit-rrc00-updates.19990903.1041.gz", key -> key.startsWith("A "),
            "bgpkit-rrc00-updates.20000102.2014.gz", key -> key.startsWith("A "),
            // Routes of BIRD itself, which have no attribute at all (RFC 7606 section 3 d), are printed as routes.
            "mrtparse-bird-mrtdump_rib", key -> !key.startsWith("0.0.0.0 "),
            // Path Identifiers, in records that say there are none (RFC 8050 section 3), are read as prefixes.
            "mrtparse-bird6_bgp", key -> false);

    /** A stream that ends in the middle of a record. */
    private static final String CUT = "pyasn-rib.20140523.0600_firstMB.bz2";

    private static Path recordings() {
        return LabFiles.root().resolve("agent/src/test/resources/dev/ribwatch/agent/mrt");
    }

    private static <T> Map<String, T> only(Map<String, T> all, Predicate<String> compared) {
        Map<String, T> kept = new HashMap<>(all);
        kept.keySet().removeIf(compared.negate());
        return kept;
    }

    @Test
    void whatIsAnnouncedAndWithdrawnAndTheTableAreWhatBgpdumpReads() throws IOException {
        int files = 0;
        int changes = 0;
        try (Stream<Path> all = Files.list(recordings())) {
            for (Path file : all.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".md")) {
                    continue;
                }
                BgpdumpReading theirs = BgpdumpReading.of(file.toString());
                OwnReading ours = OwnReading.of(file);
                assertThat(ours.problems).as(name).hasSize(name.equals(CUT) ? 1 : 0);
                Predicate<String> compared = DIFFERENT.getOrDefault(name, key -> true);
                boolean legacy = name.startsWith("bgpkit-rrc00");
                assertThat(only(ours.changes, compared)).as(name).isEqualTo(only(theirs.changes(), compared));
                if (!legacy) {
                    assertThat(only(ours.table, compared)).as(name).isEqualTo(only(theirs.table(), compared));
                }
                files++;
                changes += theirs.changes().values().stream().mapToInt(Integer::intValue).sum();
            }
        }
        assertThat(files).isEqualTo(16);
        assertThat(changes).isGreaterThan(350_000);
        LabSummary.figure("MRT against bgpdump", files + " files, " + changes + " prefixes announced or withdrawn: equal");
    }

    /** A peer announces, withdraws one again, and stays: a recording of it must show the rest. */
    private static RawRouter play(InetSocketAddress listener) throws IOException {
        byte[][] updates = Stream.concat(Stream.of(Route.of(WITHDRAWN, PEER_AS)), ROUTES.stream())
                .map(Updates::announce)
                .toArray(byte[][]::new);
        RawRouter router = RawRouter.established(PEER, PEER_AS, listener, updates);
        router.send(Updates.withdraw(WITHDRAWN));
        return router;
    }

    private static Set<String> prefixes(Stream<String> keys) {
        Set<String> prefixes = new TreeSet<>();
        keys.filter(key -> key.startsWith(PEER + " ")).forEach(key -> prefixes.add(key.split(" ", -1)[1]));
        return prefixes;
    }

    private static Set<String> expected(Predicate<Route> of) {
        Set<String> prefixes = new TreeSet<>();
        ROUTES.stream().filter(of).forEach(route -> prefixes.add(BgpdumpReading.prefix(route.prefix())));
        return prefixes;
    }

    /** The file is complete when bgpdump sees all of it; then we must, with the attributes that it sees. */
    private static void compare(String who, Path file, Predicate<Route> of) throws IOException {
        Callable<Set<String>> theirs =
                () -> prefixes(BgpdumpReading.of(file.toString()).table().keySet().stream());
        Set<String> expected = expected(of);
        Await.value(who + " has written " + file.getFileName(), PATIENCE, theirs, expected::equals);
        OwnReading ours = OwnReading.of(file);
        assertThat(ours.problems).as(who).isEmpty();
        assertThat(prefixes(ours.table.keySet().stream())).as(who).isEqualTo(expected);
        Predicate<String> compared = key -> key.contains(PEER + " ");
        BgpdumpReading reading = BgpdumpReading.of(file.toString());
        assertThat(only(ours.table, compared)).as(who).isEqualTo(only(reading.table(), compared));
        assertThat(only(ours.changes, compared)).as(who).isEqualTo(only(reading.changes(), compared));
    }

    @Test
    void birdsMessagesAndTablesAreRead() throws Exception {
        Path scratch = LabFiles.scratch("mrt-bird");
        int port = Address.free().getPort();
        Path config = Files.writeString(
                scratch.resolve("bird.conf"),
                """
                router id 127.0.0.61;
                log "@DIR@/log" all;
                mrtdump "@DIR@/messages.mrt";
                mrtdump protocols { states, messages };
                protocol device {}
                protocol bgp peer {
                  local 127.0.0.61 port @PORT@ as 65000;
                  neighbor 127.0.0.62 as 65010;
                  strict bind yes; passive yes; multihop 5;
                  ipv4 { import all; export none; };
                  ipv6 { import all; export none; };
                }
                """
                        .replace("@DIR@", scratch.toString())
                        .replace("@PORT@", Integer.toString(port)));
        String control = scratch.resolve("ctl").toString();
        try (Subprocess bird = Subprocess.start(
                scratch,
                Map.of(),
                List.of("bird", "-f", "-c", config.toString(), "-s", control, "-P", scratch.resolve("pid").toString()))) {
            Await.until("BIRD takes commands", PATIENCE, () -> birdc(control, "show status").contains("up and running"));
            InetSocketAddress listener = new InetSocketAddress(Address.ip("127.0.0.61"), port);
            try (RawRouter router = Await.value("BIRD listens", PATIENCE, () -> play(listener), peer -> true)) {
                compare("BIRD", scratch.resolve("messages.mrt"), route -> true);
                for (String table : List.of("master4", "master6")) {
                    Path file = scratch.resolve(table + ".mrt");
                    birdc(control, "mrt dump table \"" + table + "\" to \"" + file + "\"");
                    compare("BIRD", file, route -> route.ipv6() == table.equals("master6"));
                }
                router.send(RawRouter.message(RawRouter.KEEPALIVE, new byte[0]));
            }
            assertThat(bird.alive()).isTrue();
        } finally {
            LabFiles.discard(scratch);
        }
    }

    private static String birdc(String control, String command) {
        return Subprocess.run("birdc", "-s", control, command);
    }
}
