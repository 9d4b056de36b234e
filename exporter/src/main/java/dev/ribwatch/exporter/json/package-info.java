/** How JSON is written, wherever it goes. */
@NullMarked
package dev.ribwatch.exporter.json;

import org.jspecify.annotations.NullMarked;
