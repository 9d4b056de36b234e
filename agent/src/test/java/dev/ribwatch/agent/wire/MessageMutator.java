package dev.ribwatch.agent.wire;

import java.util.List;
import java.util.SplittableRandom;

/**
 * Makes messages out of known ones by changes that know how an UPDATE is built: attributes go, come, double, change places,
 * flags, codes and lengths; prefixes come and are cut; and lengths are put right again, or not. Allocates nothing.
 */
public final class MessageMutator {
    private static final int HEADER = 19;
    private static final int UPDATE = 2;
    private static final int LONGEST = 65_535;
    private static final int MOST_ATTRIBUTES = 64;
    private static final byte[] TELLING = {0, 1, 2, 3, 4, 8, 14, 15, 16, 17, 32, 33, 64, 127, (byte) 128, (byte) 255};

    private final byte[][] seeds;
    private final byte[][] updates;
    private final SplittableRandom random;
    private final byte[] buffer = new byte[2 * LONGEST];
    private int length;
    private final byte[] aside = new byte[LONGEST];

    private int attributes;
    private int attributesEnd;
    private int count;
    private final int[] places = new int[MOST_ATTRIBUTES + 1];

    /**
     * @param seeds whole messages, at most so long that a few changes keep them below 65,536 octets
     */
    public MessageMutator(List<byte[]> seeds, SplittableRandom random) {
        this.seeds = seeds.stream().filter(seed -> seed.length >= HEADER).toArray(byte[][]::new);
        this.updates = seeds.stream().filter(MessageMutator::isUpdate).toArray(byte[][]::new);
        this.random = random;
    }

    private static boolean isUpdate(byte[] seed) {
        return seed.length >= HEADER + 4 && seed[HEADER - 1] == UPDATE;
    }

    /** Holds the message from offset 0. */
    public byte[] buffer() {
        return buffer;
    }

    /** Makes the next one; how many octets it has. Its header is sound but for one in 64. */
    public int next() {
        if (random.nextInt(16) == 0) {
            take(seeds[random.nextInt(seeds.length)]);
            for (int changes = random.nextInt(4); changes > 0; changes--) {
                changeOctet(HEADER);
            }
        } else {
            take(updates[random.nextInt(updates.length)]);
            for (int changes = random.nextInt(5); changes > 0; changes--) {
                changeUpdate();
            }
        }
        length = Math.min(length, LONGEST);
        Octets.put16(buffer, 16, length);
        if (random.nextInt(64) == 0) {
            changeOctet(0);
        }
        return length;
    }

    private void take(byte[] seed) {
        length = seed.length;
        System.arraycopy(seed, 0, buffer, 0, length);
    }

    private void changeUpdate() {
        if (length > LONGEST - 1_000 || length < HEADER + 4 || !index()) {
            changeOctet(HEADER);
            return;
        }
        switch (random.nextInt(16)) {
            case 0, 1 -> changeOctet(HEADER);
            case 2 -> remove();
            case 3 -> repeat();
            case 4 -> moveToFront();
            case 5, 6 -> insertOther();
            case 7 -> changeHead(0);
            case 8 -> changeHead(1);
            case 9 -> changeHead(2);
            case 10 -> resize();
            case 11 -> insertPrefix(length, 0);
            case 12 -> insertPrefix(HEADER + 2, HEADER);
            case 13 -> length -= random.nextInt(length - HEADER - 3);
            case 14 -> changeFieldLength();
            default -> splice();
        }
    }

    /** Finds the attributes; false if the lengths of the fields do not fit. */
    private boolean index() {
        int withdrawn = Octets.u16(buffer, HEADER);
        if (withdrawn > length - HEADER - 4) {
            return false;
        }
        attributes = HEADER + 4 + withdrawn;
        attributesEnd = attributes + Octets.u16(buffer, attributes - 2);
        if (attributesEnd > length) {
            return false;
        }
        count = 0;
        int at = attributes;
        while (count < MOST_ATTRIBUTES && attributesEnd - at >= 3) {
            places[count++] = at;
            at += (buffer[at] & 0x10) == 0
                    ? 3 + (buffer[at + 2] & 0xff)
                    : attributesEnd - at < 4 ? 4 : 4 + Octets.u16(buffer, at + 2);
            if (at > attributesEnd) {
                at = attributesEnd;
            }
        }
        places[count] = at;
        return true;
    }

