/**
 * The configuration compiled for judging, and the answer to "whose route is it".
 *
 * <p><b>Whose route.</b> Addresses must not decide alone, for a wrong address is what we look for; paths cannot, for a
 * provider strips and overrides AS numbers. So {@link dev.ribwatch.agent.policy.intent.Attribution} takes four steps:
 *
 * <ol>
 *   <li>The path is normalised. On an eBGP feed leading occurrences of the router's own AS are removed. Where the
 *       configuration allows the router several AS numbers, its own is the one that the path begins with: an eBGP speaker
 *       puts its AS in front. Our own AS is never removed, a router that has it is an iBGP neighbour.
 *   <li>Every network with an accepting {@code match} is a candidate. One alone owns the route.
 *   <li>Of several, the one that declares the longest prefix around the route; if none declares one, the default owner;
 *       else the first in the file. A default route lies in nobody's declared prefix, so the default owner has it.
 *   <li>Without a candidate, the router's own network if the path names nobody else; else {@code unknown}.
 * </ol>
 *
 * <p><b>The same prefix may have two owners.</b> In the sample, a subnet of the virtual networks that the private cloud
 * took by mistake belongs to the private cloud at its own edge, where the path is its own. On-premises it arrives as
 * {@code 12076}, a path that both networks have there: step 3 gives it to the virtual networks, whose declared prefix is
 * around it. There it looks like a more-specific prefix of theirs. Only where the paths differ can the overlap be told,
 * so one sight of it is enough for OverlappingPrefix, which names no router and silences UnexpectedPrefix of that prefix
 * at every router, whoever seems to own it there. {@link dev.ribwatch.agent.policy.intent.SharedPath} tells the operator
 * of such pairs beforehand.
 *
 * <p><b>Blocks of connections.</b> What a connection declares for a private cloud is that network's declared space, but of
 * whatever length and required nowhere. Addresses of links are nobody's: they decide no owner, their ends may show them at
 * their own vantages, and for anyone else they are space of every end.
 *
 * <p><b>What it costs.</b> What the attributes tell is kept for each attribute id and class of routers that attribute
 * alike; conditions that name routers or vantages are settled when the intent is compiled. AS path patterns run over AS
 * numbers where that is exact (Glushkov's automaton over whole AS numbers), else RE2/J over the text, once a distinct
 * path. Declared space is asked only for prefixes that a small filter does not rule out.
 *
 * <p><b>Who must see whom.</b> {@code between} is a full mesh; a join makes one hop of two circuits; routes take one hop.
 * They are handed on from one hop to the next only where one of the two is a transit link: it passes on what its ends
 * learned, and its ends pass on what they learned from it. A network is not expected at its own vantage. A default route
 * is required in the families in which sender and vantage both declare prefixes; a network that declares none stands for
 * all.
 *
 * <p>Addresses are compared within a connected component, from which open networks are taken out first: two networks that
 * only the Internet connects do not share an address plan.
 */
@NullMarked
package dev.ribwatch.agent.policy.intent;

import org.jspecify.annotations.NullMarked;
