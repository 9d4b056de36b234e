/**
 * A YAML file with its places: bounded, composed once, every value findable by line and column.
 *
 * <p>The text is read in two passes. The first looks at events only and enforces the bounds (size, depth, aliases, one
 * document) before anything is built. The second composes the nodes, with their marks, and turns them into the tree
 * that Jackson binds. Aliases are resolved there, since Jackson's own YAML parser hands an alias on as the text of its
 * name; scalars keep their text, so that {@code 1.10} is still an AS number in asdot.
 *
 * <p>Not supported, and said so: merge keys, tags beyond YAML's own, keys that are not text.
 */
@NullMarked
package dev.ribwatch.config.source;

import org.jspecify.annotations.NullMarked;
