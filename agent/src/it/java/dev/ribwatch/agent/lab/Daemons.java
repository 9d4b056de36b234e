package dev.ribwatch.agent.lab;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What is known of the daemons as programs: name and version. */
final class Daemons {
    private static final Pattern VERSION = Pattern.compile("\\d+\\.\\d+(?:\\.\\d+)*");

    private Daemons() {}

    static String version(EdgeRouter.Kind kind) {
        return switch (kind) {
            case BIRD -> "BIRD " + version("bird", "--version");
            case FRR -> "FRR " + version("/usr/lib/frr/bgpd", "--version");
            case GOBGP -> "GoBGP " + version("gobgpd", "--version");
            case OPENBGPD -> "OpenBGPD " + version("/usr/sbin/bgpd", "-V");
            case EXABGP -> "ExaBGP " + version("/usr/sbin/exabgp", "--version");
        };
    }

    private static String version(String... command) {
        Matcher number = VERSION.matcher(Subprocess.run(List.of(command), ""));
        return number.find() ? number.group() : "of an unknown version";
    }
}
