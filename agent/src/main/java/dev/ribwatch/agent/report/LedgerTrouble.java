package dev.ribwatch.agent.report;

import dev.ribwatch.config.Config;
import dev.ribwatch.config.RuleName;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Conditions;
import dev.ribwatch.exporter.alert.OwnRule;
import dev.ribwatch.exporter.ledger.LedgerFault;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** LedgerDegraded: what must outlast a restart would not, or some of it did not. Any thread. */
public final class LedgerTrouble {
    private static final Map<String, String> SUBJECT = Map.of("component", "ledger");

    private final OwnRule rule;
    private final Supplier<@Nullable LedgerFault> ledger;
    private final String place;
    private @Nullable LedgerFault told;

    /**
     * @param config with the settings of the rule
     * @param ledger what is wrong with it; returns at once
     * @param place the directory, printable
     * @param runbooks the address of the runbooks; a rule's name is appended
     */
    public LedgerTrouble(
            Config config,
            Supplier<@Nullable LedgerFault> ledger,
            String place,
            Conditions conditions,
            Clocks clocks,
            Supplier<String> runbooks) {
        this.ledger = ledger;
        this.place = place;
        rule = new OwnRule(RuleName.LEDGER_DEGRADED, () -> conditions, clocks, runbooks);
        rule.apply(config);
    }

    /** Another configuration is in force. */
    public synchronized void apply(Config next) {
        rule.apply(next);
        LedgerFault said = told;
        if (said != null && rule.isOn()) {
            say(said);
        } else if (said != null) {
            close("the rule was switched off");
        }
    }

    /** Looks at the ledger; to be called about once a second. Returns at once. */
    public synchronized void look() {
        LedgerFault before = told;
        LedgerFault now = ledger.get();
        if (!rule.isOn()) {
            return;
        }
        if (now == null && before != null) {
            close(
                    before.kind() == LedgerFault.Kind.DAMAGED
                            ? "the damaged file was set aside, and what came since is kept"
                            : "the ledger is written again");
        } else if (now != null
                && (before == null || before.kind() != now.kind() || !Objects.equals(before.reason(), now.reason()))) {
            // One condition, from its beginning to its end, whatever turns it takes.
            LedgerFault said = before == null
                    ? now
                    : new LedgerFault(now.kind(), before.since(), before.sinceNanos(), now.reason());
            told = said;
            say(said);
        }
    }

    private void close(String reason) {
        told = null;
        rule.close(SUBJECT, reason);
    }

    private void say(LedgerFault fault) {
        rule.open(
                SUBJECT,
                summary(fault),
                description(fault),
                fault.since(),
                fault.sinceNanos(),
                rule.forDurationOr(RuleName.LEDGER_DEGRADED.forDuration()));
    }

    private static String summary(LedgerFault fault) {
        return switch (fault.kind()) {
            case UNWRITABLE -> "Ribwatch's ledger of alerts cannot be written: " + fault.reason();
            case SLOW -> "Ribwatch's ledger of alerts is written too slowly: " + fault.reason();
            case DAMAGED -> "Ribwatch's ledger of alerts was damaged at the start: " + fault.reason();
        };
    }

    private String description(LedgerFault fault) {
        String where = "agent.state-directory, " + place;
        return switch (fault.kind()) {
            case UNWRITABLE ->
                "Since " + fault.since() + " nothing that must outlast a restart is written to " + where + ": "
                        + fault.reason()
                        + ". Alerts go on being sent, from memory. Effect: a restart now would lose what waits for receivers,"
                        + " tell again, as new, what fires already, and not tell what ended meanwhile. Let the user that runs"
                        + " Ribwatch write there, free space, or set agent.state-directory to another directory and restart. It"
                        + " is tried again at least every 30 s, and this ends with the first success.";
            case SLOW ->
                "Since " + fault.since() + " what must outlast a restart is written too slowly to " + where + ": "
                        + fault.reason()
                        + ". Alerts go on being sent, each after a quarter of a second at most. Effect: what was sent just"
                        + " before a crash may be sent again. Look what else keeps this disk busy, or whether it fails. This"
                        + " ends with the first quick write.";
            case DAMAGED ->
                "At the start, " + fault.since() + ", the ledger in " + where + " was not whole: " + fault.reason()
                        + ". All else in it is in use. Effect: of what it lost, notifications may be lost or repeated, and"
                        + " alerts that fired begin anew. After a loss of power a cut end is no surprise;"
                        + " else look at the disk. The damaged file is kept there as ledger.damaged-*. This ends by itself"
                        + " after five minutes.";
        };
    }
}
