package dev.ribwatch.config.load;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.Secret;
import dev.ribwatch.config.binding.Address;
import dev.ribwatch.config.binding.AgentSection;
import dev.ribwatch.config.binding.HttpSection;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.source.TextFile;
import dev.ribwatch.config.value.Family;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.PublicKey;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** {@code agent} and {@code http}: who we are and where we listen. */
final class AgentChecks {
    private static final Duration HOLD_TIME = Duration.ofSeconds(90);
    /** A family has converged by then in any case. */
    private static final Duration LONGEST_SYNC = Duration.ofMinutes(5);

    private static final Duration LEAST_AUDIT = Duration.ofSeconds(10);
    private static final Path STATE_DIRECTORY = Path.of("/var/lib/ribwatch");
    private static final int CERTIFICATE = 1 << 20;

    private final Scope scope;
    private final Instant now;

    /** @param now a certificate that is over by then is warned of */
    AgentChecks(Scope scope, Instant now) {
        this.scope = scope;
        this.now = now;
    }

    /** The section's record, or null after a problem. */
    @Nullable
    AgentConfig agent(@Nullable Located<AgentSection> located) {
        if (located == null) {
            return null;
        }
        AgentSection section = located.value();
        if (section.as() != null) {
            scope.asn(section.as());
        }
        Located<Address> routerId = section.routerId();
        if (routerId != null) {
            if (routerId.value().prefix().family() != Family.IPV4_UNICAST) {
                scope.error(routerId.place().problem("a router id has the form of an IPv4 address"));
            } else if (routerId.value().prefix().high() == 0) {
                scope.error(routerId.place().problem("a router id is not 0.0.0.0 (RFC 6286)"));
            }
        }
        Duration holdTime = holdTime(section.holdTime());
        Duration staleTime =
                scope.duration(section.staleTime(), Duration.ofSeconds(1), LONGEST_SYNC, AgentConfig.STALE_TIME);
        Duration longestStale =
                scope.duration(section.longestStale(), Duration.ZERO, Duration.ofDays(194), AgentConfig.LONGEST_STALE);
        listen(section);
        Path state = section.stateDirectory() == null ? STATE_DIRECTORY : scope.resolve(section.stateDirectory());
        if (section.as() == null || routerId == null || section.listen() == null || state == null) {
            return null;
        }
        return new AgentConfig(
                section.as().value(),
                routerId.value().prefix(),
                Items.values(section.listen()),
                holdTime,
                staleTime,
                longestStale,
                refreshAudit(section.refreshAudit()),
                section.reloadOnChange() != null && section.reloadOnChange().value(),
                section.reloadMostFlagged() == null
                        ? AgentConfig.RELOAD_MOST_FLAGGED
                        : section.reloadMostFlagged().value().value(),
                state,
                new PairChecks(scope).pair(section.pair()));
    }

    private Duration refreshAudit(@Nullable Located<Duration> interval) {
        Duration value = scope.duration(interval, Duration.ZERO, Duration.ofDays(30), AgentConfig.REFRESH_AUDIT);
        if (interval != null && !value.isZero() && value.compareTo(LEAST_AUDIT) < 0) {
            scope.error(interval.place().problem("more often than every 10s is a burden to routers; 0s: never"));
        }
        return value;
    }

    private Duration holdTime(@Nullable Located<Duration> holdTime) {
        if (holdTime == null) {
            return HOLD_TIME;
        }
        Duration value = holdTime.value();
        if (value.isZero()) {
            scope.error(holdTime.place().problem("a hold time of 0 would never notice that a router is gone"));
        } else if (value.compareTo(Duration.ofSeconds(3)) < 0 || value.compareTo(Duration.ofSeconds(65_535)) > 0) {
            scope.error(holdTime.place().problem("out of range 3s to 65535s (RFC 4271)"));
        } else if (value.toMillis() % 1_000 != 0) {
            scope.error(holdTime.place().problem("a hold time is a whole number of seconds"));
        }
        return value;
    }

    private void listen(AgentSection section) {
        Set<InetSocketAddress> seen = new HashSet<>();
        for (Located<InetSocketAddress> listen : Items.of(section.listen())) {
            if (!seen.add(listen.value()) && listen.value().getPort() != 0) {
                scope.error(listen.place().problem("listed twice"));
            }
        }
        if (section.listen() != null
                && section.listen().items().isEmpty()
                && section.listen().whole()) {
            scope.error(section.listen().place().problem("at least one address is needed"));
        }
    }

    /** The section's record, its defaults if it is absent. */
    HttpConfig http(@Nullable Located<HttpSection> located, @Nullable AgentConfig agent) {
        InetSocketAddress otherwise = new InetSocketAddress(InetAddress.getLoopbackAddress(), 9797);
        if (located == null) {
            return new HttpConfig(otherwise, null, null, false);
        }
        HttpSection section = located.value();
        Located<InetSocketAddress> listen = section.listen();
        Secret token = section.auth() == null
                ? null
                : scope.token(section.auth().value().bearerToken());
        HttpConfig.Tls tls = section.tls() == null ? null : tls(section.tls().value());
        boolean insecure = section.insecure() != null && section.insecure().value();
        if (listen != null) {
            boolean loopback = listen.value().getAddress().isLoopbackAddress();
            if (!loopback && !insecure && (section.tls() == null || section.auth() == null)) {
                scope.error(listen.place().problem("a non-loopback address needs tls and auth, or insecure: true"));
            }
            if (agent != null && listen.value().getPort() != 0 && agent.listen().contains(listen.value())) {
                scope.error(listen.place().problem("agent.listen has the same address and port"));
            }
        }
        return new HttpConfig(listen == null ? otherwise : listen.value(), tls, token, insecure);
    }

    private HttpConfig.@Nullable Tls tls(HttpSection.TlsEntry entry) {
        Secret key = scope.secret(entry.key());
        Located<String> name = entry.certificate();
        Path certificate = name == null ? null : scope.resolve(name);
        if (name == null || certificate == null) {
            return null;
        }
        try {
            byte[] octets = TextFile.octets(certificate, CERTIFICATE);
            PublicKey leaf = TlsPair.leaf(octets);
            Instant end = TlsPair.end(octets);
            if (end != null && !now.isBefore(end)) {
                scope.warning(
                        name.place().problem(certificate + ": expired at " + end + ": whoever asks will refuse it"));
            }
            String problem = key == null ? null : TlsPair.problem(leaf, key.octets());
            if (problem != null && entry.key() != null) {
                scope.error(entry.key().place().problem(problem));
            }
        } catch (IOException e) {
            scope.error(name.place().problem(certificate + ": " + TextFile.reason(e)));
        } catch (CertificateException e) {
            scope.error(name.place().problem(certificate + ": not a certificate in PEM"));
        }
        return key == null ? null : new HttpConfig.Tls(certificate, key);
    }
}
