package dev.ribwatch.agent.report;

/**
 * What a person reads.
 *
 * @param summary one line
 * @param description several lines, each a sentence or two
 */
record AlertText(String summary, String description) {}
