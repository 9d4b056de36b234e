package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.policy.intent.Intent;
import dev.ribwatch.agent.report.AlertReport;
import dev.ribwatch.agent.rib.Rib;
import dev.ribwatch.config.Config;
import dev.ribwatch.exporter.alert.AlertListener;
import dev.ribwatch.exporter.alert.AlertPipeline;
import dev.ribwatch.exporter.alert.Clocks;
import dev.ribwatch.exporter.alert.Condition;
import dev.ribwatch.exporter.alert.Conditions;
import java.time.Instant;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Policy and alerts of a replay: those of the agent, on the recording's clock. Receivers are told nothing. */
final class ReplayPolicy implements Recording.Standing, Conditions {
    private final Config config;
    private final AlertListener listener;
    private @Nullable PolicyStage policy;
    private @Nullable AlertPipeline alerts;
    private boolean told;

    ReplayPolicy(Config config, AlertListener listener) {
        this.config = config;
        this.listener = listener;
    }

    @Override
    public void began(Rib rib, ReplayClock clock) {
        Clocks clocks = new Clocks(clock::nanos, clock);
        alerts = new AlertPipeline(config.alerts(), notification -> {}, listener, clocks);
        // The same on every machine: no name is looked up.
        String runbooks = OwnUrl.of(config.http(), config.http().listen().getPort(), "localhost") + "/#";
        policy = new PolicyStage(
                rib,
                Intent.compile(config),
                intent -> new AlertReport(intent, this, clock, () -> runbooks),
                clock::nanos,
                clock);
        policy.start();
    }

    @Override
    public void changed() {
        if (told) {
            told = false;
            pipeline().advance();
        }
    }

    @Override
    public long settle() {
        if (policy == null) {
            throw new IllegalStateException("not begun");
        }
        boolean more = true;
        while (more) {
            more = policy.step();
        }
        told = false;
        return Math.min(pipeline().advance(), policy.due());
    }

    @Override
    public void opened(Condition condition) {
        told = true;
        pipeline().opened(condition);
    }

    @Override
    public void changed(Condition condition) {
        told = true;
        pipeline().changed(condition);
    }

    @Override
    public void closed(String rule, Map<String, String> subject, Instant at, String reason) {
        told = true;
        pipeline().advance(); // what held for a moment only fires all the same, as it does live
        pipeline().closed(rule, subject, at, reason);
    }

    private AlertPipeline pipeline() {
        if (alerts == null) {
            throw new IllegalStateException("not begun");
        }
        return alerts;
    }
}
