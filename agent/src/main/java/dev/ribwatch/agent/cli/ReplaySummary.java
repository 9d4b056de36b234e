package dev.ribwatch.agent.cli;

import dev.ribwatch.agent.daemon.RecordingCounts;
import dev.ribwatch.agent.daemon.Replay;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.exporter.json.AsciiBuffer;
import java.nio.file.Path;
import java.util.Map;

/** What a file holds, as one JSON object. */
final class ReplaySummary {
    private static final byte[] FALSE = AsciiBuffer.ascii("false");
    private static final byte[] TRUE = AsciiBuffer.ascii("true");

    private final AsciiBuffer out = new AsciiBuffer(1 << 10);
    /** Nothing precedes the next field in its object. */
    private boolean first;

    private ReplaySummary() {}

    static String json(Path file, Replay replay) {
        ReplaySummary summary = new ReplaySummary();
        summary.write(file, replay);
        return summary.out.toString();
    }

    private void write(Path file, Replay replay) {
        RecordingCounts counts = replay.counts();
        open();
        name("file").string(file.toString());
        number("records", counts.records());
        number("messages", counts.messages());
        number("announced", counts.announced());
        number("withdrawn", counts.withdrawn());
        number("end_of_rib", counts.endOfRib());
        number("discarded_attributes", counts.discardedAttributes());
        number("treated_as_withdraw", counts.treatedAsWithdraw());
        number("errors", counts.errors());
        name("skipped");
        open();
        for (Map.Entry<String, Long> kind : counts.skipped().entrySet()) {
            number(kind.getKey(), kind.getValue());
        }
        close();
        name("truncated").raw(replay.truncated() ? TRUE : FALSE);
        name("routes");
        open();
        for (Map.Entry<String, Map<Family, Integer>> peer : replay.held().entrySet()) {
            name(peer.getKey());
            open();
            for (Map.Entry<Family, Integer> family : peer.getValue().entrySet()) {
                number(family.getKey().toString(), family.getValue());
            }
            close();
        }
        close();
        close();
    }

    private void open() {
        out.octet('{');
        first = true;
    }

    private void close() {
        out.octet('}');
        first = false;
    }

    /** The name of a field, whose value follows. */
    private AsciiBuffer name(String name) {
        if (!first) {
            out.octet(',');
        }
        first = false;
        return out.string(name).octet(':');
    }

    private void number(String name, long value) {
        name(name).number(value);
    }
}
