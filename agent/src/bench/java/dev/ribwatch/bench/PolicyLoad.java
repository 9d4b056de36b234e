package dev.ribwatch.bench;

import dev.ribwatch.agent.policy.Finding;
import dev.ribwatch.agent.policy.FindingListener;
import dev.ribwatch.agent.policy.PolicyEngine;
import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.rib.AdjRibIn;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.agent.rib.TableLimits;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.bench.load.Table;
import dev.ribwatch.bench.load.View;
import dev.ribwatch.config.load.ConfigLoader;
import dev.ribwatch.config.load.Loaded;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;

/**
 * What policy costs the table thread, on one thread and in a JVM just started; prints the CPU time of each phase and of its
 * longest step. {@code PolicyLoad none|open} loads a full table without policy, or with one whose open network owns it;
 * {@code leak} 200,000 routes of a closed network; {@code table} gives such a network a full table, which comes and goes; {@code required} attaches and reloads 90,000 required prefixes at 20
 * routers.
 */
public final class PolicyLoad {
    private static final int SLICE = 64 << 10;
    private static final int ROWS = 4096;
    private static final String CLOSED = "prefixes: [100.64.0.0/10]\n    more-specifics: true";
    private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

    private static final FindingListener SILENT = new FindingListener() {
        @Override
        public void opened(Finding finding) {}

        @Override
        public void changed(Finding finding) {}

        @Override
        public void closed(Finding finding, String reason) {}
    };

    private final Rib rib = new Rib(TableLimits.LARGEST, new SplittableRandom(1), 0);
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private @Nullable PolicyEngine engine;
    private long longestServe;
    private long longestStep;
    private long began;
    private long cpuBegan;

    private PolicyLoad() {}

    public static void main(String[] arguments) throws IOException {
        PolicyLoad load = new PolicyLoad();
        switch (arguments[0]) {
            case "none" -> load.full(null);
            case "open" -> load.full(intent(1, "open: true", "^[0-9]+_", ""));
            case "table" -> load.table(intent(1, CLOSED, "^[0-9]+_", ""));
            case "leak" -> load.leak(intent(4, CLOSED, "^[0-9]+_", ""));
            case "required" -> {
                StringBuilder prefixes = new StringBuilder();
                for (int i = 0; i < 90_000; i++) {
                    prefixes.append("%s100.%d.%d.%d/32".formatted(i == 0 ? "" : ", ", i >> 16, i >> 8 & 255, i & 255));
                }
                load.required("prefixes: [100.0.0.0/8]\n    more-specifics: true\n    required: [" + prefixes + "]");
            }
            default -> throw new IllegalArgumentException(arguments[0]);
        }
    }

    private static Intent intent(int routers, String what, String path, String more) throws IOException {
        StringBuilder text =
                new StringBuilder("agent: {as: 64500, router-id: 192.0.2.10, listen: ['127.0.0.1:1790']}\nrouters:\n");
        for (int i = 0; i < routers; i++) {
            text.append(
                    "  - {name: r%d, address: 127.0.1.%d, as: %d, network: on-prem}\n".formatted(i, i + 1, 64501 + i));
        }
        text.append("""
                networks:
                  - name: azure-prod
                    asns: [12076, 65515]
                    prefixes: [10.32.0.0/16, 10.33.0.0/16, "2001:db8:32::/48"]
                    more-specifics: false
                    match: [{as-path: "^12076(_12076)*(_65515)?$"}]
                  - name: private-cloud
                    asns: [65020]
                    prefixes: [172.20.0.0/18]
                    required: [172.20.0.0/20]
                    more-specifics: {max-length: 29}
                    match:
                      - {at: private-cloud, as-path: "^$"}
                      - {origin-as: [65020, 398656]}
                      - {at: on-prem, as-path: "^12076(_12076)*$"}
                  - name: on-prem
                    asns: [65010, 65011]
                    prefixes: [10.0.0.0/12, "2001:db8:10::/44"]
                    required: [10.1.0.0/16]
                    more-specifics: true
                    default-owner: true
                    match:
                      - {at: on-prem, as-path: "^$"}
                      - {origin-as: [65010, 65011]}
                      - {at: private-cloud, as-path: "^12076(_12076)*$"}
                """);
        text.append("  - name: internet\n    %s\n    match: [{as-path: \"%s\"}]\n".formatted(what, path));
        text.append("""
                connections:
                  - {name: on-prem-circuit, type: expressroute, sku: standard, between: [on-prem, azure-prod]}
                  - {name: private-cloud-circuit, type: expressroute, between: [private-cloud, azure-prod]}
                  - {name: reach, type: global-reach, joins: [on-prem-circuit, private-cloud-circuit]}
                  - {name: transit, type: link, between: [on-prem, internet]}
                """);
        text.append(more);
        Path file = Files.createTempFile("policy-load", ".yaml");
        try {
            Files.writeString(file, text);
            Loaded loaded = new ConfigLoader().load(file);
            if (loaded instanceof Loaded.Invalid invalid) {
                throw new IllegalArgumentException(invalid.problems().toString());
            }
            return Intent.compile(((Loaded.Valid) loaded).config());
        } finally {
            Files.delete(file);
        }
    }

    private PolicyEngine attach(Intent intent) {
        PolicyEngine attached = new PolicyEngine(intent, rib, SILENT, System::nanoTime, InstantSource.system());
        attached.attach();
        attached.goLive();
        engine = attached;
        return attached;
    }

