package dev.ribwatch.agent.mrt;

import dev.ribwatch.agent.wire.Octets;

/**
 * Reads the records of one file and tells what they say. Records and messages that make no sense are named and passed
 * over; no content throws.
 */
public final class MrtReader {
    private static final int LEGACY_BGP = 5;
    private static final int TABLE_DUMP = 12;
    private static final int TABLE_DUMP_V2 = 13;
    private static final int BGP4MP = 16;
    private static final int BGP4MP_ET = 17;
    private static final int MICROS = 4;
    private static final int MOST_MICROS = 999_999;

    private final MrtFile file;
    private final MrtVisitor visitor;
    private final Bgp4mp messages;
    private final LegacyBgp legacy;
    private final TableDump table;
    /** The type of the table that is being read, or 0. */
    private int tableType;

    /**
     * @param peers those of the files before, if they are of one recording
     */
    public MrtReader(MrtFile file, MrtPeers peers, MrtVisitor visitor) {
        this.file = file;
        this.visitor = visitor;
        messages = new Bgp4mp(peers, visitor);
        legacy = new LegacyBgp(peers, visitor);
        table = new TableDump(peers, visitor);
    }

    /** Reads one record; false when there are no more, see {@link MrtFile#damage}. */
    public boolean next() {
        if (!file.next()) {
            endTable();
            return false;
        }
        int type = file.type();
        int subtype = file.subtype();
        byte[] buffer = file.buffer();
        int offset = file.offset();
        int limit = file.limit();
        long seconds = file.seconds();
        boolean goesOn = type == tableType
                && (type != TABLE_DUMP_V2 || !table.isAnotherDump(subtype, buffer, offset, limit, seconds));
        if (!goesOn) {
            endTable();
        }
        long micros = seconds * 1_000_000;
        if (type == BGP4MP_ET && limit - offset >= MICROS) {
            micros += Math.min(Octets.u32(buffer, offset), MOST_MICROS);
            offset += MICROS;
        }
        visitor.record(micros);
        Outcome outcome = switch (type) {
            case BGP4MP, BGP4MP_ET -> messages.read(subtype, buffer, offset, limit);
            case TABLE_DUMP -> table.readOld(subtype, buffer, offset, limit);
            case TABLE_DUMP_V2 -> table.read(subtype, buffer, offset, limit, seconds);
            case LEGACY_BGP -> legacy.read(subtype, buffer, offset, limit);
            default -> Outcome.SKIPPED;
        };
        if (type == TABLE_DUMP || type == TABLE_DUMP_V2) {
            tableType = type;
        }
        if (outcome == Outcome.SKIPPED) {
            visitor.skipped(type, subtype);
        } else if (outcome != Outcome.READ) {
            visitor.malformed(
                    new Damage(file.position(), "record of type " + type + "/" + subtype + ": " + outcome.text()));
        }
        return true;
    }

    private void endTable() {
        if (tableType != 0) {
            tableType = 0;
            visitor.endOfTable();
        }
    }
}
