/** Path attributes: the one table of them, a cursor over a block of them, and their text. */
@NullMarked
package dev.ribwatch.agent.wire.attribute;

import org.jspecify.annotations.NullMarked;
