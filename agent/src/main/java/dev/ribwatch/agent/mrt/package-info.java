/**
 * Reads what other collectors recorded: MRT files (RFC 6396, RFC 8050), plain or compressed.
 *
 * <pre>
 * file ──Compression──> octets ──MrtFile──> records ──MrtReader──> {Bgp4mp, TableDump} ──> MrtVisitor
 * </pre>
 *
 * <p>What is compressed is decompressed ahead: gzip on a thread of its own, the blocks of bzip2 on one for each processor;
 * all else is done by the thread that reads.
 *
 * <p>BGP messages are handed on as they stand in the file; a table entry is handed on as the UPDATE that would have
 * brought it. Nothing here decodes a path attribute.
 */
@NullMarked
package dev.ribwatch.agent.mrt;

import org.jspecify.annotations.NullMarked;
