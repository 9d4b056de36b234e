package dev.ribwatch.agent.policy.intent;

/** What decided whose a route is. */
public enum Step {
    /** One network's match accepts the route. */
    ONLY_CANDIDATE("the only network whose match accepts it"),
    /** Of several candidates, this one declares the longest prefix that contains the route. */
    LONGEST_DECLARED("of the candidates, the one that declares the longest prefix around it"),
    /** Of several candidates none declares it; this one is the default owner. */
    DEFAULT_OWNER("of the candidates, none of which declares it, the default owner"),
    /** Of several candidates none declares it, none is default owner; this one is first in the file. */
    FIRST_IN_FILE("of the candidates, none of which declares it, the first in the file"),
    /** No candidate, and the path is empty or holds only AS numbers of the router's own network. */
    OWN_ROUTES("no match accepts it; its path names only the router's own network"),
    /** No candidate. */
    NOBODY("no match accepts it");

    private final String text;

    Step(String text) {
        this.text = text;
    }

    /** For people. */
    public String text() {
        return text;
    }
}
