package dev.ribwatch.exporter.sink;

import java.net.URI;
import java.util.Map;

/**
 * One POST of JSON.
 *
 * @param url where to; may hold a secret, so it is never logged
 * @param headers besides the content type
 * @param body JSON in ASCII
 */
record Request(URI url, Map<String, String> headers, String body) {}
