package dev.ribwatch.agent.policy.intent;

import dev.ribwatch.config.PlannedChange;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Subjects of one rule that a planned change explains while it is in force. Null stands for any; what the change says of
 * prefixes and routers holds as well.
 *
 * @param network whose route it is, or who is missing
 * @param otherNetwork whose space is hit
 * @param connection null: subjects without a connection
 * @param ofRouter whether the subject has a router, one that the change names
 * @param at the only one of them, or the router of the leg that lacks everything
 * @param whole families in which subjects without a prefix are explained, and those of the default route
 */
public record PlannedException(
        PlannedPart part,
        @Nullable String network,
        @Nullable String otherNetwork,
        @Nullable String connection,
        boolean ofRouter,
        @Nullable String at,
        Set<Family> whole) {

    boolean explains(
            @Nullable String subject,
            @Nullable String other,
            @Nullable String router,
            @Nullable String configuredAs,
            @Nullable Prefix prefix,
            @Nullable Family family) {
        return connection == null
                && (network == null || network.equals(subject))
                && (otherNetwork == null || otherNetwork.equals(other))
                && (!ofRouter || part.names(router, configuredAs))
                && (at == null || at.equals(router) || at.equals(configuredAs))
                && isOf(prefix, family);
    }

    /** Of a prefix that one leg lacks, or none does; the default route stands for itself alone. */
    boolean explainsLeg(String carrier, String subject, Prefix prefix, @Nullable String lacking, String carrying) {
        return isOf(carrier, subject) && part.covers(prefix) && part.isOfLeg(lacking, carrying);
    }

    /** Of all that one leg lacks. */
    boolean explainsLoss(String carrier, String subject, Family family, String lacking) {
        return isOf(carrier, subject) && lacking.equals(at) && whole.contains(family);
    }

    private boolean isOf(String carrier, String subject) {
        return carrier.equals(connection) && subject.equals(network);
    }

    private boolean isOf(@Nullable Prefix prefix, @Nullable Family family) {
        return prefix == null || prefix.isDefault() ? family != null && whole.contains(family) : part.covers(prefix);
    }

    /** Why it is expected, for people. */
    public String reason() {
        PlannedChange change = part.change();
        return "expected: policy.changes " + change.name()
                + (change.undoneBy() == null
                        ? " (since " + change.from() + ", for good)"
                        : " (from " + change.from() + " until " + change.undoneBy() + ")");
    }
}
