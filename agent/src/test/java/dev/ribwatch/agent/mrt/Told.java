package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.DecodeContext;
import dev.ribwatch.agent.wire.message.MessageType;
import dev.ribwatch.agent.wire.message.NlriField;
import dev.ribwatch.agent.wire.message.Update;
import dev.ribwatch.agent.wire.message.UpdateDecoder;
import dev.ribwatch.agent.wire.nlri.NlriCursor;
import dev.ribwatch.config.value.Family;
import dev.ribwatch.config.value.Prefix;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What a file tells, a line of text for each thing. */
public final class Told implements MrtVisitor {
    final List<String> lines = new ArrayList<>();
    final List<Damage> malformed = new ArrayList<>();
    int records;
    long micros;

    @Nullable
    Damage damage;

    private final UpdateDecoder decoder = new UpdateDecoder();
    private final Update update = new Update();
    private final NlriCursor nlri = new NlriCursor();

    /** What this file tells, read to its end or its damage. */
    public static Told by(byte[] file) {
        Told told = new Told();
        try (MrtFile opened = MrtFile.of(new ByteArrayInputStream(file))) {
            MrtReader reader = new MrtReader(opened, new MrtPeers(), told);
            boolean more = true;
            while (more) {
                more = reader.next();
            }
            told.damage = opened.damage();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
        return told;
    }

    /** All that it tells, in order. */
    public List<String> lines() {
        return lines;
    }

    public int records() {
        return records;
    }

    /** What is wrong with it, in words. */
    public List<String> problems() {
        List<String> problems = new ArrayList<>();
        malformed.forEach(found -> problems.add(found.toString()));
        if (damage != null) {
            problems.add(damage.toString());
        }
        return problems;
    }

    @Override
    public void record(long epochMicros) {
        records++;
        micros = epochMicros;
    }

    @Override
    public void message(@Nullable MrtPeer peer, MessageType type, boolean sent) {
        lines.add((peer == null ? "nobody" : peer.name()) + (sent ? " was sent " : " sent ") + type.label());
    }

    @Override
    public void update(MrtPeer peer, UpdateForm form, byte[] buffer, int offset, int length) {
        routes(peer, form, buffer, offset, length);
    }

    @Override
    public void entry(MrtPeer peer, Family family, UpdateForm form, byte[] buffer, int offset, int length) {
        routes(peer, form, buffer, offset, length);
    }

    private void routes(MrtPeer peer, UpdateForm form, byte[] buffer, int offset, int length) {
        DecodeContext context = new DecodeContext(
                !form.internal(),
                form.fourOctetAs(),
                3,
                form.addPath() ? 3 : 0,
                peer.as(),
                form.internal() ? peer.as() : 0);
        String verdict = decoder.decode(buffer, offset, length, context, update).name();
        if (!verdict.equals("ACCEPT")) {
            lines.add(peer.name() + " " + verdict);
            return;
        }
        for (NlriField field : NlriField.values()) {
            if (update.has(field)) {
                Family family = update.family(field);
                nlri.reset(update.source(), update.offset(field), update.limit(field), family, update.addPath(field));
                while (nlri.next()) {
                    lines.add(peer.name()
                            + (field.isAnnounce() ? " + " : " - ")
                            + Prefix.masked(family, nlri.high(), nlri.low(), nlri.length())
                            + (update.addPath(field) ? " path " + Integer.toUnsignedString(nlri.pathId()) : ""));
                }
            }
        }
    }

    @Override
    public void endOfTable() {
        lines.add("end of table");
    }

    @Override
    public void state(MrtPeer peer, boolean established) {
        lines.add(peer.name() + " AS " + peer.as() + (established ? " up" : " down"));
    }

    @Override
    public void skipped(int type, int subtype) {
        lines.add("skipped " + type + "/" + subtype);
    }

    @Override
    public void malformed(Damage found) {
        malformed.add(found);
    }
}