    private void full(@Nullable Intent intent) {
        byte[] view = new Table(1_000_000, 200_000, 20_260_101)
                .view(0, 64501, 0xc6336401)
                .messages();
        if (intent != null) {
            attach(intent);
        }
        AdjRibIn router = rib.add("r0", "r0");
        rib.sessionUp(router, 3, 0, true, 0);
        begin();
        apply(router, view);
        rest("load of " + rib.routes() + " routes");
        drop(router);
    }

    private void table(Intent intent) {
        View view = Table.ofRoutes(1_200_000).view(0, 64501, 0xc6336401);
        PolicyEngine attached = attach(intent);
        AdjRibIn router = rib.add("r0", "r0");
        rib.sessionUp(router, 3, 0, true, 0);
        for (int i = 0; i < 4; i++) {
            begin();
            apply(router, view.messages());
            settle();
            rest("load of " + rib.routes() + " routes, "
                    + attached.ledger().findings().size() + " findings");
            begin();
            apply(router, view.withdrawAll());
            rest("withdrawals, " + rib.routes() + " routes left");
        }
    }

    private void leak(Intent intent) {
        Table table = new Table(200_000, 0, 7);
        PolicyEngine attached = attach(intent);
        for (int i = 0; i < 3; i++) {
            AdjRibIn router = rib.add("r" + i, "r" + i);
            rib.sessionUp(router, 3, 0, true, 0);
            begin();
            apply(router, table.view(i, 64501 + i, 0xc6336401 + i).messages());
            settle();
            rest("leak at r" + i + ", " + rib.routes() + " routes, "
                    + attached.ledger().findings().size() + " findings");
        }
        AdjRibIn router = rib.add("r3", "r3");
        rib.sessionUp(router, 3, 0, true, 0);
        begin();
        apply(router, new Table(2_000, 0, 8).view(3, 12076, 0xc6336404).messages());
        rest("another network's 2,000 routes in between");
        reload(attached, intent);
        drop(rib.routers().get(1));
        drop(rib.routers().get(0));
    }

    private void required(String what) throws IOException {
        Intent small = intent(20, "prefixes: [100.0.0.0/8]\n    more-specifics: true", "^[0-9]+_", "");
        PolicyEngine attached = attach(small);
        for (int i = 0; i < 20; i++) {
            AdjRibIn router = rib.add("r" + i, "r" + i);
            rib.sessionUp(router, 3, 0, true, 0);
            apply(
                    router,
                    new Table(100, 100, i).view(i, 64501 + i, 0xc6336401 + i).messages());
        }
        Intent large = intent(20, what, "^[0-9]+_", "");
        reload(reload(attached, large), large);
        drop(rib.routers().get(0));
    }

    private PolicyEngine reload(PolicyEngine before, Intent intent) {
        begin();
        long start = cpu();
        PolicyEngine next = new PolicyEngine(intent, rib, SILENT, System::nanoTime, InstantSource.system());
        next.attach();
        longestServe = cpu() - start;
        while (!next.isCaughtUp()) {
            start = cpu();
            next.step(ROWS);
            longestStep = Math.max(longestStep, cpu() - start);
        }
        start = cpu();
        next.adopt(before);
        longestStep = Math.max(longestStep, cpu() - start);
        engine = next;
        rest("reload");
        return next;
    }

    private void drop(AdjRibIn router) {
        begin();
        rib.sessionDown(router, 0);
        boolean done = false;
        while (!done) {
            long start = cpu();
            done = rib.clearSome(router, 1000);
            longestServe = Math.max(longestServe, cpu() - start);
            step();
        }
        rest("withdraw-all");
    }

    private void apply(AdjRibIn router, byte[] messages) {
        DecodeContext context = new DecodeContext(true, true, 3, 0, 64501, 64500);
        long start = cpu();
        int sliceEnd = SLICE;
        for (int at = 0; at < messages.length; ) {
            int length = (messages[at + 16] & 0xff) << 8 | messages[at + 17] & 0xff;
            decoder.decode(messages, at, length, context, update);
            rib.apply(router, update, 0, 0);
            at += length;
            if (at >= sliceEnd) {
                sliceEnd += SLICE;
                longestServe = Math.max(longestServe, cpu() - start);
                step();
                start = cpu();
            }
        }
    }

    private boolean step() {
        if (engine == null) {
            return false;
        }
        long start = cpu();
        boolean more = engine.step(ROWS);
        longestStep = Math.max(longestStep, cpu() - start);
        return more;
    }

    private static long cpu() {
        return THREADS.getCurrentThreadCpuTime();
    }

    private void begin() {
        longestServe = 0;
        longestStep = 0;
        began = System.nanoTime();
        cpuBegan = cpu();
    }

    /** Lets all finish that waits. */
    private void settle() {
        while (step()) {}
    }

    /** The same, and prints. */
    private void rest(String phase) {
        settle();
        System.out.printf(
                "%-60s cpu %6.3f s, wall %6.3f s, longest serve %6.2f ms, longest step %6.2f ms%n",
                phase,
                (cpu() - cpuBegan) / 1e9,
                (System.nanoTime() - began) / 1e9,
                longestServe / 1e6,
                longestStep / 1e6);
    }
}
