package dev.ribwatch.config.load;

import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.binding.DataSize;
import dev.ribwatch.config.binding.Entries;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.PrefixList;
import dev.ribwatch.config.binding.RouterDefaults;
import dev.ribwatch.config.binding.RouterEntry;
import dev.ribwatch.config.binding.SecretEntry;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.source.Suggestion;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code routers} and {@code router-defaults}: who feeds us. */
final class RouterChecks {
    private static final int MD5_OCTETS = 80;
    private static final int MOST_ROUTERS = 5_000;
    /** Each is looked up once a second. */
    private static final int MOST_CANARIES = 100;

    private static final int MEMBERS = 64;
    private static final int MOST_MEMBERS = 65_536;
    private static final DataSize LEAST_MEMORY = new DataSize(1 << 20);
    /** Eight full tables. */
    private static final DataSize MEMORY = new DataSize(512 << 20);

    private static final Duration DOWN_GRACE = Duration.ofSeconds(30);
    private static final Prefix MULTICAST_IPV4 = Prefix.parse("224.0.0.0/4");
    private static final Prefix MULTICAST_IPV6 = Prefix.parse("ff00::/8");

    private final Scope scope;
    private final RouterDefaults defaults;
    private final SessionChecks sessions;
    private final Map<Prefix, Located<String>> addresses = new LinkedHashMap<>();

    /** @param localAs our AS number, or null if that is not known */
    RouterChecks(Scope scope, @Nullable Located<RouterDefaults> defaults, @Nullable Asn localAs) {
        this.scope = scope;
        this.defaults = defaults == null ? RouterDefaults.NONE : defaults.value();
        this.sessions = new SessionChecks(scope, this.defaults, localAs);
    }

    /** The records of all that are sound. */
    List<RouterConfig> routers(List<Located<RouterEntry>> entries) {
        List<RouterConfig> routers = new ArrayList<>();
        for (Located<RouterEntry> entry : entries) {
            RouterConfig router = router(entry.value(), entry.place());
            if (router != null) {
                routers.add(router);
            }
        }
        if (entries.size() > MOST_ROUTERS) {
            scope.error(entries.get(MOST_ROUTERS).place().problem("more than " + MOST_ROUTERS + " routers"));
        } else {
            memberNames(entries);
            new KeyChecks(scope, defaults).check(entries);
        }
        return List.copyOf(routers);
    }

    private @Nullable RouterConfig router(RouterEntry entry, Place place) {
        Items<Asn> as = or(entry.as(), defaults.as());
        if (scope.absent(place, "as", as)) {
            scope.error(place.missing("as", "missing"));
        } else if (as != null && as.items().isEmpty() && as.whole()) {
            scope.error(as.place().problem("at least one AS number is needed"));
        }
        Set<Asn> numbers = new LinkedHashSet<>(scope.asns(as));
        Located<String> network = or(entry.network(), defaults.network());
        if (network != null) {
            scope.networks().resolve(network);
        } else if (scope.absent(place, "network", null)) {
            scope.error(place.missing("network", "missing"));
        }
        address(entry);
        Secret md5 = md5(or(entry.md5(), defaults.md5()));
        Set<Family> families = families(or(entry.families(), defaults.families()));
        List<Prefix> canaries = canaries(or(entry.canary(), defaults.canary()), families);
        Map<Family, Integer> maxPrefixes = maxPrefixes(or(entry.maxPrefixes(), defaults.maxPrefixes()));
        DataSize memoryBudget = memoryBudget(or(entry.memoryBudget(), defaults.memoryBudget()));
        Duration downGrace = scope.duration(
                or(entry.downGrace(), defaults.downGrace()), Duration.ZERO, Duration.ofDays(1), DOWN_GRACE);
        if (entry.maxMembers() != null
                && entry.address() != null
                && entry.address().value().isHost()) {
            scope.error(entry.maxMembers().place().keyProblem("only a range of addresses has members"));
        }
        int members = scope.number(or(entry.maxMembers(), defaults.maxMembers()), 1, MOST_MEMBERS, MEMBERS);
        boolean addPath = value(or(entry.addPath(), defaults.addPath()), false);
        SessionConfig session = sessions.session(entry, numbers, families, addPath);
        if (entry.name() == null || entry.address() == null || numbers.isEmpty() || network == null) {
            return null;
        }
        return new RouterConfig(
                entry.name().value(),
                entry.address().value(),
                Collections.unmodifiableSet(numbers),
                network.value(),
                value(or(entry.ownRoutes(), defaults.ownRoutes()), OwnRoutes.EXPORTED),
                md5,
                value(or(entry.ttlSecurity(), defaults.ttlSecurity()), false),
                addPath,
                maxPrefixes,
                memoryBudget.bytes(),
                families,
                downGrace,
                members,
                session,
                canaries);
    }

