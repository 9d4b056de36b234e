package dev.ribwatch.exporter.http;

import java.time.Duration;

/**
 * What a client may take.
 *
 * @param connections open at a time
 * @param lineBytes of a request line
 * @param headerBytes of all headers
 * @param bodyBytes of a body
 * @param request from its first byte to its last
 * @param idle between two requests
 * @param write until the client has taken one part of an answer
 * @param answer until the agent has given one part of an answer
 */
record HttpLimits(
        int connections,
        int lineBytes,
        int headerBytes,
        int bodyBytes,
        Duration request,
        Duration idle,
        Duration write,
        Duration answer) {
    static final HttpLimits DEFAULT = new HttpLimits(
            256,
            4_096,
            8_192,
            1 << 20,
            Duration.ofSeconds(30),
            Duration.ofMinutes(2),
            Duration.ofSeconds(30),
            Duration.ofSeconds(20));
}
