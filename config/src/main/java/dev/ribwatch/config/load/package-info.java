/**
 * From a file's name to a {@link dev.ribwatch.config.Config}, or to everything that is wrong with it.
 *
 * <p>{@link dev.ribwatch.config.load.ConfigLoader} reads the file and those that it includes, has each bound on its own,
 * and then makes the records section by section: defaults, references, ranges, secrets, files of prefixes. A section
 * that is broken does not hide the next one. Only a configuration without any error comes out; what merely looks odd
 * is a warning.
 */
@NullMarked
package dev.ribwatch.config.load;

import org.jspecify.annotations.NullMarked;
