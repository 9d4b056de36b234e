package dev.ribwatch.config.load;

import dev.ribwatch.config.Secret;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.PrefixList;
import dev.ribwatch.config.binding.SecretEntry;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Problem;
import dev.ribwatch.config.source.Problems;
import dev.ribwatch.config.source.TextFile;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Prefix;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the sections share while they are checked: the problems, the names, and the ways to read other files. */
final class Scope {
    /** AS numbers that nobody has: 0 (RFC 7607), AS_TRANS (RFC 6793), the last of each width (RFC 7300). */
    private static final Set<Long> RESERVED = Set.of(0L, (long) Asn.AS_TRANS, 65_535L, Asn.MAXIMUM);

    private final Problems problems;
    private final SecretReader secrets;
    private final Names networks;
    private final Names routers;
    private final Names connections;
    private final Names receivers;
    private final Names changes;

    Scope(Problems problems, Environment environment) {
        this.problems = problems;
        this.secrets = new SecretReader(environment, this);
        this.networks = new Names("network", problems);
        this.routers = new Names("router", problems);
        this.connections = new Names("connection", problems);
        this.receivers = new Names("receiver", problems);
        this.changes = new Names("change", problems);
    }

    Names networks() {
        return networks;
    }

    Names routers() {
        return routers;
    }

    Names connections() {
        return connections;
    }

    Names receivers() {
        return receivers;
    }

    Names changes() {
        return changes;
    }

    void error(Problem problem) {
        problems.error(problem);
    }

    void warning(Problem problem) {
        problems.warning(problem);
    }

    /** A directory is about to be searched for files. */
    void searches(Path directory) {
        problems.reads(directory);
    }

    /** Whether a key is not there at all, neither soundly nor badly. */
    boolean absent(Place owner, String key, @Nullable Object component) {
        return component == null && !problems.reported(owner, key);
    }

    /** A file that is named in another one: relative names are relative to that one's directory. */
    @Nullable
    Path resolve(Located<String> name) {
        try {
            Path path = Path.of(name.value());
            return path.isAbsolute() ? path : Path.of(name.place().file()).resolveSibling(path);
        } catch (InvalidPathException e) {
            error(name.place().problem("not a file name: " + e.getReason()));
            return null;
        }
    }

    /** The secret, or null after a problem or if there is none. */
    @Nullable
    Secret secret(@Nullable Located<SecretEntry> entry) {
        return entry == null ? null : secrets.read(entry);
    }

    /** A bearer token, or null after a problem or if there is none. One that no header can carry would lock everybody out. */
    @Nullable
    Secret token(@Nullable Located<SecretEntry> entry) {
        Secret token = secret(entry);
        if (entry != null && token != null && !token.reveal().chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            error(entry.place().problem(token.source() + ": a token consists of visible ASCII characters"));
        }
        return token;
    }

    /** A duration within bounds, or the default. */
    Duration duration(@Nullable Located<Duration> duration, Duration least, Duration most, Duration otherwise) {
        if (duration == null) {
            return otherwise;
        }
        Duration value = duration.value();
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            error(duration.place().problem("out of range " + text(least) + " to " + text(most)));
        }
        return value;
    }

    private static String text(Duration duration) {
        long millis = duration.toMillis();
        if (millis % 3_600_000 == 0 && millis > 0) {
            return millis / 3_600_000 + "h";
        }
        return millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    /** A number within bounds, or the default. */
    int number(@Nullable Located<Integer> number, int least, int most, int otherwise) {
        if (number == null) {
            return otherwise;
        }
        if (number.value() < least || number.value() > most) {
            error(number.place().problem("out of range " + least + " to " + most + ": " + number.value()));
        }
        return number.value();
    }

    /** An AS number that a speaker may have. */
    Asn asn(Located<Asn> asn) {
        if (RESERVED.contains(asn.value().value())) {
            error(asn.place().problem("AS " + asn.value() + " is reserved"));
        }
        return asn.value();
    }

    /** AS numbers that speakers may have, each once. */
    List<Asn> asns(@Nullable Items<Asn> items) {
        Set<Asn> seen = new HashSet<>();
        List<Asn> asns = new ArrayList<>();
        for (Located<Asn> item : Items.of(items)) {
            if (seen.add(asn(item))) {
                asns.add(item.value());
            } else {
                error(item.place().problem("listed twice: " + item.value()));
            }
        }
        return List.copyOf(asns);
    }

    /** The prefixes of a list, those of its file read now; each once. */
    List<Located<Prefix>> prefixes(@Nullable PrefixList list) {
        if (list == null) {
            return List.of();
        }
        List<Located<Prefix>> prefixes = list.file() == null ? list.items() : fromFile(list.place(), list.file());
        Set<Prefix> seen = new HashSet<>();
        for (Located<Prefix> prefix : prefixes) {
            if (!seen.add(prefix.value())) {
                error(prefix.place().problem("listed twice: " + prefix.value()));
            }
        }
        return prefixes;
    }

    private List<Located<Prefix>> fromFile(Place list, Located<String> file) {
        Path path = resolve(file);
        String text = path == null ? null : TextFile.read(path, file.place(), problems);
        if (path == null || text == null) {
            return List.of();
        }
        problems.file(path.toString());
        List<Located<Prefix>> prefixes = new ArrayList<>();
        int number = 0;
        for (String line : text.lines().toList()) {
            number++;
            String content = line.contains("#") ? line.substring(0, line.indexOf('#')) : line;
            String trimmed = content.strip();
            if (!trimmed.isEmpty()) {
                int column = 1 + content.indexOf(trimmed);
                Place place = new Place(path.toString(), list.path(), number, column, number, column);
                try {
                    prefixes.add(new Located<>(Prefix.parse(trimmed), place));
                } catch (IllegalArgumentException e) {
                    error(place.problem(String.valueOf(e.getMessage())));
                }
            }
        }
        return prefixes;
    }

    /** The bare prefixes of a list. */
    List<Prefix> bare(@Nullable PrefixList list) {
        return prefixes(list).stream().map(Located::value).toList();
    }
}
