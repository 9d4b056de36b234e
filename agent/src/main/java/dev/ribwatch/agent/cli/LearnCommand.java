package dev.ribwatch.agent.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code ribwatch learn}. */
@Command(
        name = "learn",
        mixinStandardHelpOptions = true,
        description = {
            "Writes an intent (networks, connections, policy) from what the running agent sees.",
            "It takes the place of these sections of the config, with comments that say what was seen, and finds nothing in the",
            "table as it is: lines with REVIEW allow what may be wrong already."
        })
final class LearnCommand implements Callable<Integer> {
    private static final long MOST = 16 << 20;

    @Mixin
    private final AgentClient agent = new AgentClient();

    @Option(names = "--router", paramLabel = "NAME", description = "Learn from this router alone.")
    private @Nullable String router;

    @Option(
            names = "--from",
            paramLabel = "FILE",
            description = {
                "Who has which addresses: a JSON list of virtual networks with their address spaces (such as that of `az network",
                "vnet list`), or an IPAM's CSV with a header, of which the columns prefix (or cidr, subnet) and network (or vnet,",
                "name, tenant, site, vrf) are read."
            })
    private @Nullable Path from;

    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it before call()
    private CommandSpec spec;

    @Override
    public Integer call() throws Exception {
        String path = "/api/v1/learn"
                + (router == null ? "" : "?router=" + URLEncoder.encode(router, StandardCharsets.UTF_8));
        String text = agent.text(path, from == null ? null : spaces(from));
        PrintWriter out = spec.commandLine().getOut();
        if (agent.json()) {
            ObjectNode document = JsonMapper.builder().build().createObjectNode();
            document.put("config", text);
            out.println((JsonNode) document);
        } else {
            out.print(text);
        }
        out.flush();
        return RibwatchCommand.OK;
    }

    private String spaces(Path file) throws IOException {
        try {
            if (Files.isDirectory(file)) {
                throw new IOException(file + ": a directory");
            }
            if (Files.size(file) > MOST) {
                throw new IOException(file + ": larger than 16 MiB");
            }
            return AddressSpaces.lines(Files.readString(file));
        } catch (NoSuchFileException e) {
            throw new IOException(file + ": no such file", e);
        } catch (CharacterCodingException e) {
            throw new ParameterException(spec.commandLine(), file + ": not UTF-8 text", e);
        } catch (IllegalArgumentException e) {
            throw new ParameterException(spec.commandLine(), file + ": " + e.getMessage(), e);
        }
    }
}
