package dev.ribwatch.agent.report;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.policy.intent.Network;
import dev.ribwatch.agent.policy.intent.RouterIntent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Where a finding's router stands, and who depends on what it shows. */
final class Vantages {
    private final Intent intent;

    Vantages(Intent intent) {
        this.intent = intent;
    }

    /** The network that the finding's router stands in, or null if the intent knows no such router. */
    @Nullable
    Network vantage(Finding finding) {
        String name = finding.key().router();
        if (name == null) {
            return null;
        }
        RouterIntent router = intent.router(name);
        for (int end = name.lastIndexOf('-'); router == null && end > 0; end = name.lastIndexOf('-', end - 1)) {
            router = intent.router(name.substring(0, end)); // a member of a range is <name>-<address>
        }
        return router == null ? null : intent.network(router.vantage());
    }

    /** Its name; that of the router where it has none. */
    String vantageName(Finding finding) {
        Network vantage = vantage(finding);
        return vantage == null ? subject(finding.key().router()) : vantage.name();
    }

    /** The network in which the routers of a configuration entry stand; its own name if the intent does not know it. */
    String networkOf(String configuredAs) {
        RouterIntent router = intent.router(configuredAs);
        return router == null ? configuredAs : intent.network(router.vantage()).name();
    }

    /** Whether the router stands in the network whose routes the finding is about. */
    boolean isOwn(Finding finding) {
        Network vantage = vantage(finding);
        return vantage != null && vantage.name().equals(finding.key().network());
    }

    /** The networks that learn routes of this one, but for open ones, which follow nobody. */
    List<Network> learners(@Nullable String network) {
        Network sender = network == null ? null : intent.network(network);
        return sender == null
                ? List.of()
                : intent.expectedAt(sender.index()).stream()
                        .filter(learner -> !learner.isOpen())
                        .toList();
    }

    /** A part of a subject as text; a rule's subject always has it. */
    static String subject(@Nullable Object part) {
        return part == null ? "?" : part.toString();
    }
}
