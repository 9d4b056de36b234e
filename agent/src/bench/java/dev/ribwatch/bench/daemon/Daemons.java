package dev.ribwatch.bench.daemon;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** The catalogue of the daemons: Ribwatch, and those that people would use instead. */
public final class Daemons {
    /** BIRD, to which ratios are. */
    public static final String RIVAL = "bird";

    private static final List<Kind> RIVALS = List.of(
            new Kind(RIVAL, "BIRD", Bird::new, "bird2", "/usr/sbin/bird", "--version"),
            new Kind("frr", "FRR", Frr::new, "frr", "/usr/lib/frr/bgpd", "--version"),
            new Kind("openbgpd", "OpenBGPD", OpenBgpd::new, "openbgpd", "/usr/sbin/bgpd", "-V"),
            new Kind("gobgp", "GoBGP", GoBgp::new, "gobgpd", "/usr/bin/gobgpd", "--version"));

    /** What the least that can be done costs: for measurements that need nothing kept. */
    public static final Kind FLOOR = new Kind("floor", "floor", Floor::new, "", Floor.JAVA, "--version");

    private final Path launcher;

    /** Starts one in its seat. */
    public interface Starter {
        Daemon start(Daemon.Seat seat) throws IOException;
    }

    /**
     * A daemon that can be started.
     *
     * @param name on the command line and in the results
     * @param title for people
     * @param debianPackage what to install
     */
    public record Kind(
            String name, String title, Starter starter, String debianPackage, String program, String versionOption) {
        public boolean isInstalled() {
            return Files.isExecutable(Path.of(program));
        }

        /** The line of its version, as it says it. */
        public String version() throws IOException, InterruptedException {
            return Daemon.run(program, versionOption)
                    .lines()
                    .findFirst()
                    .orElse("")
                    .strip();
        }
    }

    public Daemons(Path launcher) {
        this.launcher = launcher;
    }

    /** All, the floor first, Ribwatch last. */
    public List<Kind> all() {
        List<Kind> all = new ArrayList<>(RIVALS);
        all.add(0, FLOOR);
        all.add(ribwatch(RibwatchConfig.open()));
        return all;
    }

    /** Ribwatch, told what you like. */
    public Kind ribwatch(RibwatchConfig config) {
        return new Kind(
                "ribwatch",
                "Ribwatch",
                seat -> new Ribwatch(seat, launcher, config),
                "",
                launcher.toString(),
                "--version");
    }
}
