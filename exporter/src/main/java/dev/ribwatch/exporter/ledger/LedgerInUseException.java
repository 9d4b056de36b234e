package dev.ribwatch.exporter.ledger;

import java.io.IOException;

/** Another process keeps its ledger in this directory: two would tell everything twice. */
public final class LedgerInUseException extends IOException {
    private static final long serialVersionUID = 1;

    LedgerInUseException(String place) {
        super("agent.state-directory " + place
                + " is in use by another ribwatch: stop that one, or give this one another directory");
    }
}
