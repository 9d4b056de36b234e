package dev.ribwatch.agent.transport;

import dev.ribwatch.agent.session.DownReason;
import dev.ribwatch.agent.session.Negotiated;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/** Writes down what a lane hands over: {@code up 1}, messages in hex, {@code down 1 NOTIFICATION_SENT 6/2}, {@code outdated}, {@code removed}. */
final class LaneRecorder implements LaneVisitor {
    final List<String> records = new ArrayList<>();
    final List<Negotiated> negotiated = new ArrayList<>();
    final List<DownReason> reasons = new ArrayList<>();

    /** Never has time for more. */
    boolean hurried;

    /** Takes no {@code up} now. */
    boolean refusing;

    /** Throws at this message. */
    String poison = "";

    @Override
    public boolean up(Lane lane, int generation, Negotiated agreed) {
        if (refusing) {
            return false;
        }
        records.add("up " + generation);
        negotiated.add(agreed);
        return true;
    }

    @Override
    public boolean mayGoOn() {
        return !hurried;
    }

    @Override
    public int ahead(Lane lane, byte[] buffer, int offset, int limit) {
        return limit;
    }

    @Override
    public void message(Lane lane, int generation, byte[] buffer, int offset, int length, long readNanos) {
        String message = hex(Arrays.copyOfRange(buffer, offset, offset + length));
        if (message.equals(poison)) {
            throw new IllegalStateException("poison");
        }
        records.add(message);
    }

    @Override
    public void down(Lane lane, int generation, DownReason reason) {
        records.add("down " + generation + " " + reason.kind() + " " + reason.code() + "/" + reason.subcode());
        reasons.add(reason);
    }

    @Override
    public void outdated(Lane lane) {
        records.add("outdated");
    }

    @Override
    public void removed(Lane lane) {
        records.add("removed");
    }

    void drainAll(Lane lane) {
        while (lane.drain(this)) {
            // until nothing is there
        }
    }

    static String hex(byte[] octets) {
        return HexFormat.of().formatHex(octets);
    }
}
