package dev.ribwatch.agent.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.ribwatch.agent.daemon.Replay;
import dev.ribwatch.agent.mrt.Damage;
import dev.ribwatch.agent.mrt.MrtFile;
import dev.ribwatch.agent.mrt.MrtPeer;
import dev.ribwatch.agent.mrt.MrtPeers;
import dev.ribwatch.agent.mrt.MrtReader;
import dev.ribwatch.agent.mrt.MrtVisitor;
import dev.ribwatch.agent.mrt.UpdateForm;
import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.error.Verdict;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import dev.ribwatch.exporter.http.RouteRow;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What we read in an MRT file, in the terms of {@link BgpdumpReading}. */
final class OwnReading implements MrtVisitor {
    final Map<String, Integer> changes = new HashMap<>();
    final Map<String, List<String>> table = new HashMap<>();
    final List<String> problems = new ArrayList<>();
    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final NlriCursor nlri = new NlriCursor();

    static OwnReading of(Path file) throws IOException {
        OwnReading reading = new OwnReading();
        try (MrtFile opened = MrtFile.open(file)) {
            MrtReader reader = new MrtReader(opened, new MrtPeers(), reading);
            boolean more = true;
            while (more) {
                more = reader.next();
            }
        }
        Replay replay = Replay.plain(reading.problems::add);
        assertThat(replay.play(file)).as("%s", reading.problems).isEqualTo(reading.problems.isEmpty());
        replay.routes(reading::add);
        return reading;
    }

    private void add(RouteRow row) {
        String nextHop = Objects.requireNonNull(row.attributes().nextHop()).split(" ", -1)[0];
        table.put(
                Address.ip(row.router()).getHostAddress() + " "
                        + BgpdumpReading.prefix(row.prefix().toString())
                        + (row.pathId() == null ? "" : " " + row.pathId()),
                List.of(
                        Objects.requireNonNull(row.attributes().asPath()),
                        Objects.requireNonNull(row.attributes().origin()),
                        Address.ip(nextHop).getHostAddress(),
                        String.valueOf(row.attributes().localPref() == null ? 0 : row.attributes().localPref()),
                        String.valueOf(row.attributes().med() == null ? 0 : row.attributes().med()),
                        String.join(" ", row.attributes().communities()),
                        row.attributes().atomicAggregate() ? "AG" : "NAG",
                        row.attributes().aggregator() == null ? "" : row.attributes().aggregator()));
    }

    private void read(MrtPeer peer, UpdateForm form, byte[] buffer, int offset, int length) {
        DecodeContext context = new DecodeContext(
                !form.internal(), form.fourOctetAs(), 3, form.addPath() ? 3 : 0, peer.as(), form.internal() ? peer.as() : 0);
        if (decoder.decode(buffer, offset, length, context, update) == Verdict.SESSION_RESET) {
            return;
        }
        for (NlriField field : NlriField.values()) {
            if (update.has(field)) {
                Family family = update.family(field);
                nlri.reset(update.source(), update.offset(field), update.limit(field), family, update.addPath(field));
                while (nlri.next()) {
                    String prefix = Prefix.masked(family, nlri.high(), nlri.low(), nlri.length())
                            .toString();
                    String key = (field.isAnnounce() ? "A " : "W ")
                            + Address.ip(peer.address().address()).getHostAddress() + " " + BgpdumpReading.prefix(prefix)
                            + (update.addPath(field) ? " " + Integer.toUnsignedString(nlri.pathId()) : "");
                    changes.merge(key, 1, Integer::sum);
                }
            }
        }
    }

    @Override
    public void update(MrtPeer peer, UpdateForm form, byte[] buffer, int offset, int length) {
        read(peer, form, buffer, offset, length);
    }

    @Override
    public void entry(MrtPeer peer, Family family, UpdateForm form, byte[] buffer, int offset, int length) {
        read(peer, form, buffer, offset, length);
    }

    @Override
    public void malformed(Damage damage) {
        throw new AssertionError(damage);
    }

    @Override
    public void record(long epochMicros) {
        // not compared
    }

    @Override
    public void message(@Nullable MrtPeer peer, MessageType type, boolean sent) {
        // not compared
    }

    @Override
    public void endOfTable() {
        // the table is compared at the end
    }

    @Override
    public void state(MrtPeer peer, boolean established) {
        // the table is compared at the end
    }

    @Override
    public void skipped(int type, int subtype) {
        // not compared
    }
}
