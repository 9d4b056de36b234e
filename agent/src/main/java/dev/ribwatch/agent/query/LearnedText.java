package dev.ribwatch.agent.query;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.value.Asn;
import dev.ribwatch.config.value.Prefix;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** An intent as the file has it: networks, connections and policy, with comments that say what was seen. */
final class LearnedText {
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9._-]*");
    private static final Set<String> WORDS =
            Set.of("true", "false", "null", "yes", "no", "on", "off", "y", "n", "nan", "inf");

    private LearnedText() {}

    static String of(Learned learned) {
        StringBuilder text = new StringBuilder(4_096);
        text.append(
                        "# An intent learned from what the agent holds. It takes the place of networks, connections and policy in a\n")
                .append(
                        "# config; agent, http, routers and alerts stay as they are. Then: ribwatch check, and SIGHUP.\n")
                .append("# What is there now is taken as it is: lines with REVIEW allow what may be wrong already.\n");
        learned.seats.forEach(seat -> text.append("# ").append(seat).append('\n'));
        learned.claims.forEach(claim -> text.append("# REVIEW: ").append(claim).append('\n'));
        text.append("networks:\n");
        learned.networks.forEach(network -> network(text, network));
        if (!learned.connections.isEmpty()) {
            text.append("\nconnections:                    # who sees whom\n");
        }
        int number = 0;
        for (List<String> pair : learned.connections) {
            String both = pair.get(0) + "-" + pair.get(1);
            String called = both.length() <= 100 ? both : "link-" + number;
            text.append("  - {name: ")
                    .append(name(called))
                    .append(", type: link, between: ")
                    .append(names(pair))
                    .append("}\n");
            number++;
        }
        policy(text, learned);
        return text.toString();
    }

    private static void network(StringBuilder text, Learned.Net network) {
        text.append("  - name: ").append(name(network.name())).append('\n');
        network.notes().forEach(note -> text.append("    # ").append(note).append('\n'));
        if (!network.asns().isEmpty()) {
            text.append("    asns: [")
                    .append(network.asns().stream().map(Asn::toString).collect(Collectors.joining(", ")))
                    .append("]\n");
        }
        if (network.open()) {
            text.append("    open: true\n");
        } else {
            list(text, "prefixes", network.prefixes(), network);
            text.append("    more-specifics: ").append(network.moreSpecifics()).append('\n');
            if (network.required().size() < network.prefixes().size() || network.moreSpecifics()) {
                list(text, "required", network.required(), null);
            }
        }
        if (!network.match().isEmpty()) {
            text.append("    match:\n");
            network.match()
                    .forEach(match -> text.append("      - ").append(match).append('\n'));
        }
    }

    private static void list(StringBuilder text, String key, List<Prefix> prefixes, Learned.@Nullable Net of) {
        if (prefixes.isEmpty()) {
            text.append("    ").append(key).append(": []\n");
            return;
        }
        text.append("    ").append(key).append(":\n");
        for (Prefix prefix : prefixes) {
            text.append("      - \"").append(prefix).append('"');
            String lacking = of == null ? null : of.lacking().get(prefix);
            if (lacking != null) {
                text.append("   # not required: ").append(lacking);
            }
            text.append('\n');
        }
    }

    private static void policy(StringBuilder text, Learned learned) {
        text.append("\npolicy:\n  default-route:\n    allowed:");
        if (learned.defaults.isEmpty()) {
            text.append(" []\n");
        } else {
            text.append("                    # REVIEW: these send a default route now\n");
            learned.defaults.forEach((network, at) -> text.append("      - {network: ")
                    .append(name(network))
                    .append(", at: ")
                    .append(names(at))
                    .append("}\n"));
        }
        if (!learned.overlaps.isEmpty()) {
            text.append("  overlap:\n    allow:                      # REVIEW: these overlap now\n");
            learned.overlaps.forEach((prefix, between) -> text.append("      - {prefix: \"")
                    .append(prefix)
                    .append("\", between: ")
                    .append(names(between))
                    .append("}\n"));
        }
        if (!learned.blackholes.isEmpty()) {
            text.append("  blackhole: {communities: [")
                    .append(learned.blackholes.stream()
                            .map(community -> "\"" + community + "\"")
                            .collect(Collectors.joining(", ")))
                    .append("]}\n");
        }
        ProviderAsns provider = learned.providerAs;
        if (!provider.equals(ProviderAsns.DEFAULT)) {
            text.append("  provider-as: {circuits: ")
                    .append(provider.circuits())
                    .append(", gateway: ")
                    .append(provider.gateway())
                    .append(", hosted-cloud: ")
                    .append(provider.hostedCloud())
                    .append("}\n");
        }
        if (!learned.excepts.isEmpty()) {
            text.append("  rules:                        # REVIEW: each of these would be a finding now\n");
            learned.excepts.forEach((rule, excepts) -> {
                text.append("    ").append(rule).append(":\n      except:\n");
                excepts.forEach(
                        except -> text.append("        - ").append(except).append('\n'));
            });
        }
    }

    /** A name as YAML has it. */
    static String name(String name) {
        return PLAIN.matcher(name).matches() && !WORDS.contains(name.toLowerCase(Locale.ROOT))
                ? name
                : "\"" + name + "\"";
    }

    private static String names(Iterable<String> names) {
        List<String> all = new ArrayList<>();
        names.forEach(one -> all.add(name(one)));
        return "[" + String.join(", ", all) + "]";
    }

    /** What a config has beside, as far as an intent refers to it. */
    static String prelude(Config inForce) {
        StringBuilder text =
                new StringBuilder("agent: {as: 64512, router-id: 192.0.2.1, listen: [\"127.0.0.1:179\"]}\n");
        text.append("http: {listen: \"127.0.0.1:9797\"}\nrouters:");
        if (inForce.routers().isEmpty()) {
            text.append(" []");
        }
        text.append('\n');
        for (RouterConfig router : inForce.routers()) {
            text.append("  - {name: ")
                    .append(name(router.name()))
                    .append(", address: \"")
                    .append(
                            router.isRange()
                                    ? router.address().toString()
                                    : router.address().address())
                    .append("\", as: [")
                    .append(new TreeSet<>(router.as())
                            .stream().map(Asn::toString).collect(Collectors.joining(", ")))
                    .append("], network: ")
                    .append(name(router.network()))
                    .append("}\n");
        }
        return text.toString();
    }
}
