package dev.ribwatch.config.load;

import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.NetworkConfig.Match;
import dev.ribwatch.config.NetworkConfig.MoreSpecifics;
import dev.ribwatch.config.RouteTerms;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.MoreSpecificsEntry;
import dev.ribwatch.config.binding.NetworkEntry;
import dev.ribwatch.config.binding.NetworkEntry.MatchEntry;
import dev.ribwatch.config.binding.PrefixList;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code networks}: whose address space is whose. */
final class NetworkChecks {
    /** The network of routes that no network accepts. */
    static final String UNKNOWN = "unknown";

    private static final String NEVER = "an empty list matches no route";

    private final Scope scope;

    NetworkChecks(Scope scope) {
        this.scope = scope;
    }

    /** The records of all that are sound. */
    List<NetworkConfig> networks(List<Located<NetworkEntry>> entries) {
        List<NetworkConfig> networks = new ArrayList<>();
        for (Located<NetworkEntry> entry : entries) {
            NetworkConfig network = network(entry.value());
            if (network != null) {
                networks.add(network);
            }
        }
        return List.copyOf(networks);
    }

    private @Nullable NetworkConfig network(NetworkEntry entry) {
        Located<String> name = entry.name();
        if (name != null && name.value().equals(UNKNOWN)) {
            scope.error(name.place().problem("the name unknown is reserved for routes that no network accepts"));
        }
        List<Asn> asns = scope.asns(entry.asns());
        List<Located<Prefix>> prefixes = scope.prefixes(entry.prefixes());
        List<Located<Prefix>> required = scope.prefixes(entry.required());
        boolean open = entry.open() != null && entry.open().value();
        if (open) {
            closedOnly(entry);
        }
        if (!open) {
            within(required, prefixes);
        }
        MoreSpecifics moreSpecifics = moreSpecifics(entry.moreSpecifics(), prefixes);
        List<Match> match = new ArrayList<>();
        for (Located<MatchEntry> alternative : Items.of(entry.match())) {
            match.add(match(alternative));
        }
        RouteTerms terms = new RouteTermsChecks(scope).terms(entry, open);
        if (name == null) {
            return null;
        }
        List<Prefix> space = values(prefixes);
        List<Prefix> visible =
                entry.required() != null ? values(required) : moreSpecifics.allowed() ? List.of() : space;
        return new NetworkConfig(
                name.value(),
                asns,
                space,
                visible,
                moreSpecifics,
                entry.defaultOwner() != null && entry.defaultOwner().value(),
                open,
                List.copyOf(match),
                terms);
    }

    /** Reports required prefixes that no declared one contains; by look-up, since both lists may be long. */
    private void within(List<Located<Prefix>> required, List<Located<Prefix>> prefixes) {
        Set<Prefix> space = new HashSet<>();
        BitSet lengths = new BitSet();
        for (Located<Prefix> prefix : prefixes) {
            space.add(prefix.value());
            lengths.set(prefix.value().length());
        }
        for (Located<Prefix> located : required) {
            Prefix prefix = located.value();
            boolean contained = lengths.stream()
                    .takeWhile(length -> length <= prefix.length())
                    .mapToObj(length -> Prefix.masked(prefix.family(), prefix.high(), prefix.low(), length))
                    .anyMatch(space::contains);
            if (!contained) {
                scope.error(located.place().problem("not within prefixes: " + prefix));
            }
        }
    }

    private static List<Prefix> values(List<Located<Prefix>> located) {
        return located.stream().map(Located::value).toList();
    }

    private void closedOnly(NetworkEntry entry) {
        String message = "an open network has no address space to hold it to";
        if (entry.prefixes() != null) {
            scope.error(entry.prefixes().place().keyProblem(message));
        }
        if (entry.required() != null) {
            scope.error(entry.required().place().keyProblem(message));
        }
        if (entry.moreSpecifics() != null) {
            scope.error(entry.moreSpecifics().place().keyProblem(message));
        }
    }

    private MoreSpecifics moreSpecifics(@Nullable Located<MoreSpecificsEntry> entry, List<Located<Prefix>> prefixes) {
        if (entry == null || !entry.value().allowed()) {
            return MoreSpecifics.NONE;
        }
        MoreSpecificsEntry.Lengths lengths = entry.value().lengths();
        if (lengths == null) {
            return MoreSpecifics.ANY;
        }
        int ipv4 = length(lengths.maxLength(), Family.IPV4_UNICAST, prefixes, lengths.maxLengthIpv6() == null);
        Located<Integer> forIpv6 = lengths.maxLengthIpv6() == null ? lengths.maxLength() : lengths.maxLengthIpv6();
        int ipv6 = length(forIpv6, Family.IPV6_UNICAST, prefixes, lengths.maxLengthIpv6() == null);
        return new MoreSpecifics(true, ipv4, ipv6);
    }

    /** The bound of one family: at least as long as every prefix declared in it; none if none is declared. */
    private int length(
            @Nullable Located<Integer> length, Family family, List<Located<Prefix>> prefixes, boolean shared) {
        int longest = prefixes.stream()
                .map(Located::value)
                .filter(prefix -> prefix.family() == family)
                .mapToInt(Prefix::length)
                .max()
                .orElse(-1);
        if (length == null || longest < 0 && shared) {
            return family.bits();
        }
        boolean both = shared
                && prefixes.stream().map(p -> p.value().family()).distinct().count() > 1;
        String hint = both ? "; give IPv6 its own bound with max-length-ipv6" : "";
        if (length.value() < 0 || length.value() > family.bits()) {
            scope.error(length.place()
                    .problem("out of range 0 to " + family.bits() + " of " + family + ": " + length.value() + hint));
            return family.bits();
        }
        if (length.value() < longest) {
            scope.error(length.place()
                    .problem("shorter than a declared prefix of " + family + ", which has /" + longest + hint));
        }
        return length.value();
    }

    private Match match(Located<MatchEntry> located) {
        MatchEntry entry = located.value();
        scope.routers().resolveAll(entry.router());
        scope.networks().resolveAll(entry.at());
        boolean some = given(located, "as-path", entry.asPath());
        some |= given(located, "origin-as", entry.originAs());
        some |= given(located, "neighbor-as", entry.neighborAs());
        some |= given(located, "community", entry.community());
        some |= given(located, "next-hop", entry.nextHop());
        some |= given(located, "router", entry.router());
        some |= given(located, "at", entry.at());
        if (!some) {
            scope.error(located.place().problem("no condition: this would match every route"));
        }
        return new Match(
                entry.asPath() == null ? null : entry.asPath().value().text(),
                Items.values(entry.originAs()),
                Items.values(entry.neighborAs()),
                Items.values(entry.community()),
                scope.bare(entry.nextHop()),
                Items.values(entry.router()),
                Items.values(entry.at()));
    }

    /** Whether a condition is given, soundly or badly; reports one that can never hold. */
    private boolean given(Located<MatchEntry> owner, String key, @Nullable Object condition) {
        if (scope.absent(owner.place(), key, condition)) {
            return false;
        }
        if (condition instanceof Items<?> items && items.items().isEmpty() && items.whole()) {
            scope.error(items.place().problem(NEVER));
        } else if (condition instanceof PrefixList list
                && list.items().isEmpty()
                && list.file() == null
                && scope.absent(owner.place(), key, null)) {
            scope.error(list.place().problem(NEVER));
        }
        return true;
    }
}
