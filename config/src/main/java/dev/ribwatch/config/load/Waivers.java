package dev.ribwatch.config.load;

import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.binding.ConnectionEntry;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.preset.Fact;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * {@code waived-facts}: what connections are not warned of. No part of the configuration, which decides what is found: a
 * waiver that comes or goes must not judge anything anew, and is nothing that two agents of a pair need alike.
 */
final class Waivers {
    private final Map<String, Set<Fact>> byConnection = new HashMap<>();

    /** Reports what is waived twice. */
    Waivers(Scope scope, List<Located<ConnectionEntry>> entries) {
        for (Located<ConnectionEntry> entry : entries) {
            Set<Fact> waived = EnumSet.noneOf(Fact.class);
            for (Located<Fact> fact : Items.of(entry.value().waivedFacts())) {
                if (!waived.add(fact.value())) {
                    scope.error(fact.place().problem("listed twice: " + fact.value()));
                }
            }
            if (entry.value().name() != null) {
                byConnection.put(entry.value().name().value(), waived);
            }
        }
    }

    /** Whether the connection of this name waives the fact. */
    boolean waives(String connection, Fact fact) {
        return byConnection.getOrDefault(connection, Set.of()).contains(fact);
    }

    boolean waives(ConnectionConfig connection, Fact fact) {
        return waives(connection.name(), fact);
    }
}
