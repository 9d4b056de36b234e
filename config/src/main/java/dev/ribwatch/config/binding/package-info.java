/**
 * The shape of the file: one record a section, bound by Jackson.
 *
 * <p>Every value is a {@link dev.ribwatch.config.binding.Located}, a list {@link dev.ribwatch.config.binding.Items}, a
 * mapping with free keys {@link dev.ribwatch.config.binding.Entries}: so each knows its place, and one that cannot be
 * read is reported and left out while the rest is bound. A component is null if its key is absent or was bad. What only
 * several values together can break is checked in {@code load}. The JSON Schema is generated from these records.
 */
@NullMarked
package dev.ribwatch.config.binding;

import org.jspecify.annotations.NullMarked;