    private void address(RouterEntry entry) {
        Located<Prefix> address = entry.address();
        if (address == null) {
            return;
        }
        Prefix value = address.value();
        if (value.isDefault()) {
            scope.error(address.place().problem("this range would let everyone in"));
        } else if (value.overlaps(MULTICAST_IPV4) || value.overlaps(MULTICAST_IPV6)) {
            scope.error(address.place().problem("a multicast address is no router"));
        } else if (value.isHost() && value.high() == 0 && value.low() == 0) {
            scope.error(address.place().problem("the unspecified address is no router"));
        }
        Located<String> name = entry.name();
        if (name != null) {
            Located<String> other = addresses.putIfAbsent(value, name);
            if (other != null) {
                scope.error(
                        address.place().problem("router " + Printable.quoted(other.value()) + " has the same address"));
            }
        }
    }

    /** Reports a router that is named as a member of a range will be. */
    private void memberNames(List<Located<RouterEntry>> entries) {
        addresses.forEach((range, rangeName) -> {
            String stem = rangeName.value() + '-';
            for (Located<RouterEntry> entry : range.isHost() ? List.<Located<RouterEntry>>of() : entries) {
                Located<String> name = entry.value().name();
                if (name != null && name.value().startsWith(stem) && isMember(range, name.value(), stem)) {
                    scope.error(name.place()
                            .problem("a member of the range " + Printable.quoted(rangeName.value())
                                    + " will have this name"));
                }
            }
        });
    }

    private static boolean isMember(Prefix range, String name, String stem) {
        try {
            return range.contains(Prefix.parse(name.substring(stem.length())));
        } catch (IllegalArgumentException e) {
            return false; // what follows the range's name is no address
        }
    }

    private @Nullable Secret md5(@Nullable Located<SecretEntry> entry) {
        Secret secret = scope.secret(entry);
        if (entry != null && secret != null && secret.octets().length > MD5_OCTETS) {
            scope.error(entry.place().problem("an MD5 key has at most " + MD5_OCTETS + " octets (RFC 2385)"));
        }
        return secret;
    }

    private Set<Family> families(@Nullable Items<Family> items) {
        if (items == null) {
            return Collections.unmodifiableSet(EnumSet.allOf(Family.class));
        }
        EnumSet<Family> families = EnumSet.noneOf(Family.class);
        for (Located<Family> family : items.items()) {
            if (!families.add(family.value())) {
                scope.error(family.place().problem("listed twice: " + family.value()));
            }
        }
        if (families.isEmpty() && items.whole()) {
            scope.error(items.place().problem("at least one family is needed"));
        }
        return Collections.unmodifiableSet(families);
    }

    private List<Prefix> canaries(@Nullable PrefixList list, Set<Family> families) {
        List<Prefix> canaries = new ArrayList<>();
        for (Located<Prefix> canary : scope.prefixes(list)) {
            if (families.contains(canary.value().family())) {
                canaries.add(canary.value());
            } else {
                scope.error(canary.place()
                        .problem("the router does not have the family "
                                + canary.value().family()));
            }
        }
        if (list != null && canaries.size() > MOST_CANARIES) {
            scope.error(list.place().problem("more than " + MOST_CANARIES + " canaries"));
        }
        return canaries;
    }

    private Map<Family, Integer> maxPrefixes(@Nullable Entries<Integer> entries) {
        Map<Family, Integer> maxPrefixes = new EnumMap<>(Family.class);
        Entries.of(entries).forEach((key, count) -> {
            Family family = Family.parse(key);
            if (family == null) {
                List<String> known =
                        Arrays.stream(Family.values()).map(Family::text).toList();
                scope.error(count.place().keyProblem(Suggestion.unknown("family", key, known)));
            } else {
                maxPrefixes.put(family, scope.number(count, 1, Integer.MAX_VALUE, 1));
            }
        });
        return Collections.unmodifiableMap(maxPrefixes);
    }

    private DataSize memoryBudget(@Nullable Located<DataSize> size) {
        if (size != null && size.value().bytes() < LEAST_MEMORY.bytes()) {
            scope.error(size.place().problem("less than 1MiB"));
        }
        return value(size, MEMORY);
    }

    static <T> @Nullable T or(@Nullable T own, @Nullable T otherwise) {
        return own != null ? own : otherwise;
    }

    static <T> T value(@Nullable Located<T> located, T otherwise) {
        return located == null ? otherwise : located.value();
    }
}
