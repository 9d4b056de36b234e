package dev.ribwatch.config.load;

import dev.ribwatch.config.SessionConfig;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.RouterDefaults;
import dev.ribwatch.config.binding.RouterEntry;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import java.time.Duration;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The keys of a router that say what is asked of its session beyond the ordinary. */
final class SessionChecks {
    private static final Duration LEAST_HOLD_TIME = Duration.ofSeconds(SessionConfig.LEAST_HOLD_TIME);
    private static final Duration LONGEST_HOLD_TIME = Duration.ofSeconds(65_535);

    private final Scope scope;
    private final RouterDefaults defaults;
    private final @Nullable Asn localAs;

    SessionChecks(Scope scope, RouterDefaults defaults, @Nullable Asn localAs) {
        this.scope = scope;
        this.defaults = defaults;
        this.localAs = localAs;
    }

    /**
     * What these keys of a router say.
     *
     * @param as its AS numbers
     * @param families what we offer it
     * @param addPath whether we offer it ADD-PATH
     */
    SessionConfig session(RouterEntry entry, Set<Asn> as, Set<Family> families, boolean addPath) {
        boolean internal = localAs != null && as.contains(localAs);
        Located<Role> own = entry.localRole();
        if (own != null && internal) {
            scope.error(own.place()
                    .problem("only external sessions have roles (RFC 9234), and the router may be in our AS"));
        }
        // A default is for those that can have it.
        Located<Role> role = internal ? own : RouterChecks.or(own, defaults.localRole());
        Located<String> name = entry.name();
        String whose = entry.require() == null && name != null ? ", router " + Printable.quoted(name.value()) : "";
        return new SessionConfig(
                role == null ? null : role.value(),
                required(RouterChecks.or(entry.require(), defaults.require()), whose, role, families, addPath),
                minHoldTime(RouterChecks.or(entry.minHoldTime(), defaults.minHoldTime())),
                RouterChecks.value(RouterChecks.or(entry.strict(), defaults.strict()), false),
                RouterChecks.value(RouterChecks.or(entry.rejectAsSets(), defaults.rejectAsSets()), false),
                RouterChecks.value(RouterChecks.or(entry.disableBrokenFamily(), defaults.disableBrokenFamily()), false),
                RouterChecks.value(
                        RouterChecks.or(entry.gracefulNotification(), defaults.gracefulNotification()), false));
    }

    /** What we do not offer ourselves cannot be agreed on. */
    private Set<RequiredCapability> required(
            @Nullable Items<RequiredCapability> items,
            String whose,
            @Nullable Located<Role> role,
            Set<Family> families,
            boolean addPath) {
        EnumSet<RequiredCapability> required = EnumSet.noneOf(RequiredCapability.class);
        for (Located<RequiredCapability> item : Items.of(items)) {
            String problem = required.add(item.value())
                    ? null
                    : "listed twice: " + item.value().text();
            if (problem == null) {
                problem = switch (item.value()) {
                    case IPV4_UNICAST -> families.contains(Family.IPV4_UNICAST) ? null : "not one of its families";
                    case IPV6_UNICAST -> families.contains(Family.IPV6_UNICAST) ? null : "not one of its families";
                    case ADD_PATH -> addPath ? null : "needs add-path: true";
                    case ROLE -> role != null ? null : "needs a local-role";
                    default -> null;
                };
                problem = problem == null ? null : problem + whose;
            }
            if (problem != null) {
                scope.error(item.place().problem(problem));
            }
        }
        return Collections.unmodifiableSet(required);
    }

    private int minHoldTime(@Nullable Located<Duration> holdTime) {
        if (holdTime != null && holdTime.value().isZero()) {
            return 0;
        }
        Duration least = scope.duration(holdTime, LEAST_HOLD_TIME, LONGEST_HOLD_TIME, LEAST_HOLD_TIME);
        if (holdTime != null && least.toMillis() % 1_000 != 0) {
            scope.error(holdTime.place().problem("a hold time is a whole number of seconds"));
        }
        return (int) least.toSeconds();
    }
}
