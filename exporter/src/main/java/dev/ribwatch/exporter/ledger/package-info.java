/**
 * The durable ledger: what must be told, and which alerts fire, so that a crash neither loses nor repeats a page.
 *
 * <p>The truth is in memory ({@link dev.ribwatch.exporter.ledger.LedgerState}); every change of it is a record that one thread
 * appends to a file and commits together with what came meanwhile. A file that could not be written is given up: a new one
 * with the whole state takes its place.
 */
@NullMarked
package dev.ribwatch.exporter.ledger;

import org.jspecify.annotations.NullMarked;
