package dev.ribwatch.exporter.sink;

import java.net.URI;
import java.util.Map;

/**
 * One POST of JSON.
 *
 * @param url where to; may hold a secret, so it is never logged
 * @param insecure whether clear text may leave this machine
 * @param headers besides the content type
 * @param body JSON in ASCII
 */
record Request(URI url, boolean insecure, Map<String, String> headers, String body) {}
