package dev.ribwatch.agent.daemon;

import dev.ribwatch.agent.mrt.MrtBytes;
import dev.ribwatch.agent.wire.UpdateMessage;
import java.util.Random;

/** What three peers might say in a recording: sound and broken UPDATEs of both families, sessions that end, tables. */
final class RandomRecording {
    private static final String[] PEERS = {"192.0.2.1", "192.0.2.2", "2001:db8::3"};
    private static final long AS = 65001;
    private static final int AS4 = 4;
    private static final int AS4_ADD_PATH = 9;
    private static final String NEXT_HOP_6 = "10 20010db8000000000000000000000001 00";
    private static final byte[] NOTIFICATION = UpdateMessage.message(3, new byte[] {6, 2});

    private final Random random;
    private long seconds = 1_700_000_000L;
    private int micros;

    RandomRecording(long seed) {
        random = new Random(seed);
    }

    byte[] next(int records) {
        MrtBytes bytes = new MrtBytes();
        for (int i = 0; i < records; i++) {
            pass();
            add(bytes.at(seconds, micros));
        }
        return bytes.bytes();
    }

    private void pass() {
        micros += random.nextInt(2_000);
        if (micros > 999_999 || random.nextInt(50) == 0) {
            micros = 0;
            seconds += random.nextInt(100) == 0 ? 7_000 : 1;
        }
    }

    private void add(MrtBytes bytes) {
        String peer = PEERS[random.nextInt(PEERS.length)];
        switch (random.nextInt(400)) {
            case 0 -> bytes.state(peer, AS, 6, 1);
            case 1 -> bytes.state(peer, AS, 5, 6);
            case 2 -> bytes.message(AS4, peer, AS, NOTIFICATION);
            case 3 -> bytes.message(AS4, peer, AS, new UpdateMessage().build()); // End-of-RIB
            case 4 -> bytes.message(AS4_ADD_PATH, peer, AS, withPath());
            case 5 -> table(bytes);
            case 6 -> bytes.message(AS4, peer, AS, large());
            case 7 -> bytes.record(99, 1, new byte[3]);
            case 8 -> bytes.message(AS4, peer, AS, brokenFamily());
            default -> bytes.message(AS4, peer, AS, update());
        }
    }

    private String prefix() {
        return "10.%d.%d.0/24".formatted(random.nextInt(4), random.nextInt(256));
    }

    private String prefix6() {
        return "20 2001 0d%02x".formatted(random.nextInt(64));
    }

    private UpdateMessage attributes() {
        UpdateMessage message = new UpdateMessage();
        if (random.nextInt(20) != 0) { // else it is treated as withdraw
            message.attribute(UpdateMessage.ORIGIN);
        }
        message.attribute("40 02 0a 02 02 0000fde9 0000%04x".formatted(random.nextInt(40)));
        if (random.nextInt(10) == 0) {
            message.attribute("80 04 04 0000%04x".formatted(random.nextInt(9)));
            message.attribute(UpdateMessage.NEXT_HOP); // not in the order of their codes
        } else {
            message.attribute(UpdateMessage.NEXT_HOP);
        }
        if (random.nextInt(20) == 0) {
            message.attribute("c0 07 02 0000"); // AGGREGATOR of a wrong length is discarded
        }
        return message;
    }

    private byte[] update() {
        UpdateMessage message = random.nextInt(4) == 0 ? new UpdateMessage() : attributes();
        boolean announces = message.build().length > new UpdateMessage().build().length;
        for (int i = random.nextInt(3); i > 0; i--) {
            message.withdraw(prefix());
        }
        for (int i = random.nextInt(9); announces && i > 0; i--) {
            message.announce(prefix());
        }
        if (announces && random.nextInt(3) == 0) {
            String nlri = prefix6();
            message.attribute("80 0e 1a 0002 01 " + NEXT_HOP_6 + nlri);
        }
        if (random.nextInt(6) == 0) {
            message.attribute("80 0f 08 0002 01 " + prefix6());
        }
        return message.build();
    }

    /** More octets than a batch has room for. */
    private byte[] large() {
        UpdateMessage message = attributes();
        for (int i = 0; i < 10_000; i++) {
            message.announce("10.%d.%d.0/24".formatted(8 + i / 256, i % 256));
        }
        return message.build();
    }

    private byte[] withPath() {
        UpdateMessage message = attributes();
        message.announceHex("%08x 18 0a00%02x".formatted(random.nextInt(3), random.nextInt(8)));
        return message.build();
    }

    private byte[] brokenFamily() {
        return attributes()
                .attribute("80 0e 1a 0002 01 " + NEXT_HOP_6 + "ff 2001 0d01")
                .build();
    }

    private void table(MrtBytes bytes) {
        String attributes = UpdateMessage.ORIGIN + "40 02 0a 02 02 0000fde9 00001234" + UpdateMessage.NEXT_HOP;
        bytes.index("v", AS, PEERS);
        for (int i = random.nextInt(40); i > 0; i--) {
            bytes.rib(2, prefix(), attributes, random.nextInt(PEERS.length));
        }
    }
}
