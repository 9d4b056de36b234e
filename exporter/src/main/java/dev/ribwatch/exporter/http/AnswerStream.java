package dev.ribwatch.exporter.http;

/** An answer that is sent part by part, as the client takes it. On the connection's loop. */
interface AnswerStream {
    /** Goes on if the client can take more. */
    void demand();

    /** The client is gone, or all is sent. */
    void cancel();
}
