package dev.ribwatch.config.binding;

import dev.ribwatch.config.source.Place;

/**
 * A value and where it stands.
 *
 * @param value what was read
 * @param place its key and itself
 */
public record Located<T>(T value, Place place) {}
