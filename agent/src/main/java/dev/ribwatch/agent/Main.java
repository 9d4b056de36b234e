package dev.ribwatch.agent;

import dev.ribwatch.agent.cli.RibwatchCommand;

/** The program. */
public final class Main {
    private Main() {}

    public static void main(String[] arguments) {
        System.exit(RibwatchCommand.execute(arguments));
    }
}
