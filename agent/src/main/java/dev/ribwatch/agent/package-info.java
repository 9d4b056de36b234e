/**
 * The agent: bytes from routers become rows of one table, row changes become findings, findings become alerts.
 *
 * <p>Each step is a package, and the packages read in that order: {@code transport} takes in raw bytes, {@code session}
 * is RFC 4271 as a pure step, {@code wire} turns bytes into messages, {@code rib} holds what every router advertised,
 * {@code policy} holds it against the intent, {@code report} and {@code query} turn findings and rows into what people
 * read, {@code daemon} puts the stages together. Imports point upstream only; a test enforces it.
 */
@NullMarked
package dev.ribwatch.agent;

import org.jspecify.annotations.NullMarked;
