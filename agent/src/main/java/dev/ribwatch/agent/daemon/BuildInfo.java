package dev.ribwatch.agent.daemon;

/** The version that was built. */
public final class BuildInfo {
    private BuildInfo() {}

    /** As the jar's manifest says it; {@code development} when run from class files. */
    public static String version() {
        String version = BuildInfo.class.getPackage().getImplementationVersion();
        return version == null ? "development" : version;
    }
}
