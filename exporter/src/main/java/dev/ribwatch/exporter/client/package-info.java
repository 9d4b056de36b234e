/** Requests that we send: one HTTP client, its deadlines and bounds, and where it may go. */
@NullMarked
package dev.ribwatch.exporter.client;

import org.jspecify.annotations.NullMarked;