    private void changeOctet(int from) {
        if (length > from) {
            int at = random.nextInt(from, length);
            buffer[at] = switch (random.nextInt(4)) {
                case 0 -> (byte) (buffer[at] ^ 1 << random.nextInt(8));
                case 1 -> (byte) (buffer[at] + (random.nextBoolean() ? 1 : -1));
                case 2 -> TELLING[random.nextInt(TELLING.length)];
                default -> (byte) random.nextInt();
            };
        }
    }

    private void remove() {
        if (count > 0) {
            int which = random.nextInt(count);
            replace(places[which], places[which + 1] - places[which], 0);
        }
    }

    private void repeat() {
        if (count > 0) {
            int which = random.nextInt(count);
            insertAttribute(buffer, places[which], places[which + 1] - places[which]);
        }
    }

    private void moveToFront() {
        if (count > 1) {
            int which = random.nextInt(1, count);
            int size = places[which + 1] - places[which];
            System.arraycopy(buffer, places[which], aside, 0, size);
            System.arraycopy(buffer, attributes, buffer, attributes + size, places[which] - attributes);
            System.arraycopy(aside, 0, buffer, attributes, size);
        }
    }

    /** An attribute of another message, wherever that message has octets that look like one. */
    private void insertOther() {
        byte[] other = updates[random.nextInt(updates.length)];
        int from = HEADER + 4 + Octets.u16(other, HEADER);
        for (int skip = random.nextInt(4); skip >= 0 && from + 3 <= other.length; skip--) {
            int size = (other[from] & 0x10) == 0
                    ? 3 + (other[from + 2] & 0xff)
                    : from + 4 <= other.length ? 4 + Octets.u16(other, from + 2) : 4;
            if (size > other.length - from) {
                return;
            }
            if (skip == 0 && size < 1_000) {
                insertAttribute(other, from, size);
            }
            from += size;
        }
    }

    private void insertAttribute(byte[] from, int offset, int size) {
        if (size < 1_000) {
            System.arraycopy(from, offset, aside, 0, size);
            int at = places[random.nextInt(count + 1)];
            replace(at, 0, size);
            System.arraycopy(aside, 0, buffer, at, size);
        }
    }

    /** Flags, code or length of an attribute, and nothing else. */
    private void changeHead(int octet) {
        if (count > 0) {
            int at = places[random.nextInt(count)] + octet;
            buffer[at] = octet == 2 && random.nextBoolean()
                    ? (byte) (buffer[at] + random.nextInt(-4, 5))
                    : octet == 0 ? (byte) (random.nextInt(16) << 4) : (byte) random.nextInt(octet == 1 ? 42 : 256);
        }
    }

    /** Makes a value longer or shorter, and its length with it. */
    private void resize() {
        if (count > 0) {
            int which = random.nextInt(count);
            int at = places[which];
            if ((buffer[at] & 0x10) == 0) {
                int value = buffer[at + 2] & 0xff;
                int grown = Math.max(0, Math.min(255, value + random.nextInt(-8, 13)));
                if (at + 3 + value <= attributesEnd) {
                    replace(at + 3 + Math.min(value, grown), Math.max(0, value - grown), Math.max(0, grown - value));
                    buffer[at + 2] = (byte) grown;
                }
            }
        }
    }

    private void insertPrefix(int at, int lengthField) {
        int bits = random.nextInt(36);
        int octets = bits + 7 >>> 3;
        System.arraycopy(buffer, at, buffer, at + 1 + octets, length - at);
        buffer[at] = (byte) bits;
        for (int i = 1; i <= octets; i++) {
            buffer[at + i] = (byte) random.nextInt(4); // so that many meet again
        }
        length += 1 + octets;
        if (lengthField > 0) {
            Octets.put16(buffer, lengthField, Octets.u16(buffer, lengthField) + 1 + octets);
        }
    }

    private void changeFieldLength() {
        int field = random.nextBoolean() ? HEADER : attributes - 2;
        Octets.put16(buffer, field, Octets.u16(buffer, field) + random.nextInt(-5, 6));
    }

    private void splice() {
        byte[] other = updates[random.nextInt(updates.length)];
        int cut = random.nextInt(HEADER + 4, length + 1);
        int from = random.nextInt(HEADER + 4, other.length + 1);
        int size = Math.min(other.length - from, LONGEST - cut);
        System.arraycopy(other, from, buffer, cut, size);
        length = cut + size;
    }

    /** Makes room for octets within the attributes, or takes it away; the length of all attributes goes along. */
    private void replace(int at, int old, int size) {
        System.arraycopy(buffer, at + old, buffer, at + size, length - at - old);
        length += size - old;
        Octets.put16(buffer, attributes - 2, attributesEnd - attributes + size - old);
    }
}
