package dev.ribwatch.config.binding;

import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.ribwatch.config.AsPathPattern;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.LegAspect;
import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.RouterConfig.OwnRoutes;
import dev.ribwatch.config.preset.Fact;
import dev.ribwatch.config.source.Printable;
import dev.ribwatch.config.source.Suggestion;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Community;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.config.value.RequiredCapability;
import dev.ribwatch.config.value.Role;
import dev.ribwatch.config.value.RouteCommunity;
import dev.ribwatch.config.value.Severity;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** How each kind of scalar is read. */
final class Scalars {
    private static final int TEXT = 1_000;
    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern LISTEN = Pattern.compile("(?:\\[([^\\]]*)\\]|([^:]*)):([0-9]{1,5})");

    private Scalars() {}

    static void addTo(SimpleModule module) {
        add(module, new Scalar<>(String.class, "text", Scalar.TEXT, Scalars::text));
        add(module, new Scalar<>(Boolean.class, "true or false", Scalar.TRUTH, Boolean::valueOf));
        add(module, new Scalar<>(Integer.class, "a whole number", Scalar.NUMBER, Scalars::integer));
        add(module, new Scalar<>(Asn.class, "an AS number", Scalar.TEXT_OR_NUMBER, Asn::parse));
        add(module, new Scalar<>(Prefix.class, "an address or prefix", Scalar.TEXT, Prefix::parse));
        add(module, new Scalar<>(Address.class, "an address", Scalar.TEXT, Address::parse));
        add(module, new Scalar<>(Community.class, "a community such as \"65010:100\"", Scalar.TEXT, Community::parse));
        add(
                module,
                new Scalar<>(
                        RouteCommunity.class,
                        "a community such as \"65010:100\", \"65010:1:2\" or \"rt:65010:1\"",
                        Scalar.TEXT,
                        RouteCommunity::parse));
        add(module, new Scalar<>(DataSize.class, "a size such as 512MiB", Scalar.TEXT, DataSize::parse));
        add(module, new Scalar<>(Duration.class, "a duration such as 30s", Scalar.TEXT, Scalars::duration));
        add(module, new Scalar<>(Instant.class, "a time such as 2026-01-10T22:00:00Z", Scalar.TEXT, Scalars::instant));
        add(module, new Scalar<>(URI.class, "a URL", Scalar.TEXT, Scalars::url));
        add(module, new Scalar<>(Share.class, "a percentage such as 50%", Scalar.TEXT, Share::parse));
        add(module, new Scalar<>(Growth.class, "a percentage such as 150%", Scalar.TEXT, Growth::parse));
        add(module, new Scalar<>(AsPathPattern.class, "an AS path pattern", Scalar.TEXT, AsPathPattern::compile));
        add(module, new Scalar<>(InetSocketAddress.class, "ADDRESS:PORT", Scalar.TEXT, Scalars::listen));
        add(module, words(Family.class, "family", Family.values(), Family::text));
        add(module, words(Severity.class, "severity", Severity.values(), Severity::text));
        add(module, words(LegAspect.class, "what legs are compared by", LegAspect.values(), LegAspect::text));
        add(module, words(Role.class, "role", Role.values(), Role::text));
        add(
                module,
                words(RequiredCapability.class, "capability", RequiredCapability.values(), RequiredCapability::text));
        add(module, words(OwnRoutes.class, "own-routes", OwnRoutes.values(), Scalars::lower));
        add(module, words(PlannedChange.Expect.class, "expect", PlannedChange.Expect.values(), Scalars::lower));
        add(
                module,
                words(
                        ConnectionConfig.Type.class,
                        "connection type",
                        ConnectionConfig.Type.values(),
                        ConnectionConfig.Type::text));
        add(module, new Scalar<>(Fact.class, "a fact such as X4", Scalar.TEXT, Scalars::waivable));
        add(module, words(ConnectionEntry.Peering.class, "peering", ConnectionEntry.Peering.values(), Scalars::lower));
        add(
                module,
                new Scalar<>(
                        ConnectionEntry.Sku.class,
                        "a SKU",
                        Scalar.TEXT,
                        text -> new ConnectionEntry.Sku(word("sku", text, ConnectionEntry.Sku.KNOWN))));
    }

