/**
 * What the provider's public documentation says of each type of connection, as data: AS numbers, limits, addresses. Nothing
 * is said of it anywhere else; {@code limits} and {@code waived-facts} of a connection, and
 * {@code policy.provider-as}, override what is here.
 */
@NullMarked
package dev.ribwatch.config.preset;

import org.jspecify.annotations.NullMarked;
