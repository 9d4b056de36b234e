package dev.ribwatch.agent.cli;

import dev.ribwatch.agent.daemon.BuildInfo;
import picocli.CommandLine.IVersionProvider;

/** What {@code --version} prints. */
final class Version implements IVersionProvider {
    @Override
    public String[] getVersion() {
        return new String[] {
            "ribwatch " + BuildInfo.version(), "Java " + Runtime.version() + ", " + System.getProperty("java.vm.name")
        };
    }
}