    private static <T> void add(SimpleModule module, Scalar<T> scalar) {
        @SuppressWarnings("unchecked") // StdDeserializer keeps the class that it was made with
        Class<T> type = (Class<T>) scalar.handledType();
        module.addDeserializer(type, scalar);
    }

    private static <E extends Enum<E>> Scalar<E> words(
            Class<E> type, String subject, E[] values, Function<E, String> text) {
        List<String> known = Arrays.stream(values).map(text).toList();
        return new Scalar<>(
                type,
                "one of " + String.join(", ", known),
                Scalar.TEXT,
                written -> values[known.indexOf(word(subject, written, known))]);
    }

    /** The text, if it is one of the known words. */
    static String word(String subject, String text, List<String> known) {
        if (known.contains(text)) {
            return text;
        }
        throw new IllegalArgumentException(Suggestion.unknown(subject, text, known));
    }

    /** No spelling is suggested: every id is near every other one. */
    private static Fact waivable(String text) {
        List<Fact> facts = Fact.waivable();
        return facts.stream()
                .filter(fact -> fact.name().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no fact that a connection can waive: "
                        + Printable.quoted(text) + "; these are "
                        + facts.stream().map(Fact::name).collect(Collectors.joining(", "))));
    }

    static String lower(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }

    private static String text(String text) {
        if (text.isEmpty()) {
            throw new IllegalArgumentException("empty text");
        }
        if (text.length() > TEXT) {
            throw new IllegalArgumentException("longer than " + TEXT + " characters");
        }
        if (text.codePoints().anyMatch(Printable::isUnsafe)) {
            throw new IllegalArgumentException("holds characters that cannot be printed");
        }
        return text;
    }

    private static Integer integer(String text) {
        try {
            return Integer.valueOf(text);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("out of range: " + text, e);
        }
    }

    private static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not a duration such as 500ms, 30s, 5m or 4h: " + Printable.quoted(text));
        }
        long count = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(count);
            case "s" -> Duration.ofSeconds(count);
            case "m" -> Duration.ofMinutes(count);
            default -> Duration.ofHours(count);
        };
    }

    private static Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "not a time with its zone such as 2026-01-10T22:00:00Z: " + Printable.quoted(text), e);
        }
    }

    /** The message does not repeat the text: a URL may hold a secret. */
    private static URI url(String text) {
        try {
            return new URI(text);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("not a URL", e);
        }
    }

    private static InetSocketAddress listen(String text) {
        Matcher matcher = LISTEN.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException(
                    "not ADDRESS:PORT, such as 127.0.0.1:9797 or [::]:179: " + Printable.quoted(text));
        }
        boolean bracketed = matcher.group(1) != null;
        String address = bracketed ? matcher.group(1) : matcher.group(2);
        int port = Integer.parseInt(matcher.group(3));
        if (port > 65_535) {
            throw new IllegalArgumentException("port out of range 0 to 65535: " + port);
        }
        Prefix host = listenAddress(text, address);
        if (bracketed != (host.family() == Family.IPV6_UNICAST)) {
            throw new IllegalArgumentException(
                    "an IPv6 address stands in brackets, an IPv4 address does not: " + Printable.quoted(text));
        }
        try {
            return new InetSocketAddress(InetAddress.getByName(host.address()), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("not an address: " + Printable.quoted(address), e);
        }
    }

    private static Prefix listenAddress(String text, String address) {
        if (address.isEmpty()) {
            throw new IllegalArgumentException(
                    "no address in " + Printable.quoted(text) + "; for all addresses write 0.0.0.0 or [::]");
        }
        try {
            return Address.parse(address).prefix();
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("an address is needed, not a name: " + Printable.quoted(address), e);
        }
    }
}
