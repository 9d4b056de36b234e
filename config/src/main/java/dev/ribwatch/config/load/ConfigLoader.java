package dev.ribwatch.config.load;

import dev.ribwatch.config.AgentConfig;
import dev.ribwatch.config.AlertsConfig;
import dev.ribwatch.config.Config;
import dev.ribwatch.config.ConnectionConfig;
import dev.ribwatch.config.HttpConfig;
import dev.ribwatch.config.NetworkConfig;
import dev.ribwatch.config.PolicyConfig;
import dev.ribwatch.config.RouterConfig;
import dev.ribwatch.config.binding.AlertsSection.ReceiverEntry;
import dev.ribwatch.config.binding.Binder;
import dev.ribwatch.config.binding.ConfigFile;
import dev.ribwatch.config.binding.ConnectionEntry;
import dev.ribwatch.config.binding.IncludedFile;
import dev.ribwatch.config.binding.Items;
import dev.ribwatch.config.binding.Located;
import dev.ribwatch.config.binding.NetworkEntry;
import dev.ribwatch.config.binding.RouterEntry;
import dev.ribwatch.config.preset.ProviderAsns;
import dev.ribwatch.config.source.Place;
import dev.ribwatch.config.source.Problems;
import dev.ribwatch.config.source.TextFile;
import dev.ribwatch.config.source.YamlSource;
import dev.ribwatch.config.value.Asn;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Loads a configuration from its file. Stateless: each call reads everything anew. */
public final class ConfigLoader {
    private final Environment environment;
    private final InstantSource clock;

    /** With the environment of this process. */
    public ConfigLoader() {
        this(System::getenv);
    }

    /** @param environment where {@code {env: NAME}} and {@code CREDENTIALS_DIRECTORY} are looked up */
    public ConfigLoader(Environment environment) {
        this(environment, InstantSource.system());
    }

    /** @param clock what is over by it is warned of */
    ConfigLoader(Environment environment, InstantSource clock) {
        this.environment = environment;
        this.clock = clock;
    }

    /** Reads a file and all that it names. A file that is missing or no YAML is a problem like any other. */
    public Loaded load(Path file) {
        Problems problems = new Problems();
        problems.file(file.toString());
        return load(file.toString(), bind(file, null, ConfigFile.class, problems), problems);
    }

    /**
     * Reads a text.
     *
     * @param name what problems name it; files that it names are relative to it
     */
    public Loaded load(String name, String text) {
        Problems problems = new Problems();
        problems.file(name);
        YamlSource source = YamlSource.read(name, text, problems);
        return load(name, source == null ? null : Binder.bind(source, ConfigFile.class, problems), problems);
    }

    private Loaded load(String name, @Nullable Located<ConfigFile> main, Problems problems) {
        Config config = main == null ? null : new Assembly(name, main.value(), problems).config();
        return config == null
                ? new Loaded.Invalid(problems.errors(), problems.warnings(), problems.read())
                : new Loaded.Valid(config, problems.warnings(), problems.read());
    }

    private static <T> @Nullable Located<T> bind(Path file, @Nullable Place asked, Class<T> type, Problems problems) {
        String text = TextFile.read(file, asked, problems);
        YamlSource source = text == null ? null : YamlSource.read(file.toString(), text, problems);
        return source == null ? null : Binder.bind(source, type, problems);
    }

    /** One configuration in the making. */
    private final class Assembly {
        private final String file;
        private final ConfigFile main;
        private final Scope scope;
        private final Problems problems;
        private final List<IncludedFile> included = new ArrayList<>();

        Assembly(String file, ConfigFile main, Problems problems) {
            this.file = file;
            this.main = main;
            this.problems = problems;
            this.scope = new Scope(problems, environment);
        }

        @Nullable
        Config config() {
            include();
            List<Located<RouterEntry>> routerEntries = all(main.routers(), IncludedFile::routers);
            List<Located<NetworkEntry>> networkEntries = all(main.networks(), IncludedFile::networks);
            List<Located<ConnectionEntry>> connectionEntries = all(main.connections(), IncludedFile::connections);
            Items<ReceiverEntry> ownReceivers =
                    main.alerts() == null ? null : main.alerts().value().receivers();
            List<Located<ReceiverEntry>> receiverEntries = all(ownReceivers, IncludedFile::receivers);
            declare(scope.routers(), routerEntries, RouterEntry::name, main.routers());
            declare(scope.networks(), networkEntries, NetworkEntry::name, main.networks());
            declare(scope.connections(), connectionEntries, ConnectionEntry::name, main.connections());
            declare(scope.receivers(), receiverEntries, ReceiverEntry::name, ownReceivers);

            Waivers waivers = new Waivers(scope, connectionEntries);
            AgentChecks agentChecks = new AgentChecks(scope, clock.instant());
            AgentConfig agent = agentChecks.agent(main.agent());
            HttpConfig http = agentChecks.http(main.http(), agent);
            Asn own = agent == null ? null : agent.as();
            List<RouterConfig> routers = new RouterChecks(scope, main.routerDefaults(), own).routers(routerEntries);
            List<NetworkConfig> networks = new NetworkChecks(scope).networks(networkEntries);
            PolicyChecks policyChecks = new PolicyChecks(scope);
            ProviderAsns providerAs = policyChecks.providerAs(main.policy(), own);
            List<ConnectionConfig> connections =
                    new ConnectionChecks(scope, routers, networks, providerAs).connections(connectionEntries);
            PolicyConfig policy = policyChecks.policy(main.policy(), providerAs);
            AlertsConfig alerts = new AlertChecks(scope).alerts(main.alerts(), receiverEntries);
            if (agent == null || problems.failed()) {
                return null;
            }
            Config config = new Config(agent, http, routers, networks, connections, policy, alerts);
            new Warnings(config, scope, file).warn();
            new PresetWarnings(config, scope, waivers).warn();
            new ChangeWarnings(config, scope, clock.instant()).warn();
            return config;
        }

        private void include() {
            boolean whole = main.include() == null || main.include().whole();
            for (Located<String> pattern : Items.of(main.include())) {
                for (Path file : Includes.files(pattern, scope)) {
                    Located<IncludedFile> bound = bind(file, pattern.place(), IncludedFile.class, problems);
                    if (bound == null) {
                        whole = false;
                    } else {
                        included.add(bound.value());
                    }
                }
            }
            if (!whole) {
                scope.routers().incomplete();
                scope.networks().incomplete();
                scope.connections().incomplete();
                scope.receivers().incomplete();
            }
        }

        private <T> List<Located<T>> all(@Nullable Items<T> own, Function<IncludedFile, @Nullable Items<T>> others) {
            List<Located<T>> all = new ArrayList<>(Items.of(own));
            included.stream().map(others).filter(Objects::nonNull).forEach(items -> all.addAll(items.items()));
            return all;
        }

        private <T> void declare(
                Names names,
                List<Located<T>> entries,
                Function<T, @Nullable Located<String>> name,
                @Nullable Items<T> own) {
            entries.forEach(entry -> names.declare(name.apply(entry.value())));
            if (own != null && !own.whole()) {
                names.incomplete();
            }
        }
    }
}
