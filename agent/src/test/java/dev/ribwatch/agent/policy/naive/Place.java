package dev.ribwatch.agent.policy.naive;

import dev.ribwatch.config.value.Family;

/** A router's family. */
record Place(String router, Family family) {
    @Override
    public int hashCode() {
        return 31 * router.hashCode() + family.ordinal();
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Place place && family == place.family && router.equals(place.router);
    }
}
