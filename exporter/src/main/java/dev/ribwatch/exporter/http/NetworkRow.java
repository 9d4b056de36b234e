package dev.ribwatch.exporter.http;

import dev.ribwatch.config.value.Family;

/**
 * One cell of the visibility matrix: a network as one router shows it, in one family. In JSON, in this order:
 * {@code network}, {@code vantage}, {@code router}, {@code family}, {@code connected}, {@code judged}, {@code expected},
 * {@code visible}, {@code routes}.
 *
 * @param network whose routes
 * @param vantage the network in which the router stands
 * @param router who shows them
 * @param connected whether the intent leads from the vantage to this network
 * @param judged false while the router's view is not known to be whole
 * @param expected prefixes that must be visible
 * @param visible those of them that are
 * @param routes all routes of the network
 */
public record NetworkRow(
        String network,
        String vantage,
        String router,
        Family family,
        boolean connected,
        boolean judged,
        long expected,
        long visible,
        long routes) {}
