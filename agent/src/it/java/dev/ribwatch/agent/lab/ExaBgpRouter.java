package dev.ribwatch.agent.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** ExaBGP: the first routes stand in its file, changes and questions go through a pipe to its API. */
final class ExaBgpRouter extends EdgeRouter {
    private static final Duration PATIENCE = Duration.ofMinutes(1); // slow with thousands of routes
    private static final Pattern ROUTE = Pattern.compile("([0-9a-f.:]+/\\d+) next-hop (\\S+)(.*)");
    private static final Pattern PATH = Pattern.compile(" as-path \\[ ([0-9 ]*)\\]");
    private static final Pattern COMMUNITIES = Pattern.compile(" community (?:\\[ ([^\\]]*)\\]|(\\S+))");
    private static final String FEED =
            """
            #!/bin/sh
            # Hands ExaBGP the lines written to the pipe, and keeps its answers.
            exec 3<&0 4<>"$1/commands"
            cat <&3 >>"$1/replies" &
            exec cat <&4
            """;

    ExaBgpRouter(Seat seat, Path directory) {
        super(seat, directory);
    }

    /** Announces a route with this attribute beside the others, as it stands: code, flags and value, each {@code 0x…}. */
    void announceRaw(Route route, String attribute) throws IOException {
        say(List.of("announce " + line(route) + " attribute [ " + attribute + " ]"));
    }

    @Override
    protected Subprocess launch(List<Route> initial) throws IOException {
        Path feed = write("feed", FEED);
        Files.setPosixFilePermissions(feed, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.deleteIfExists(directory.resolve("commands"));
        Subprocess.run("mkfifo", directory.resolve("commands").toString());
        write("replies", "");
        StringBuilder file = new StringBuilder();
        file.append("process feed { run ").append(feed).append(' ').append(directory).append("; encoder text; }\n");
        file.append("neighbor ").append(seat.agent()).append(" {\n");
        file.append("  router-id ").append(seat.address()).append("; local-address ").append(seat.address());
        file.append("; local-as ").append(seat.as()).append("; peer-as ").append(seat.listenerAs());
        file.append("; hold-time 90; connect ").append(seat.port()).append("; adj-rib-out true;\n");
        file.append("  capability { graceful-restart 120; }\n  family { ipv4 unicast; ipv6 unicast; }\n");
        file.append("  api { processes [ feed ]; }\n  static {\n");
        for (Route route : initial) {
            file.append("    ").append(line(route)).append(";\n");
        }
        file.append("  }\n}\n");
        Path config = write("exabgp.conf", file.toString());
        Map<String, String> environment = Map.of(
                "exabgp.daemon.user", "root",
                "exabgp.daemon.daemonize", "false",
                "exabgp.api.cli", "false",
                "exabgp.log.level", "INFO",
                "exabgp.log.destination", "stderr");
        Subprocess process =
                Subprocess.start(directory, environment, List.of("/usr/sbin/exabgp", config.toString()));
        Await.until(
                "ExaBGP takes commands", PATIENCE, () -> process.output().contains("loaded new configuration"));
        return process;
    }

    private String line(Route route) {
        StringBuilder text = new StringBuilder("route ")
                .append(route.prefix())
                .append(" next-hop ")
                .append(route.nextHop())
                .append(" as-path [ ");
        if (!seat.internal()) {
            text.append(seat.as()).append(' ');
        }
        route.path().forEach(as -> text.append(as).append(' '));
        text.append(']');
        if (!route.communities().isEmpty()) {
            text.append(" community [ ").append(String.join(" ", route.communities())).append(" ]");
        }
        return text.toString();
    }

    @Override
    protected void add(List<Route> added) throws IOException {
        say(added.stream().map(route -> "announce " + line(route)).toList());
    }

    @Override
    protected void remove(List<Route> gone) throws IOException {
        say(gone.stream().map(route -> "withdraw " + line(route)).toList());
    }

    private void say(List<String> commands) throws IOException {
        Files.writeString(
                directory.resolve("commands"),
                String.join("\n", commands) + "\n",
                StandardCharsets.US_ASCII,
                StandardOpenOption.WRITE);
    }

    @Override
    List<SentRoute> sent() throws IOException {
        Path replies = directory.resolve("replies");
        Files.writeString(replies, "");
        say(List.of("show adj-rib out extensive"));
        String text = Await.value(
                "ExaBGP's list", PATIENCE, () -> Files.readString(replies), answer -> answer.contains("done"));
        List<SentRoute> sent = new ArrayList<>();
        for (String line : text.split("\n", -1)) {
            Matcher route = ROUTE.matcher(line);
            if (!route.find()) {
                continue;
            }
            Matcher path = PATH.matcher(route.group(3));
            Matcher communities = COMMUNITIES.matcher(route.group(3));
            List<String> tags = new ArrayList<>();
            if (communities.find()) {
                String several = communities.group(1) == null ? communities.group(2) : communities.group(1);
                tags.addAll(List.of(several.strip().split(" +", -1)));
            }
            sent.add(SentRoute.of(route.group(1), path.find() ? path.group(1) : "", route.group(2), tags));
        }
        return sent;
    }

    @Override
    void shutDown(String reason) {
        throw new UnsupportedOperationException("its commands have no reason");
    }

    @Override
    String session() {
        return output();
    }
}
