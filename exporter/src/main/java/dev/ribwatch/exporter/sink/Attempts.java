package dev.ribwatch.exporter.sink;

import java.util.concurrent.CompletableFuture;

/** A way to send a request once. */
@FunctionalInterface
interface Attempts {
    /** Sends it and says what came of it. The future always completes, and never with a failure. */
    CompletableFuture<Answer> attempt(Request request);
}
