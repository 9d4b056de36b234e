/**
 * The table: what every router advertises, before any policy.
 *
 * <p>One {@link PrefixTable} a family gives each prefix a dense id for all routers, one {@link AttributeStore} holds each
 * distinct set of attributes once, and an {@link AdjRibIn} a router maps prefix ids to attribute ids. {@link Rib} applies
 * decoded UPDATEs in one pass and publishes every change to its {@link RouteListener}s.
 *
 * <p>Routes of a router that restarts stay and are marked ({@link StaleRoutes}); what it does not tell again goes, as does
 * what it does not tell in a refresh.
 *
 * <p>Everything here belongs to the table thread: no locks, no volatile state. No array is over 1 MiB and nothing grows
 * by copying what it holds, so no step takes long; pages and ids that fall empty are used again. In the steady state
 * nothing is allocated. What can not be stored is dropped and counted, see {@link TableLimits}.
 */
@NullMarked
package dev.ribwatch.agent.rib;

import org.jspecify.annotations.NullMarked;
